"""SEPA direct debits: what is collected, the files for the bank, mandates and rules."""
