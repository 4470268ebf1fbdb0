"""What was agreed with a customer in writing, and from when."""
