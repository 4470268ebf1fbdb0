"""An electronic invoice or order, whatever the syntax it came in: one shape, and the sums that it must keep."""
