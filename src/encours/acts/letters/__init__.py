"""Letters laid in the outbox folder: said posted, recalled before they are, their files moved aside."""
