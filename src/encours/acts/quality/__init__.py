"""Looking over the data, choosing what is wanted of it, accepting what it is."""
