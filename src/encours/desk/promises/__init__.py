"""What customers promise to pay, and whether they do."""
