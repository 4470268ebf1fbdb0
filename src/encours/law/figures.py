"""The dated sheets of `law/sheets`, read once: a figure on a day, with its source and evidence.

A sheet is YAML that a jurist can read; a changed rule is one more dated value, never an edit.
Evidence: V primary text read, S secondary source, NV not verified, T computed and tested by us,
P confirmed by a person of the house.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

import yaml

Evidence = Literal["V", "S", "NV", "T", "P"]

# a unit, and how many whole units of ours (basis points, cents, days, counts) one of it makes
_SCALES = {"percent": 100, "euro": 100, "days": 1, "count": 1}


class UnknownLawError(LookupError):
    """The sheets say nothing for that day: nothing may be computed from a guess.

    `figure` names what is missing and `on` the day; `sentence` says it, `remedy` what to do
    (French message ids already filled with their values).
    """

    def __init__(self, figure: str, on: date, remedy: str) -> None:
        self.figure = figure
        self.on = on
        self.sentence = f"« {figure} » n'est pas connu pour le {on:%d/%m/%Y}."
        self.remedy = remedy
        super().__init__(f"{self.sentence} {remedy}")


class SheetError(Exception):
    """A sheet that cannot be read as written: which sheet, which figure, what is wrong."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure as the law sets it on a day.

    `value` is a whole number: basis points (hundredths of a percent), cents, days or a count.
    `confirmed` is False when no source vouches for that day: what is computed from it is
    provisional.
    """

    value: int
    from_on: date
    source: str
    evidence: Evidence
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure through time; `confirmed_until` None means until a text changes it."""

    code: str
    title: str
    remedy: str
    values: tuple[Reading, ...]
    confirmed_until: date | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def reading(self, *, on: date) -> Reading:
        """The value in force on that day; UnknownLawError before the first one.

        After `confirmed_until` the last known value is carried forward, unconfirmed.
        """
        known = [value for value in self.values if value.from_on <= on]
        if not known:
            raise UnknownLawError(self.title, on, self.remedy)
        last = known[-1]
        if self.confirmed_until is None or on <= self.confirmed_until:
            return last
        return Reading(last.value, last.from_on, last.source, last.evidence, confirmed=False)


_PLAIN = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml's reads ten times as fast, where it is there


def figure(sheet: str, code: str) -> Figure:
    """The figure `code` of the sheet; KeyError names what the sheet does not hold."""
    return figures(sheet)[code]


@cache
def figures(sheet: str) -> Mapping[str, Figure]:
    """Every figure of a sheet, by its code."""
    content = sheet_content(sheet)
    return MappingProxyType({entry["code"]: _figure(sheet, entry) for entry in content["figures"]})


def sheet_content(sheet: str) -> dict[str, Any]:
    """The sheet as written: every scalar is text, so that no figure passes through a float."""
    text = (files("encours.law") / "sheets" / f"{sheet}.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.load(text, Loader=_PLAIN)  # noqa: S506 — it builds text, lists and maps only
    return content


def _figure(sheet: str, entry: dict[str, Any]) -> Figure:
    values = tuple(_reading(sheet, entry, value) for value in entry["values"])
    days = [value.from_on for value in values]
    if days != sorted(set(days)):
        raise SheetError(f"{sheet}.yaml, {entry['code']}: the values are not in the order of their days")
    until = entry.get("confirmed_until")
    return Figure(
        code=entry["code"],
        title=entry["title"],
        remedy=entry["remedy"],
        values=values,
        confirmed_until=date.fromisoformat(until) if until else None,
        facts=MappingProxyType(dict(entry.get("facts", {}))),
    )


def _reading(sheet: str, entry: dict[str, Any], value: dict[str, str]) -> Reading:
    where = f"{sheet}.yaml, {entry['code']}, {value.get('from')}"
    evidence = value["evidence"]
    if evidence not in get_args(Evidence):
        raise SheetError(f"{where}: unknown evidence tag {evidence!r}")
    if not value["source"].strip():
        raise SheetError(f"{where}: a value without a source")
    return Reading(
        value=_whole(where, value["value"], _SCALES[entry["unit"]]),
        from_on=date.fromisoformat(value["from"]),
        source=value["source"],
        evidence=evidence,  # type: ignore[arg-type] # checked just above
        confirmed=evidence != "NV",
    )


def _whole(where: str, text: str, scale: int) -> int:
    scaled = Decimal(text) * scale
    if scaled != scaled.to_integral_value():
        raise SheetError(f"{where}: {text} is finer than the unit of the sheet")
    return int(scaled)
