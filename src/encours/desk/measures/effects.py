"""The page of what each action brings: cash after it beside what comes by itself, and the actions of no use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.keep_measures import is_big
from encours.core.measures import Line, Measure
from encours.core.measures.action_effects import verdict
from encours.core.measures.following import WINDOW
from encours.desk.measures.reading import Asked, instant, shown
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.experiments.models import Experiment
from encours.records.fields.reading import segment_names
from encours.words import action_effects as words
from encours.words.action_names import KINDS, action_name, bottleneck_name
from encours.words.languages import nearest

EFFECTS, HELD = "action_effects", "held_back"
_MOST = 20  # places where money waits


@dataclass(frozen=True, slots=True)
class Row:
    """One action as the page shows it."""

    name: str
    line: Line
    verdict: str
    label: str
    tone: str
    effect: str

    @property
    def extra(self) -> int | None:
        """Cash of more, in cents; None where too little is known."""
        return None if self.line.figure is None else int(self.line.figure)


@visiting()
def effects(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what followed each kind of action, of what this person sees."""
    asked = Asked(visit.on, "now", visit.creditor.currency, among="", named="")
    found = shown(visit, asked, big=is_big(visit.creditor), codes=(EFFECTS, HELD))
    told = {one.formula: one for one in found.measures}
    language = nearest(get_language())
    rows = _rows(told.get(EFFECTS), language)
    context: dict[str, Any] = {
        "rows": rows,
        "held": told[HELD].figure if HELD in told else None,
        "bottlenecks": _bottlenecks(told.get(HELD), segment_names(visit.creditor.pk, language)),
        "share": lambda bps: words.share(bps, language),
        "useless": [row for row in rows if row.verdict in ("useless", "contrary")],
        "days": WINDOW,
        "shadow": visit.creditor.shadow,
        "partial": not visit.sight.whole,
        "at_once": found.at_once,
        "computed": instant(found.computed_at, visit, language),
        "apart": told[EFFECTS].left_out.get("nothing_alike", 0) if EFFECTS in told else 0,
        "tried": Experiment.objects.of([visit.creditor.pk]).exists(),
    }
    return render(request, "measures/effects.html", context)


def _bottlenecks(measure: Measure | None, names: dict[str, str]) -> list[dict[str, Any]]:
    """Where money waits, the most first."""
    lines = sorted(measure.lines, key=lambda line: -(line.figure or 0)) if measure is not None else []
    return [
        {
            "kind": str(KINDS[line.label.partition(":")[0]]),
            "name": bottleneck_name(line.label, names),
            "cents": int(line.figure or 0),
            "facts": line.facts,
        }
        for line in lines[:_MOST]
    ]


def _rows(measure: Measure | None, language: str) -> list[Row]:
    """The actions, what brings most first; those of which too little is known last."""
    if measure is None:
        return []
    ordered = sorted(measure.lines, key=lambda line: (line.figure is None, -(line.figure or 0), line.label))
    return [_row(line, language) for line in ordered]


def _row(line: Line, language: str) -> Row:
    said = verdict(line)
    label, tone = words.VERDICTS[said]
    effect = words.effect(line.facts, language) or _("moins de 30 clients d’un côté")
    return Row(action_name(line.label), line, said, str(label), tone, effect)
