"""The matchers, one module each, in the order in which `core.matching.cash` asks them."""
