"""What the effect of an action is, in words: its difference with its interval, and what may be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.words.amounts import percent

VERDICTS: Final[Mapping[str, tuple[Promise, str]]] = {
    "shown": (gettext_lazy("plus encaissé"), "ok"),
    "not_shown": (gettext_lazy("rien de montré"), "watch"),
    "useless": (gettext_lazy("inutile"), "late"),
    "contrary": (gettext_lazy("moins encaissé"), "late"),
    "few": (gettext_lazy("trop peu"), "quiet"),
}
"""What is said of an action by its interval (`core.measures.action_effects.verdict`), and its tone."""


def effect(facts: Mapping[str, int], language: str) -> str:
    """The difference in points with its 95 % interval; empty where none is told."""
    if "low_bps" not in facts:
        return ""
    told = {name: points(facts[f"{name}_bps"], language) for name in ("effect", "low", "high")}
    return _("%(effect)s points, entre %(low)s et %(high)s") % told


def points(bps: int, language: str) -> str:
    """Hundredths of a percent as points of percent, one decimal, signed: "+2,5"."""
    tenths = (abs(bps) + 5) // 10
    mark = "," if language == "fr" else "."
    sign = "+" if bps > 0 else "\N{MINUS SIGN}" if bps < 0 else ""
    return f"{sign}{tenths // 10}{mark}{tenths % 10}"


def share(bps: int, language: str) -> str:
    """Hundredths of a percent as a percentage."""
    return percent(Decimal(bps).scaleb(-2), language)
