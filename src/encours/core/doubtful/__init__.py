"""Doubtful customers (clients douteux): who is one and why, what is transferred to 416 and what is written down."""
