"""What the bank received, and what it paid."""
