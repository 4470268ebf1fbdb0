"""What a team did, by skill and month: counts without names."""
