"""Floor 2, facts: one Django app a room, models and querysets; only acts write them."""
