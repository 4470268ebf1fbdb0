"""What payers say they pay: kept, tied to the bank line that it goes with, and what it leaves out settled."""
