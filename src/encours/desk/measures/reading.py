"""What the page of measures shows: computed at once on a small book, kept beforehand on a big one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from encours.acts.keep_measures import kept_measures
from encours.acts.measuring import measure
from encours.core.measures import DEFINITIONS, Measure
from encours.core.measures.measure import Known
from encours.core.measures.registry import ROOMS
from encours.desk.telling import regime_name
from encours.desk.visits import Visit
from encours.records.parties.models import REGIMES, Customer, Group, GroupMember
from encours.records.receivables.models import Receivable
from encours.records.work.models import Portfolio
from encours.words import measures as words
from encours.words.days import day
from encours.words.measure_facts import told

Among = list[tuple[str, list[tuple[str, str]]]]
"""Choices (key, name) under their headings."""
_COLUMNS = {"portfolio": "assignment__portfolio", "group": "grouping__group", "regime": "regime"}
_MOST = 200  # groups offered


@dataclass(frozen=True, slots=True)
class Shown:
    """Measures of a day, when they were computed (None: at this instant), and whether there are any."""

    measures: list[Measure]
    computed_at: datetime | None
    at_once: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """The day, what is known of it, the currency, and among whom (a key of `among`, empty: all) it is asked."""

    on: date
    known: Known
    currency: str
    among: str
    named: str  # what is chosen of `among`, in words

    def whole(self, visit: Visit) -> bool:
        """Whether it is of the whole creditor, in its own currency: what is kept."""
        return visit.sight.whole and not self.among and self.currency == visit.creditor.currency


def shown(visit: Visit, asked: Asked, *, big: bool, codes: Collection[str] = DEFINITIONS) -> Shown:
    """The measures of what this person sees: all of them, or those of some codes."""
    if asked.whole(visit) and big:
        found, computed_at = kept_measures(visit.creditor, on=asked.on, known=asked.known)
        return Shown([one for one in found if one.formula in codes], computed_at, at_once=False)
    found = measure(
        codes,
        visit.creditor,
        on=asked.on,
        known=asked.known,
        customers=_customers(visit, asked),
        currency=asked.currency,
        filtered=asked.named,
    )
    return Shown(found, None, at_once=True)


def _customers(visit: Visit, asked: Asked) -> list[int] | None:
    """The customers meant; None for all of them."""
    if visit.sight.whole and not asked.among:
        return None
    rows = Customer.objects.seen(visit.sight)
    if asked.among:
        column, _separator, value = asked.among.partition("-")
        rows = rows.filter(**{_COLUMNS[column]: value})
    return list(rows.values_list("pk", flat=True))


def instant(at: datetime | None, visit: Visit, language: str) -> str:
    """An instant as the creditor's clock shows it; empty for none."""
    if at is None:
        return ""
    local = at.astimezone(ZoneInfo(visit.creditor.time_zone))
    return f"{day(local.date(), language)} {local:%H:%M}"


def among(visit: Visit, *, big: bool) -> Among:
    """What a person may narrow the measures to, under headings: portfolios, groups, kinds of customers."""
    shared = Portfolio.objects.seen(visit.sight).filter(closed_on__isnull=True).order_by("name")
    members = GroupMember.objects.seen(visit.sight).values("group_id")
    joined = Group.objects.of([visit.creditor.pk]).filter(pk__in=members).order_by("name")
    found = [
        (_("Portefeuille"), [(f"portfolio-{pk}", name) for pk, name in shared.values_list("pk", "name")]),
        (_("Groupe"), [(f"group-{pk}", name) for pk, name in joined.values_list("pk", "name")[:_MOST]]),
    ]
    if not big:  # of a big book, one kind may be nearly all of it
        found.append((_("Régime"), [(f"regime-{code}", regime_name(code)) for code in REGIMES]))
    return [(title, choices) for title, choices in found if choices]


def currencies(visit: Visit, *, big: bool) -> list[str]:
    """The creditor's currency, then those of what is open in others, where looking for them is quick."""
    if big:
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
