"""What is still expected of invoices: on the page of one, and a list ranked by it, page by page without a count.

Within a band of ages the share is the same, so the most expected is the largest debt: each band is read by amount,
and the bands are merged. The order of two rows is that of whole numbers, amount × percent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language

from encours.acts.recovery import recovery_curve
from encours.core.recovery import Curve, expected_cents
from encours.desk.items import Item
from encours.desk.paging import SIZE, Slice, cut, start_of
from encours.desk.visits import Visit
from encours.records.receivables.due import Dated, some_in_instalments
from encours.records.receivables.models import Receivable
from encours.words import recovery as words
from encours.words.amounts import percent
from encours.words.languages import nearest

SORTS = ("expected", "-expected")
_FEW = 2_000  # rows of a band up to which all are sorted; of more, the index by amount is read


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of one invoice, in words; `cents` only where the creditor's own history tells it."""

    cents: int | None
    share: str
    at_most: bool


@dataclass(frozen=True, slots=True)
class Expecting:
    """The curve as a page shows it."""

    curve: Curve
    counts: bool

    def of(self, item: Item) -> Expected | None:
        """What is expected of an item; nothing of a credit, of what is settled or no longer counts."""
        row = item.receivable
        if row.open_cents <= 0 or row.gone_on or row.same_as_id:
            return None
        band = self.curve.band(item.days_late)
        cents = expected_cents(row.open_cents, band.percent) if self.curve.observed else None
        return Expected(cents, percent(band.percent, _language()), band.at_most)

    @property
    def observed(self) -> bool:
        """Whether the creditor's own history tells it."""
        return self.curve.observed

    @property
    def basis(self) -> str:
        """What the figures rest on."""
        return words.basis(self.curve, _language(), counts=self.counts)

    @property
    def rows(self) -> list[tuple[str, int, str, str, str]]:
        """The curve as a table."""
        return words.rows(self.curve, _language(), counts=self.counts)

    def sentence(self, item: Item) -> str:
        """What is expected of an item, and how sure it is."""
        return words.sentence(self.curve, item.days_late, _language(), counts=self.counts)

    def place(self, item: Item) -> int:
        """The rank of the item's band."""
        return self.curve.bands.index(self.curve.band(item.days_late))


def expecting(visit: Visit) -> Expecting:
    """The curve that ranks the work, for this person: how many invoices it rests on is of the whole creditor."""
    return Expecting(recovery_curve(visit.creditor), visit.sight.whole)


def page_by_expected(
    rows: Dated, visit: Visit, curve: Curve, request: HttpRequest, *, down: bool, size: int = SIZE
) -> Slice:
    """One page of overdue items by what is expected of each, then by key; as many queries whatever the page."""
    cuts = list(_cuts(rows, visit, curve))
    anchor, backwards = start_of(request)
    places = (_place(each, share, anchor) for each, share in cuts) if anchor else ()
    start = next(filter(None, places), None)
    backwards = backwards and start is not None
    falling = down != backwards
    merged = [
        ((row.open_cents * share, row.pk), row)
        for each, share in cuts
        for row in _first(each, share, start, falling=falling, size=size + 1)
    ]
    merged.sort(key=lambda one: one[0], reverse=falling)
    return cut([row for _rank, row in merged], size, backwards=backwards, begun=start is not None)


def _cuts(rows: Dated, visit: Visit, curve: Curve) -> Iterator[tuple[QuerySet[Receivable], int]]:
    """The items of each span of ages of one share, those in instalments apart, each with its percent."""
    parts = rows.cuts() if some_in_instalments(visit.creditor.pk) else rows.cuts()[:1]
    for first, last, share in _spans(curve, visit.on):
        for part, column in parts:
            when = {f"{column}__lte": first} | ({f"{column}__gt": last} if last else {})
            yield part.filter(**when).select_related("customer"), share


def _spans(curve: Curve, on: date) -> list[tuple[date, date | None, int]]:
    """Due days from the latest down to the day after another (None: without end), for each share, youngest first."""
    told = [(one.first_day, one.percent) for one in curve.bands if one.first_day is not None]
    spans: list[tuple[int, int]] = []
    for first, share in told:
        if not spans or spans[-1][1] != share:
            spans.append((first, share))
    after = [first for first, _share in spans[1:]]
    return [
        (on - timedelta(days=first), on - timedelta(days=then) if then else None, share)
        for (first, share), then in zip(spans, [*after, None], strict=True)
    ]


def _place(rows: QuerySet[Receivable], share: int, key: int) -> tuple[int, int] | None:
    cents = rows.filter(pk=key).values_list("open_cents", flat=True).first()
    return None if cents is None else (cents * share, key)


def _first(
    rows: QuerySet[Receivable], share: int, start: tuple[int, int] | None, *, falling: bool, size: int
) -> list[Any]:
    """The first rows of one share beyond a place."""
    sign = "-" if falling else ""
    beyond = rows.filter(_beyond(share, start, falling=falling)) if start else rows
    if not share:
        return list(beyond.order_by(f"{sign}pk")[:size])
    few = not rows.order_by().values_list("pk")[_FEW : _FEW + 1]
    if few:  # else SQLite would walk the amounts of all to find these
        amount = F("open_cents") + 0
        return list(beyond.order_by(amount.desc() if falling else amount.asc(), f"{sign}pk")[:size])
    return list(beyond.order_by(f"{sign}open_cents", f"{sign}pk")[:size])


def _beyond(share: int, start: tuple[int, int], *, falling: bool) -> Q:
    """Rows of one share whose amount × percent, then key, is beyond a place."""
    value, key = start
    way = "lt" if falling else "gt"
    if not share:
        passed = value > 0 if falling else value < 0
        return Q() if passed else Q(**{f"pk__{way}": key}) if value == 0 else Q(pk__in=())
    whole, rest = divmod(value, share)
    if rest:
        return Q(open_cents__lte=whole) if falling else Q(open_cents__gt=whole)
    return Q(**{f"open_cents__{way}e": whole}) & (
        Q(**{f"open_cents__{way}": whole}) | Q(open_cents=whole, **{f"pk__{way}": key})
    )


def _language() -> str:
    return nearest(get_language())
