"""The aged balance by customer, beside the ledger."""
