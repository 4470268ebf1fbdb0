"""Floor 4, the command line and the workers: it reads the clock, checks the right, calls acts, and answers."""
