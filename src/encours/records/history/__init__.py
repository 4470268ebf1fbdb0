"""Evidence: entries, leaves and signed roots."""
