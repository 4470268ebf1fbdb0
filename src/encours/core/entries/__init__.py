"""Accounting entries of what was applied from the bank, for the accounting software to take in."""
