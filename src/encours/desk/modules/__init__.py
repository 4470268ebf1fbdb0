"""Which modules of the desk the creditor uses."""
