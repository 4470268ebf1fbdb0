"""The settings of the channels, as `channels` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings


def channel_settings() -> dict[str, Mapping[str, Any]]:
    """One mapping a channel: an empty one is not configured, and sends nothing."""
    house: Mapping[str, Any] = settings.ENCOURS
    return {"email": house["smtp"], "letter": {"outbox": str(house["outbox"])}}
