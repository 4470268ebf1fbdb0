"""Values in a condition, as the sheet of customers keeps them: cents, folded texts, days as numbers."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, Literal

from encours.core.custom_fields import value_of
from encours.core.refusals import RuleError
from encours.core.searching import folded
from encours.core.segments.catalogue import Column

Written = Literal["number", "text", "boolean"]
_FACTORS: Final = {"amount": 100, "thousandths": 1_000, "days": 1, "number": 1, "percent": 1}
_TOO_FINE: Final = {
    "amount": "un montant a deux décimales au plus ; l'arrondir",
    "thousandths": "un nombre a trois décimales au plus ; l'arrondir",
}
_MOST: Final = 10**15
_PLAIN: Final = re.compile(r"-?\d{1,18}(\.\d{1,6})?", re.ASCII)
_WILD: Final = re.compile(r"([%_])")


class Misfit(Exception):  # noqa: N818 - it is told by the condition, which knows where
    """A value that its column cannot be compared to; `what` says so, and what to write."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def literal(told: str, column: Column, *, written: Written) -> str:
    """A value as the SQL that is run writes it.

    Raises
        Misfit: not of the kind of the column, or not one of its values.
    """
    if column.kind == "yes_no":
        if written != "boolean":
            raise Misfit(f"« {column.french} » est vrai ou faux ; écrire TRUE ou FALSE")
        return "TRUE" if told == "True" else "FALSE"
    if column.kind == "text":
        return _text(told, column, written)
    if column.kind == "day":
        return _day(told, column, written)
    if written != "number" or not _PLAIN.fullmatch(told):
        raise Misfit(f"« {column.french} » se compare à un nombre, sans apostrophe ; écrire 30 ou 10000.50")
    return _number(told, column)


def pattern(told: str) -> str:
    """What LIKE compares a folded text to: `%` and `_` stay, the rest is folded as texts are."""
    parts = _WILD.split(told)
    return "".join(one if one in {"%", "_"} else _spaced(one) for one in parts)


def _spaced(part: str) -> str:
    """A part of a text, folded, with the space at its ends that parts it from what surrounds it."""
    bare = folded(part)
    if not bare:
        return " " if part else ""
    return f"{' ' if part[0].isspace() else ''}{bare}{' ' if part[-1].isspace() else ''}"


def _text(told: str, column: Column, written: Written) -> str:
    if written != "text":
        raise Misfit(f"« {column.french} » se compare à un texte entre apostrophes ; écrire 'FR'")
    key = folded(told)
    if not key:
        raise Misfit("un texte vide ne se compare pas ; écrire IS NULL pour ce qui n'est pas renseigné")
    if column.values and key not in column.values:
        known = ", ".join(f"'{one}'" for one in dict.fromkeys(column.values.values()))
        raise Misfit(f"« {column.french} » ne vaut jamais « {told[:60]} » ; choisir parmi {known}")
    return f"'{column.values.get(key, key)}'"


def _day(told: str, column: Column, written: Written) -> str:
    try:
        number = value_of("day", told).number if written == "text" else None
    except RuleError:
        number = None
    if number is None:
        raise Misfit(f"« {column.french} » se compare à un jour ; écrire '2026-12-31'")
    return str(number)


def _number(told: str, column: Column) -> str:
    exact = Decimal(told) * _FACTORS[column.kind]
    if exact != exact.to_integral_value():
        raise Misfit(_TOO_FINE.get(column.kind, f"« {column.french} » est un nombre entier ; l'arrondir"))
    if abs(exact) >= _MOST:
        raise Misfit("ce nombre est trop grand ; en écrire un plus petit")
    return str(int(exact))
