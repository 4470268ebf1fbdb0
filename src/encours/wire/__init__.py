"""Outbound HTTP, for channels and connectors alone: limits of time and size, safe retries, secrets never shown."""
