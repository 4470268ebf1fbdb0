"""What payers say they pay, and what a creditor does of what they leave out."""
