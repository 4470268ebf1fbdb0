"""E-mail by SMTP: text and HTML in one message, its own return path, each answer made a receipt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from encours.channels.email.addresses import checked_email, return_path
from encours.channels.email.configuring import missing, server
from encours.channels.email.sending import EmailWay

__all__ = ["EmailWay", "checked_email", "missing", "open_way", "return_path"]


def open_way(settings: Mapping[str, Any]) -> EmailWay:
    """A way to the SMTP server of the settings; nothing is connected yet. Raises NotConfiguredError."""
    return EmailWay(server(settings))
