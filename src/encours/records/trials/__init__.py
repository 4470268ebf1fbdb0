"""Scenarios tried before they are published: replayed on the past, simulated on what is to come."""
