"""Documents asked of customers: what, by when, by which messages, and what came of it."""
