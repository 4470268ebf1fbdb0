"""Invoices: one with its why, and the two lists, awaiting payment and unpaid."""
