"""Dashboards as people arranged them, figures of their own, and what is mailed when."""
