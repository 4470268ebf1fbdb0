"""What the public register of companies says of a customer."""
