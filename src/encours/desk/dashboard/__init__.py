"""Where we stand today, and what to do about it."""
