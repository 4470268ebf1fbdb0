"""Amounts, days and instants as other systems write them, in the words of the house; nothing goes through a float."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from encours.core.money import rounded

_AMOUNT = re.compile(r"^(-?)(\d{1,15})(?:\.(\d*))?$")
_E = re.compile(r"^-?\d+(?:\.\d+)?[eE][-+]?\d+$")


def cents_of(told: Any) -> int | None:
    """Whole cents of « 1200.00000000 », 1200 or 1200.0, half up; None where it is no amount.

    A number that JSON made a float is taken by its shortest writing, which is what was sent.
    """
    if isinstance(told, bool) or told is None:
        return None
    text = str(told).strip()
    if _E.match(text) and abs(float(text)) < 1e-6:  # noqa: PLR2004 — a rest of the other side's own floats
        return 0
    found = _AMOUNT.match(text)
    if found is None:
        return None
    sign, whole, part = found[1], found[2], found[3] or ""
    scaled = int(whole + part)
    cents = rounded(scaled * 100, 10 ** len(part))
    return -cents if sign else cents


def decimal_text(cents: int) -> str:
    """The amount with its two decimals, as other systems read it."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def day_of_stamp(told: Any, zone: str) -> str:
    """The local day of a Unix timestamp; empty where there is none."""
    try:
        stamp = int(told)
    except (TypeError, ValueError):
        return ""
    if stamp <= 0:
        return ""
    return datetime.fromtimestamp(stamp, ZoneInfo(zone)).date().isoformat()


def instant_of_stamp(told: Any) -> str:
    """The instant of a Unix timestamp in UTC; empty where there is none."""
    try:
        return datetime.fromtimestamp(int(told), UTC).isoformat() if int(told) > 0 else ""
    except (TypeError, ValueError):
        return ""


def instant_of_text(told: Any) -> str:
    """An instant written without its zone (then UTC) or with it; empty where it is none."""
    try:
        read = datetime.fromisoformat(str(told).replace(" ", "T"))
    except ValueError:
        return ""
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


def day_of_text(told: Any) -> str:
    """The day that a text begins with; empty where it begins with none."""
    try:
        return date.fromisoformat(str(told)[:10]).isoformat()
    except ValueError:
        return ""


def text_of(told: Any) -> str:
    """A text, or nothing: other systems say null, false or spaces for nothing."""
    return "" if told is None or told is False else str(told).strip()
