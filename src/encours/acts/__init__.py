"""Floor 3, what the business does: one module an act; each is one transaction and one history entry."""
