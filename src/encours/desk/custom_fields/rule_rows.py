"""The rules of segments as a form writes them: rows in order, moved, taken away, added, composed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.http import QueryDict
from django.utils.translation import gettext as _

from encours.core.refusals import RuleError
from encours.core.segments import MOST_RULES, Rule
from encours.core.segments.catalogue import Catalogue
from encours.core.segments.composing import composed
from encours.core.segments.conditions import Condition, ConditionError, condition
from encours.desk.custom_fields.showing import kept_value
from encours.desk.plain import in_words

_OF_RULE = ("code", "label_fr", "label_en", "condition")
_OF_CHOICE = ("column", "test", "value", "join")


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as it was typed, and what was chosen in the form that composes it."""

    code: str = ""
    label_fr: str = ""
    label_en: str = ""
    condition: str = ""
    chosen: dict[str, str] = field(default_factory=lambda: dict.fromkeys(_OF_CHOICE, ""))
    refusal: str = ""

    def rule(self) -> Rule:
        """The rule that it says."""
        return Rule(self.code.strip(), self.label_fr.strip(), self.label_en.strip(), self.condition.strip())


def rows_of(rules: Sequence[Rule]) -> list[Row]:
    """The rules published, as rows."""
    return [Row(one.code, one.label_fr, one.label_en, one.condition) for one in rules]


def typed(posted: QueryDict) -> list[Row]:
    """The rows that were sent, in their order."""
    columns = {name: posted.getlist(name)[: MOST_RULES + 1] for name in (*_OF_RULE, *_OF_CHOICE)}

    def at(name: str, rank: int) -> str:
        return columns[name][rank] if rank < len(columns[name]) else ""

    return [
        Row(
            **{name: at(name, rank) for name in _OF_RULE},
            chosen={name: at(name, rank) for name in _OF_CHOICE},
        )
        for rank in range(len(columns["code"]))
    ]


def changed(rows: list[Row], do: str, catalogue: Catalogue) -> list[Row]:
    """The rows after a button: `add`, or `up`, `down`, `remove`, `compose` with the rank of a row."""
    what, _colon, told = do.partition(":")
    if what == "add":
        return [*rows, Row()] if len(rows) < MOST_RULES else rows
    rank = int(told) if told.isdecimal() else -1
    if not 0 <= rank < len(rows):
        return rows
    if what == "remove":
        return [*rows[:rank], *rows[rank + 1 :]]
    if what == "compose":
        return [*rows[:rank], _composed(rows[rank], catalogue), *rows[rank + 1 :]]
    other = rank + {"up": -1, "down": 1}.get(what, 0)
    if 0 <= other < len(rows):
        rows[rank], rows[other] = rows[other], rows[rank]
    return rows


def _composed(row: Row, catalogue: Catalogue) -> Row:
    chosen = row.chosen
    column = catalogue.named(chosen["column"])
    if column is None:
        return replace(row, refusal=_("Choisir une colonne et une comparaison."))
    value = kept_value(column.name, chosen["value"])
    try:
        made = composed(row.condition, chosen["join"], chosen["column"], column, chosen["test"], value)
    except RuleError as refusal:
        return replace(row, refusal=in_words(refusal.sentence))
    return replace(row, condition=made, chosen=Row().chosen)


def read(rows: Sequence[Row], catalogue: Catalogue) -> list[Condition | str]:
    """The condition of each row, or the sentence that refuses it."""
    found: list[Condition | str] = []
    for one in rows:
        try:
            found.append(condition(one.condition, catalogue))
        except ConditionError as refusal:
            found.append(in_words(refusal.sentence))
    return found
