"""What is still expected of invoices: on the page of one, and a list ranked by it, page by page without a count.

Within a band of ages the share is the same, so the most expected is the largest debt: each band is read by amount,
and the bands are merged. The order of two rows is that of whole numbers, amount × percent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
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
_NEVER = date(1900, 1, 1)  # said all the same: both ends of a span let its days be read by the index
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
    cuts = _cuts(rows, visit, curve)
    anchor, backwards = start_of(request)
    places = (_place(each.few, each.share, anchor) for each in cuts) if anchor else ()
    start = next(filter(None, places), None)
    backwards = backwards and start is not None
    falling = down != backwards
    merged = [
        ((row.open_cents * each.share, row.pk), row)
        for each in cuts
        for row in _first(each, start, falling=falling, size=size + 1)
    ]
    merged.sort(key=lambda one: one[0], reverse=falling)
    return cut([row for _rank, row in merged], size, backwards=backwards, begun=start is not None)


@dataclass(frozen=True, slots=True)
class _Cut:
    """The same rows of one share, to be read by their days where they are few, else by their amounts."""

    few: QuerySet[Receivable]
    many: QuerySet[Receivable]
    share: int


def _cuts(rows: Dated, visit: Visit, curve: Curve) -> list[_Cut]:
    """The items of each span of ages of one share, those in instalments apart."""
    cuts, in_parts = [], some_in_instalments(visit.creditor.pk)
    for first, last, share in _spans(curve, visit.on):
        due = {"due_on__lte": first, "due_on__gt": last}
        # As an expression: else SQLite would read the whole span by its days and sort it.
        day = {f"due_{name}": value for name, value in due.items()}
        many = rows.whole.annotate(due_due_on=Coalesce("due_on", "due_on")).filter(**day)
        cuts.append(_Cut(rows.whole.filter(**due), many, share))
        if in_parts:
            ((_whole, _column), (parts, column)) = rows.cuts()
            theirs = parts.filter(**{name.replace("due_on", column): value for name, value in due.items()})
            cuts.append(_Cut(theirs, theirs, share))
    return cuts


def _spans(curve: Curve, on: date) -> list[tuple[date, date, int]]:
    """Due days from the latest down to the day after another, for each share, the youngest first."""
    told = [(one.first_day, one.percent) for one in curve.bands if one.first_day is not None]
    spans: list[tuple[int, int]] = []
    for first, share in told:
        if not spans or spans[-1][1] != share:
            spans.append((first, share))
    after = [first for first, _share in spans[1:]]
    return [
        (on - timedelta(days=first), on - timedelta(days=then) if then else _NEVER, share)
        for (first, share), then in zip(spans, [*after, None], strict=True)
    ]


def _place(rows: QuerySet[Receivable], share: int, key: int) -> tuple[int, int] | None:
    cents = rows.filter(pk=key).values_list("open_cents", flat=True).first()
    return None if cents is None else (cents * share, key)


def _first(each: _Cut, start: tuple[int, int] | None, *, falling: bool, size: int) -> list[Receivable]:
    """The first rows of one share beyond a place."""
    sign = "-" if falling else ""
    beyond = _beyond(each.share, start, falling=falling) if start else Q()
    if not each.share:
        return list(each.few.filter(beyond).select_related("customer").order_by(f"{sign}pk")[:size])
    if each.few.order_by().values_list("pk")[_FEW : _FEW + 1]:
        told = each.many.filter(beyond).order_by(f"{sign}open_cents", f"{sign}pk")
    else:  # all sorted: else SQLite would walk the amounts of all to find these
        amount = F("open_cents") + 0
        told = each.few.filter(beyond).order_by(amount.desc() if falling else amount.asc(), f"{sign}pk")
    return list(told.select_related("customer")[:size])


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
