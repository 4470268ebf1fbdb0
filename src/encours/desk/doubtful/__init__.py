"""Doubtful customers at the desk: who is one, what is transferred and written down, by which rules."""
