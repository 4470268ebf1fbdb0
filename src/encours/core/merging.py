"""Two files of one customer side by side: which of the two speaks, field by field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("name",),
    "registration": ("siren",),
    "vat_number": ("vat_number",),
    "address": ("address", "postcode", "city", "country"),
    "language": ("language",),
    "regime": ("regime", "regime_source"),
    "terms": ("terms_days", "terms_mode", "terms_source"),
}
"""What is chosen together, and the fields that it is made of."""

_ASSUMED: Final = {"regime": "regime_source", "terms": "terms_source"}
_BLANK: Final = ("", None)


@dataclass(frozen=True, slots=True)
class Side:
    """One field of both: whether they differ, and whether the one absorbed is proposed to speak."""

    code: str
    kept: tuple[Any, ...]
    absorbed: tuple[Any, ...]
    differs: bool
    take: bool


def sides(kept: Mapping[str, Any], absorbed: Mapping[str, Any]) -> list[Side]:
    """Put both side by side: what the one that stays does not tell, or only assumes, is taken from the other."""
    return [_side(code, fields, kept, absorbed) for code, fields in FIELDS.items()]


def _side(code: str, fields: tuple[str, ...], kept: Mapping[str, Any], absorbed: Mapping[str, Any]) -> Side:
    ours, theirs = tuple(kept[name] for name in fields), tuple(absorbed[name] for name in fields)
    differs = ours != theirs and _told(code, absorbed)
    if code == "name":
        take = kept["name"] == kept["account"] and absorbed["name"] != absorbed["account"]
    else:
        take = not _told(code, kept)
    return Side(code, ours, theirs, differs, take and differs)


def _told(code: str, customer: Mapping[str, Any]) -> bool:
    """Whether somebody said it: an address without its street says nothing."""
    if code in _ASSUMED:
        return bool(customer[_ASSUMED[code]] != "assumed")
    return customer[FIELDS[code][0]] not in _BLANK


def taken(
    kept: Mapping[str, Any], absorbed: Mapping[str, Any], codes: Collection[str]
) -> dict[str, tuple[Any, Any]]:
    """Fields that the one that stays takes from the other: what was there, what is taken."""
    return {
        name: (kept[name], absorbed[name])
        for code in codes
        for name in FIELDS[code]
        if kept[name] != absorbed[name]
    }


def given_back(now: Mapping[str, Any], chosen: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """What the one that stays gives back when the merging is undone: fields that nobody has changed since."""
    return {name: was for name, (was, taken_) in chosen.items() if now[name] == taken_}
