"""Two customers that are one: merged, and taken apart again."""
