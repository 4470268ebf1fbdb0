"""What several sources say of one invoice, and whom to believe."""
