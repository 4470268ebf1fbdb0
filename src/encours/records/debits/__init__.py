"""Mandates of direct debit, what is announced and put in a file under them, and what the bank says of it."""
