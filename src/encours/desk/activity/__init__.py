"""What one does oneself, by skill, and what the team does as a whole: no page compares two people."""
