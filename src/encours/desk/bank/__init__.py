"""The bank: accounts, lines that wait for a customer, doubts, returned payments."""
