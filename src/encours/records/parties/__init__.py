"""Creditors, their customers, and whom to write to."""
