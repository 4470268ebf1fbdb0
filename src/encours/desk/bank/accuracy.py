"""How right automatic matching is: its share of the lines, what was undone of it, by matcher, with sample sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from encours.acts.keep_measures import is_big, kept_measures
from encours.acts.measuring import measure
from encours.core.matching.accuracy import Share
from encours.core.measures import Measure
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.words.amounts import percent
from encours.words.languages import nearest
from encours.words.measures import figure_of, formula_of, label_of, noted

_WINDOW: Final = gettext_noop(
    "Les deux parts comptent les mêmes encaissements, au jour où ils furent affectés ; ceux qui attendent encore, au "
    "jour de la banque. Ceux que la comptabilité portait déjà, ceux écartés et les lots détaillés n’y sont pas."
)
CODES: Final = ("automatic_lines", "wrong_matches", "automatic_lines_30", "wrong_matches_30")


@visiting()
def accuracy(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the last thirty days beside the year."""
    found, computed_at = _measures(visit)
    language = nearest(get_language())
    context = {
        "periods": [
            _period(days, found[f"automatic_lines{end}"], found[f"wrong_matches{end}"], language)
            for days, end in ((30, "_30"), (365, ""))
            if f"wrong_matches{end}" in found
        ],
        "computed_at": computed_at,
        "definitions": [
            (_("Affecté sans personne"), formula_of("automatic_lines")),
            (_("Annulé dans les 30 jours"), formula_of("wrong_matches")),
            (_("Fenêtre"), _(_WINDOW)),
        ],
    }
    return render(request, "bank/accuracy.html", context)


def _measures(visit: Visit) -> tuple[Mapping[str, Measure], Any]:
    """The four measures of the creditor; of a big book as they were last kept, of nothing for who sees a part."""
    if not visit.sight.whole:
        return {}, None
    if is_big(visit.creditor):
        kept, computed_at = kept_measures(visit.creditor, on=visit.on)
        return {one.formula: one for one in kept}, computed_at
    return {one.formula: one for one in measure(CODES, visit.creditor, on=visit.on)}, None


def _period(days: int, alone: Measure, wrong: Measure, language: str) -> dict[str, Any]:
    return {
        "days": days,
        "alone": figure_of(alone, language),
        "automatic": alone.facts["automatic"],
        "of": alone.facts["lines"],
        "held": alone.left_out.get("already_in_ledger", 0),
        "wrong": figure_of(wrong, language),
        "undone": wrong.facts["undone"],
        "lines": wrong.facts["lines"],
        "noted": noted(wrong),
        "rows": _rows(wrong, language),
    }


def _rows(wrong: Measure, language: str) -> Sequence[Mapping[str, Any]]:
    """Each matcher, how often it applied, what was undone of it, and the bounds between which its error lies."""
    rows = []
    for line in wrong.lines:
        undone, lines = line.facts["undone"], line.facts["lines"]
        bounds = Share(undone, lines).interval() or (0.0, 1.0)
        rows.append(
            {
                "name": label_of(line.label),
                "lines": lines,
                "undone": undone,
                "low": _percent(bounds[0], language),
                "high": _percent(bounds[1], language),
            }
        )
    return rows


def bps(parts: int, language: str) -> str:
    """Hundredths of a percent as people read them."""
    return percent(Decimal(parts).scaleb(-2), language)


def _percent(share: float, language: str) -> str:
    return percent(Decimal(round(share * 1_000)).scaleb(-1), language)
