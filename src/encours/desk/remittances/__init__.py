"""What payers say they pay, and what is done of what they leave out."""
