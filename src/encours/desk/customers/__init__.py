"""Customers: the list, and all that is known of one."""
