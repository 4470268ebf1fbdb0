"""Defining a figure of one's own: an expression over measures, named, versioned, checked before it is kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from encours.acts.rules import same_version
from encours.core.boards.expressions import check
from encours.core.refusals import RuleError
from encours.records.boards.models import Indicator
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor

WHAT = "L'indicateur"
_LONGEST = 80
_MOST = 100  # of one creditor


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person says of its figure: name, formula, unit, and which way is better ("" for neither)."""

    name: str
    expression: str
    unit: str
    better: str = ""


def define_indicator(
    creditor: Creditor, told: Wording, *, units: Mapping[str, str], author: str, at: datetime
) -> Indicator:
    """Keep a new figure; `units` are the figures that it may name, each with its unit.

    Raises
        RuleError: a formula that cannot be read or makes no sense, a name missing or taken, too many figures.
    """
    _checked(told, units)
    with recording(creditor, "define_indicator", author=author, cause="desk", at=at) as record:
        known = _latest(creditor.pk)
        code = _code(told.name)
        if code in known and not known[code].withdrawn:
            raise RuleError("name_wrong", "Un indicateur porte déjà ce nom : en choisir un autre.")
        if sum(not row.withdrawn for row in known.values()) >= _MOST:
            raise RuleError("name_wrong", f"Un créancier tient {_MOST} indicateurs : en retirer un d'abord.")
        number = known[code].number + 1 if code in known else 1
        made = Indicator.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            code=code,
            number=number,
            by=author,
            **_fields(told),
        )
        record.tell(indicator=code, number=number, **_fields(told))
    return made


def redefine_indicator(
    row: Indicator, told: Wording, *, units: Mapping[str, str], made_from: int, author: str, at: datetime
) -> Indicator:
    """Keep another version; those before stay as they were.

    Raises
        RuleError: as `define_indicator`, or a stale form.
    """
    _checked(told, units)
    return _next(row, _fields(told), "redefine_indicator", made_from=made_from, author=author, at=at)


def withdraw_indicator(row: Indicator, *, made_from: int, author: str, at: datetime) -> Indicator:
    """Take a figure out of use; its versions stay."""
    kept = _fields(Wording(row.name, row.expression, row.unit, row.better)) | {"withdrawn": True}
    return _next(row, kept, "withdraw_indicator", made_from=made_from, author=author, at=at)


def _next(
    row: Indicator, fields: Mapping[str, object], act: str, *, made_from: int, author: str, at: datetime
) -> Indicator:
    with recording(row.creditor_id, act, author=author, cause=f"indicator {row.code}", at=at) as record:
        number = _latest(row.creditor_id)[row.code].number
        same_version(number, made_from, WHAT)
        made: Indicator = Indicator.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            code=row.code,
            number=number + 1,
            by=author,
            **fields,
        )
        record.tell(indicator=row.code, number=number + 1, **fields)
    return made


def _latest(creditor_id: int) -> dict[str, Indicator]:
    rows = Indicator.objects.filter(creditor_id=creditor_id).order_by("code", "number")
    return {row.code: row for row in rows}


def _checked(told: Wording, units: Mapping[str, str]) -> None:
    if not _code(told.name) or len(told.name.strip()) > _LONGEST:
        raise RuleError("name_wrong", f"Un indicateur a un nom de {_LONGEST} caractères au plus : l'écrire.")
    check(told.expression, units, told.unit)


def _fields(told: Wording) -> dict[str, object]:
    return {
        "name": told.name.strip(),
        "expression": told.expression.strip(),
        "unit": told.unit,
        "better": told.better,
    }


def _code(name: str) -> str:
    """A name as a code: lower case, without accents, words joined by underscores."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:50]
    return code if code[:1].isalpha() else f"i_{code}" if code else ""
