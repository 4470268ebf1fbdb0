"""Connected systems: when each was read, what differs, what is to be written there."""
