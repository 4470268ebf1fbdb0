"""Customers found to be one: who was merged into whom, and every row that moved."""
