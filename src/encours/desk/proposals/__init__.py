"""The reminders of the day: read, approved, moved, withdrawn, sent."""
