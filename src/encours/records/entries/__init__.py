"""Entries exported to the accounting software."""
