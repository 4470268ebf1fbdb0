"""Floor 4, the back office: a view loads, checks the right, calls one act, and answers."""
