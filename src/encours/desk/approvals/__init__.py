"""Agreements: the batch of the day beside yesterday's, the rules that ask for them, delegations."""
