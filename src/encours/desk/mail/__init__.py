"""Mails that came into the shared mailbox: what waits to be filed, what was, what came back."""
