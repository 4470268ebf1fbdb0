"""Dashboards: composed by each person, told from the last run, taken away or sent by mail."""
