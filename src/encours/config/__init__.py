"""Floor 5: settings, root addresses, checks that speak."""
