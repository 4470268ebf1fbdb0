"""Two customers that are one: compared, merged, taken apart."""
