"""Fields of a creditor's own: declared, filled on customers and invoices, made into segments."""
