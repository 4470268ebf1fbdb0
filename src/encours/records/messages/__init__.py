"""Messages proposed, approved, handed over, delivered."""
