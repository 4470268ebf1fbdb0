"""Segments as they were published before conditions: a field, a test and a value, read as the condition they say."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from encours.core.custom_fields import day_of

# What the register of companies says had a number below zero, for no field of a creditor's own has one.
_OF_REGISTER: Final = {-1: ("secteur", "choice"), -2: ("effectif", "staff"), -3: ("etat", "choice")}
_SIGNS: Final = {"is": "=", "at_least": ">=", "at_most": "<="}
_HUNDRED, _THOUSAND = 100, 1_000


def as_condition(kept: Mapping[str, Any], fields: Mapping[int, tuple[str, str]]) -> str:
    """The condition that a segment of that time says; `fields` gives by key the code and kind of a field."""
    if kept["field"] in _OF_REGISTER:
        name, kind = _OF_REGISTER[kept["field"]]
    else:
        code, kind = fields[kept["field"]]
        name = f"champ_{code}"
    if kept["test"] == "filled":
        return f"{name} IS NOT NULL"
    return f"{name} {_SIGNS[kept['test']]} {_value(kind, kept['key'], kept['number'])}"


def _value(kind: str, key: str, number: int | None) -> str:
    if kind == "yes_no":
        return "TRUE" if key == "yes" else "FALSE"
    if kind in {"text", "choice"} or number is None:
        return f"'{key}'"
    if kind == "day":
        return f"'{day_of(number).isoformat()}'"
    by = {"amount": _HUNDRED, "number": _THOUSAND}.get(kind, 1)
    return format(Decimal(number) / by, "f")
