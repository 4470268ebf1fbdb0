"""Champion and challenger: experiments, who entered them, how they ended."""
