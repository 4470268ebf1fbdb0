"""Procedures chosen, exceptions asked, the judicial phase of cases."""
