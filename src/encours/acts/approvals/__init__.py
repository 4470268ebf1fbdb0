"""Who must agree before a message leaves: rules, delegations, decisions, the batch of a day."""
