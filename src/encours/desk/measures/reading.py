"""What the page of measures shows: computed at once on a small book, kept beforehand on a big one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from encours.acts.keep_measures import kept_measures
from encours.acts.measuring import measure
from encours.core.measures import DEFINITIONS, Measure
from encours.core.measures.measure import Known
from encours.core.measures.registry import ROOMS
from encours.desk.visits import Visit
from encours.records.parties.models import Customer
from encours.records.runs.models import Run
from encours.words import measures as words
from encours.words.measure_facts import told

_AT_ONCE = 20_000  # open items up to which a page computes what it shows


@dataclass(frozen=True, slots=True)
class Shown:
    """Measures of a day, when they were computed (None: at this instant), and whether there are any."""

    measures: list[Measure]
    computed_at: datetime | None
    at_once: bool


def shown(visit: Visit, on: date, known: Known) -> Shown:
    """The measures of what this person sees."""
    if _small(visit) or not visit.sight.whole:
        customers = None if visit.sight.whole else _customers(visit)
        return Shown(
            measure(DEFINITIONS, visit.creditor, on=on, known=known, customers=customers), None, at_once=True
        )
    found, computed_at = kept_measures(visit.creditor, on=on, known=known)
    return Shown(found, computed_at, at_once=False)


def _small(visit: Visit) -> bool:
    """How many items the last run found open; a house without runs has few."""
    last = Run.objects.of([visit.creditor.pk]).order_by("-pk").values_list("figures", flat=True).first()
    return last is None or last.get("items", 0) <= _AT_ONCE


def _customers(visit: Visit) -> list[int]:
    return list(Customer.objects.seen(visit.sight).values_list("pk", flat=True))


def by_room(measures: list[Measure], language: str) -> list[tuple[str, list[dict[str, object]]]]:
    """Measures under their headings, in words."""
    found: dict[str, list[dict[str, object]]] = {room: [] for room in ROOMS}
    for one in measures:
        definition = DEFINITIONS[one.formula]
        found[definition.room].append(
            {
                "code": one.formula,
                "name": words.name_of(one.formula),
                "figure": words.figure_of(one, language),
                "known": one.figure is not None,
                "formula": words.formula_of(one.formula),
                "version": one.version,
                "source": words.SOURCES[definition.source],
                "facts": told(one, one.currency, language),
                "left_out": words.left_out(one),
                "noted": words.noted(one),
                "lines": [
                    (words.label_of(line.label), words.line_figure(one, line, language)) for line in one.lines
                ],
            }
        )
    return [(str(words.ROOMS[room]), rows) for room, rows in found.items() if rows]
