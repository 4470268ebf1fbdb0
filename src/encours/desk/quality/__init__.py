"""How far the data can be trusted, and what to correct first."""
