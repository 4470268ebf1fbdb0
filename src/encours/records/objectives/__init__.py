"""What a creditor wants to reach, where it started, and what would get it there."""
