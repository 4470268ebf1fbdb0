"""Which modules of the desk a creditor uses."""
