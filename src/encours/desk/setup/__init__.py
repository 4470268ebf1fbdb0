"""Who the creditor is: the first set-up in one page, then its settings."""
