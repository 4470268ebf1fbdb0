"""Doubtful customers, and what was entered in the books of what they owe."""
