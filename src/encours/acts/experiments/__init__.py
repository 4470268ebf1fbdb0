"""Champion and challenger: begun, entered by customers, evaluated each day, ended, its winner published."""
