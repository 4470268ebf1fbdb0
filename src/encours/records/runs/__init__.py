"""A day's decisions: positions and figures."""
