"""What an experiment came to, on one page: a sentence, a plot of each day's look, the measures side by side."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.experiments.publish_winner import won
from encours.desk.boards.looking import chart_json
from encours.desk.plain import in_words
from encours.desk.policies.experimenting import told_of
from encours.desk.shell import render
from encours.desk.telling import author_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.experiments.models import Experiment
from encours.words import days
from encours.words import experiments as words
from encours.words.boards.tile import Chart, Columns, Table, Tile
from encours.words.languages import nearest
from encours.words.scenarios import scenario_name

_POINTS = 60  # of the plot: more would not be told apart


@visiting(
    right="policy",
    subject=Experiment.objects.select_related(
        "ending", "creditor", "owner", "champion__scenario", "challenger__scenario"
    ),
)
def experiment(request: DeskRequest, visit: Visit, experiment: Experiment) -> HttpResponse:
    """What is known of it and what is not."""
    result, language = told_of(experiment, visit), nearest(get_language())
    ending = experiment.ending if experiment.ended_on else None
    context = {
        "x": experiment,
        "ending": ending,
        "why_ended": in_words(ending.reason) if ending else "",
        "endings": words.ENDINGS,
        "result": result,
        "conclusion": words.conclusion(result, experiment.currency, language),
        "counted": words.counted(result, language),
        "measures": measured(result, experiment.currency, language),
        "looks": _looks(result, experiment.currency, language),
        "chart_json": chart_json,
        "won": ending is not None and won(ending),
        "scenario_name": scenario_name,
        "author": author_name,
    }
    return render(request, "policies/experiment.html", context)


def measured(result: dict[str, Any], currency: str, language: str) -> list[dict[str, str]]:
    """Each measure: both sides, the difference, its intervals, as the reader reads them."""
    rows = []
    for measure, label in words.MEASURES.items():
        told = result["measures"].get(measure)
        if told is None:
            continue
        said = {
            name: words.value_of(measure, value, currency, language)
            for name, value in told.items()
            if name not in {"known", "customers"}
        }
        rows.append(
            {
                "label": str(label),
                "champion": said["champion_mean"],
                "challenger": said["challenger_mean"],
                "difference": said["difference"],
                "once": _("de %(low)s à %(high)s") % said,
                "held": _("de %(low)s à %(high)s") % {"low": said["held_low"], "high": said["held_high"]},
            }
        )
    return rows


def _looks(result: dict[str, Any], currency: str, language: str) -> Tile | None:
    """The difference in cash as each day saw it, between the bounds that hold; thinned to what a plot can show."""
    looks = result["looks"]
    if not looks:
        return None
    every = -(-len(looks) // _POINTS)
    shown = [one for rank, one in enumerate(reversed(looks)) if rank % every == 0][::-1]
    rows = [
        [
            days.day(date.fromisoformat(one["on"]), language),
            one["difference"],
            one["held_low"],
            one["held_high"],
        ]
        for one in shown
    ]
    columns: Columns = (
        (_("Jour"), "text"),
        (_("Écart par client"), "amount"),
        (_("Au moins"), "amount"),
        (_("Au plus"), "amount"),
    )
    return Tile(
        "experiment",
        _("L’écart d’encaissement, jour après jour"),
        table=Table(columns, rows, currency),
        chart=Chart("line", (1, 2, 3), ("primary", "quiet", "quiet")),
    )
