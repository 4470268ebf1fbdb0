"""An invoice or a payment told twice: set aside by a person, kept, and never brought back by a file."""
