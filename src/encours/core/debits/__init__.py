"""SEPA direct debits: what may be collected, when, and what the bank says became of it."""
