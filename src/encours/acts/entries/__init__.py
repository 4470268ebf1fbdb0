"""Entries for the accounting software: exported once, their accounts chosen, known again when a ledger brings them."""
