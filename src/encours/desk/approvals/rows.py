"""The rules of agreement as a form writes them: rows in order, moved, taken away, added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from encours.core.approvals import MOST_RULES, ApprovalRule
from encours.core.refusals import RuleError
from encours.desk.fields import CentsField

_TEXTS = ("code", "label_fr", "label_en", "from_amount")
_LISTS = ("steps", "tones", "segments", "channels", "roles", "people")
_MARKS = ("four_eyes", "asks")


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as it was typed."""

    code: str = ""
    label_fr: str = ""
    label_en: str = ""
    from_amount: str = ""
    steps: tuple[str, ...] = ()
    tones: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    roles: tuple[str, ...] = ("manager",)
    people: tuple[str, ...] = ()
    four_eyes: bool = False
    asks: bool = True

    def rule(self) -> ApprovalRule:
        """The rule that it says; RuleError for an amount that is none."""
        try:
            cents = CentsField(required=False).clean(self.from_amount)
        except ValidationError as error:
            told = _("Règle « %(name)s » : le montant s’écrit comme 1 234,50.") % {"name": self.label_fr}
            raise RuleError("approvals_wrong", told) from error
        return ApprovalRule(
            self.code.strip(),
            self.label_fr.strip(),
            self.label_en.strip(),
            steps=self.steps,
            tones=self.tones,
            segments=self.segments,
            channels=self.channels,
            from_cents=cents,
            roles=self.roles if self.asks else (),
            people=tuple(int(one) for one in self.people if one.isdecimal()) if self.asks else (),
            four_eyes=self.four_eyes and self.asks,
            asks=self.asks,
        )


def rows_of(rules: Sequence[ApprovalRule]) -> list[Row]:
    """The rules published, as rows."""
    return [
        Row(
            one.code,
            one.label_fr,
            one.label_en,
            "" if one.from_cents is None else CentsField().prepare_value(one.from_cents),
            steps=one.steps,
            tones=one.tones,
            segments=one.segments,
            channels=one.channels,
            roles=one.roles,
            people=tuple(str(key) for key in one.people),
            four_eyes=one.four_eyes,
            asks=one.asks,
        )
        for one in rules
    ]


def typed(posted: QueryDict) -> list[Row]:
    """The rows that were sent, in their order: `row` names each, its fields are suffixed by it."""
    return [Row(**_fields(posted, key)) for key in posted.getlist("row")[: MOST_RULES + 1]]


def _fields(posted: QueryDict, key: str) -> dict[str, Any]:
    return {
        **{name: posted.get(f"{name}-{key}", "") for name in _TEXTS},
        **{name: tuple(posted.getlist(f"{name}-{key}")) for name in _LISTS},
        **{name: posted.get(f"{name}-{key}") == "on" for name in _MARKS},
    }


def changed(rows: list[Row], do: str) -> list[Row]:
    """The rows after a button: `add`, or `up`, `down`, `remove` with the rank of a row."""
    what, _colon, told = do.partition(":")
    if what == "add":
        return [*rows, Row()] if len(rows) < MOST_RULES else rows
    rank = int(told) if told.isdecimal() else -1
    if not 0 <= rank < len(rows):
        return rows
    if what == "remove":
        return [*rows[:rank], *rows[rank + 1 :]]
    other = rank + {"up": -1, "down": 1}.get(what, 0)
    if 0 <= other < len(rows):
        rows[rank], rows[other] = rows[other], rows[rank]
    return rows
