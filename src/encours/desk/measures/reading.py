"""What the page of measures shows: computed at once on a small book, kept beforehand on a big one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from encours.acts.keep_measures import is_big, kept_measures
from encours.acts.measuring import measure
from encours.core.measures import DEFINITIONS, Measure
from encours.core.measures.measure import Known
from encours.core.measures.registry import ROOMS
from encours.desk.visits import Visit
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable
from encours.records.work.models import Portfolio
from encours.words import measures as words
from encours.words.measure_facts import told


@dataclass(frozen=True, slots=True)
class Shown:
    """Measures of a day, when they were computed (None: at this instant), and whether there are any."""

    measures: list[Measure]
    computed_at: datetime | None
    at_once: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, what is known of it, the currency and the portfolio (0: all) that a person asks for."""

    on: date
    known: Known
    currency: str
    portfolio: int

    def whole(self, visit: Visit) -> bool:
        """Whether it is of the whole creditor, in its own currency: what is kept."""
        return visit.sight.whole and not self.portfolio and self.currency == visit.creditor.currency


def shown(visit: Visit, asked: Asked) -> Shown:
    """The measures of what this person sees."""
    if asked.whole(visit) and is_big(visit.creditor):
        found, computed_at = kept_measures(visit.creditor, on=asked.on, known=asked.known)
        return Shown(found, computed_at, at_once=False)
    found = measure(
        DEFINITIONS,
        visit.creditor,
        on=asked.on,
        known=asked.known,
        customers=_customers(visit, asked),
        currency=asked.currency,
    )
    return Shown(found, None, at_once=True)


def _customers(visit: Visit, asked: Asked) -> list[int] | None:
    """The customers meant; None for all of them."""
    if visit.sight.whole and not asked.portfolio:
        return None
    rows = Customer.objects.seen(visit.sight)
    if asked.portfolio:
        rows = rows.filter(assignment__portfolio=asked.portfolio)
    return list(rows.values_list("pk", flat=True))


def portfolios(visit: Visit) -> list[tuple[int, str]]:
    """The portfolios to choose among."""
    rows = Portfolio.objects.seen(visit.sight).filter(closed_on__isnull=True).order_by("name")
    return list(rows.values_list("pk", "name"))


def currencies(visit: Visit) -> list[str]:
    """The creditor's currency, then those of what is open in others, where looking for them is quick."""
    if is_big(visit.creditor):
        return [visit.creditor.currency]
    others = Receivable.objects.seen(visit.sight).exclude(currency=visit.creditor.currency)
    found = others.exclude(open_cents=0).order_by("currency").values_list("currency", flat=True).distinct()
    return [visit.creditor.currency, *found]


def by_room(
    measures: list[Measure], language: str, names: dict[str, str]
) -> list[tuple[str, list[dict[str, object]]]]:
    """Measures under their headings, in words; `names` are those of the creditor's own segments."""
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
                    (words.label_of(line.label, names), words.line_figure(one, line, language))
                    for line in one.lines
                ],
            }
        )
    return [(str(words.ROOMS[room]), rows) for room, rows in found.items() if rows]
