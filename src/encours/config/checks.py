"""System checks in sentences: what is wrong with the settings, and what to write instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 — Django's name


@register()
def smtp_is_whole(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """A password without TLS would travel in clear."""
    house: dict[str, Any] = settings.ENCOURS
    smtp = house["smtp"]
    if smtp["tls"] not in {"none", "starttls", "tls"}:
        return [
            Error(
                f"ENCOURS_SMTP_TLS={smtp['tls']!r} is unknown.",
                hint="Write none, starttls or tls.",
                id="encours.E001",
            )
        ]
    loopback = smtp["host"] in {"", "localhost", "127.0.0.1", "::1"}
    if smtp["password"] and smtp["tls"] == "none" and not loopback:
        return [
            Error(
                "The SMTP password would travel in clear.",
                hint="Set ENCOURS_SMTP_TLS=starttls (or tls).",
                id="encours.E002",
            )
        ]
    return []


@register()
def debug_is_off(app_configs: Any, **kwargs: Any) -> Sequence[CheckMessage]:
    """DEBUG shows a stranger too much."""
    if settings.DEBUG:
        return [
            Warning(
                "ENCOURS_DEBUG is on: error pages show settings and data.",
                hint="Unset ENCOURS_DEBUG unless you develop.",
                id="encours.W001",
            )
        ]
    return []
