"""Kept files, and what was taken in from them."""
