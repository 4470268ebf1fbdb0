"""Fields of a creditor's own: declared, filled, and made into segments."""
