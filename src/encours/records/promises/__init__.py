"""What customers promise to pay, and when."""
