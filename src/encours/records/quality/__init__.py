"""What was found wrong or missing in the data, and what a creditor wants of it."""
