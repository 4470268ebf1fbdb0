"""What the creditor wants to reach, what would help, and what it all brought."""
