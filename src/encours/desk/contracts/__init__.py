"""Contracts of a customer, and the due dates that they give."""
