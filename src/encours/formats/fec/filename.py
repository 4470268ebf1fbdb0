"""What the name of a FEC says: `123456789FEC20261231.txt`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from stdnum.fr import siren

PATTERN = re.compile(r"(?<!\d)(?P<siren>\d{9})\s?_?FEC_?(?P<closing>\d{8})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Named:
    """SIREN and closing day as the name tells them; `siren_valid` is its check digit's verdict."""

    siren: str | None = None
    siren_valid: bool = False
    closing_on: date | None = None


def told_by(name: str) -> Named:
    """Read the SIREN and the closing day from a file's name; empty when it does not follow the rule."""
    found = PATTERN.search(PurePath(name).name)
    if not found:
        return Named()
    return Named(found["siren"], _right(found["siren"]), _day(found["closing"]))


def _day(text: str) -> date | None:
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _right(number: str) -> bool:
    """The check digit is right, and the number is not the zeros that anonymised files bear."""
    return siren.is_valid(number) and int(number) > 0
