"""Fields that a creditor declares of its own: what a value of each kind is, however people or files write it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from encours.core.refusals import RuleError
from encours.core.searching import folded

SUBJECTS = ("customer", "invoice")
KINDS = ("text", "number", "amount", "day", "yes_no", "choice")
MEASURED = frozenset({"number", "amount", "day"})  # kinds that are compared by more and less
LONGEST = 500
LONGEST_KEY = 120
MOST_CHOICES = 60
PREFIX = "own."  # before the code of a field, where a table's columns are named
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_DAY = re.compile(r"(\d{1,4})[/.\-](\d{1,2})[/.\-](\d{1,4})(?:[ T].*)?", re.ASCII)
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'’]")
_YES = frozenset({"yes", "y", "oui", "o", "vrai", "true", "1", "x"})
_NO = frozenset({"no", "n", "non", "faux", "false", "0"})
_THOUSAND, _HUNDRED = 1_000, 100
_MOST = 10**15
_MILLENNIUM = 3


@dataclass(frozen=True, slots=True)
class Value:
    """A value in one writing: `text` as kept, `number` what is compared by more and less, `key` what is looked up."""

    text: str
    number: int | None
    key: str


NOTHING = Value("", None, "")


def code_of(code: str) -> str:
    """The code itself, one that a template can name; raises RuleError."""
    if not _CODE.fullmatch(code):
        raise RuleError(
            "code_wrong",
            "Le code est en minuscules sans accent, chiffres ou « _ », et commence par une lettre.",
        )
    return code


def value_of(
    kind: str, written: str, choices: Sequence[str] = (), *, date_order: str = "dmy", decimal: str = ","
) -> Value:
    """Read a value; nothing written is no value.

    Raises
        RuleError: `value_wrong`, with what to write instead.
    """
    told = " ".join(written.split())
    if not told:
        return NOTHING
    if kind in {"number", "amount"}:
        return _number(told, decimal) if kind == "number" else _amount(told, decimal)
    if kind == "day":
        return _day(told, date_order)
    if kind == "choice":
        return _choice(told, choices)
    return _yes_no(told) if kind == "yes_no" else _text(told)


def day_number(on: date) -> int:
    """A day as the number that orders it: 20261122."""
    return on.year * 10_000 + on.month * _HUNDRED + on.day


def day_of(number: int) -> date:
    """The day of such a number."""
    return date(number // 10_000, number // _HUNDRED % _HUNDRED, number % _HUNDRED)


def _text(told: str) -> Value:
    if len(told) > LONGEST:
        raise RuleError("value_wrong", f"Un texte tient en {LONGEST} caractères : le raccourcir.")
    return Value(told, None, folded(told)[:LONGEST_KEY])


def _number(told: str, decimal: str) -> Value:
    exact = _exact(told, decimal, "Écrire un nombre comme 12 ou 12,5.")
    parts = exact * _THOUSAND
    if parts != parts.to_integral_value():
        raise RuleError("value_wrong", "Un nombre a trois décimales au plus.")
    text = format(exact.normalize(), "f")
    return Value(text, int(parts), text)


def _amount(told: str, decimal: str) -> Value:
    bare = told.rstrip("€$£ ")
    exact = _exact(bare, decimal, "Écrire un montant comme 1 234,50.")
    cents = exact * _HUNDRED
    if cents != cents.to_integral_value():
        raise RuleError("value_wrong", "Un montant a deux décimales au plus.")
    return Value(f"{exact:.2f}", int(cents), f"{exact:.2f}")


def _exact(told: str, decimal: str, sentence: str) -> Decimal:
    bare = _SPACES.sub("", told)
    if decimal == "." or ("." in bare and "," not in bare):
        bare = bare.replace(",", "")
    else:
        bare = bare.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[+-]?\d{1,15}(\.\d{1,9})?", bare, re.ASCII):
        raise RuleError("value_wrong", sentence)
    try:
        exact = Decimal(bare)
    except InvalidOperation as wrong:
        raise RuleError("value_wrong", sentence) from wrong
    if abs(exact) * _THOUSAND >= _MOST:
        raise RuleError("value_wrong", sentence)
    return exact


def _day(told: str, order: str) -> Value:
    found = _DAY.fullmatch(told)
    first, second, third = (int(part) for part in found.groups()) if found else (0, 0, 0)
    if found and len(found[1]) >= _MILLENNIUM:
        year, month, day = first, second, third
    else:
        day, month = (second, first) if order == "mdy" else (first, second)
        year = third if found and len(found[3]) >= _MILLENNIUM else 2000 + third
    try:
        on = date(year, month, day)
    except ValueError as wrong:
        raise RuleError("value_wrong", "Écrire un jour comme 31/12/2026.") from wrong
    return Value(on.isoformat(), day_number(on), on.isoformat())


def _yes_no(told: str) -> Value:
    short = told.lower()
    if short not in _YES | _NO:
        raise RuleError("value_wrong", "Écrire oui ou non.")
    text = "yes" if short in _YES else "no"
    return Value(text, int(text == "yes"), text)


def _choice(told: str, choices: Sequence[str]) -> Value:
    wanted = folded(told)
    found = next((one for one in choices if folded(one) == wanted), None)
    if found is None:
        listed = ", ".join(choices)
        raise RuleError("value_wrong", f"Choisir parmi : {listed}.")
    return Value(found, None, wanted[:LONGEST_KEY])
