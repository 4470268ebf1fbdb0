"""Doubtful customers: marked and unmarked, written down, entered in the books."""
