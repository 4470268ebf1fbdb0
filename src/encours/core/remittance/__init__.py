"""What a payer says it pays: an advice, whether its sums hold, the line that it goes with, and what it leaves out."""
