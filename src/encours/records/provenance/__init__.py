"""What several sources say of one fact, and whom to believe."""
