"""A comparison composed from a form, written as a condition says it."""

from __future__ import annotations

import re
from typing import Final

from encours.core.refusals import RuleError
from encours.core.segments.catalogue import MEASURED, Column

TESTS: Final = ("=", "<>", ">=", "<=", ">", "<", "in", "begins", "holds", "null", "filled")
_JOINS: Final = ("AND", "OR")
_SPACES: Final = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")


def composed(before: str, join: str, word: str, column: Column, test: str, value: str) -> str:
    """The condition `before` with one comparison more, `word` naming the column.

    Raises
        RuleError: a comparison or a value that is missing.
    """
    if test not in TESTS or join not in _JOINS:
        raise RuleError("condition_wrong", "Choisir une colonne et une comparaison.")
    if test not in {"null", "filled"} and not value.strip():
        raise RuleError("condition_wrong", "Écrire à quoi la colonne se compare.")
    made = _comparison(word, column, test, value.strip())
    if not before.strip():
        return made
    return f"{before.strip()} {join} {made}" if join == "AND" else f"({before.strip()}) OR {made}"


def _comparison(word: str, column: Column, test: str, value: str) -> str:
    if test in {"null", "filled"}:
        return f"{word} IS {'NOT ' if test == 'filled' else ''}NULL"
    if test == "in":
        return f"{word} IN ({', '.join(_written(one.strip(), column) for one in value.split(',') if one.strip())})"
    if test in {"begins", "holds"}:
        return f"{word} LIKE {_text(f'{value}%' if test == 'begins' else f'%{value}%')}"
    return f"{word} {test} {_written(value, column)}"


def _written(value: str, column: Column) -> str:
    if column.kind == "yes_no":
        return "TRUE" if value.lower() in {"true", "oui", "yes", "vrai", "1"} else "FALSE"
    if column.kind in MEASURED - {"day"}:
        return _SPACES.sub("", value).replace(",", ".")
    return _text(value)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
