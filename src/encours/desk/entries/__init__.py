"""Entries for the accounting software: what waits, what left, what came back."""
