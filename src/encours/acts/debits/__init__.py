"""Acts of SEPA direct debits: mandates, pre-notifications, files for the bank, and what comes back."""
