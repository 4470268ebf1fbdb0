"""Fields that a creditor declares of its own, their values, and the segments that they make."""
