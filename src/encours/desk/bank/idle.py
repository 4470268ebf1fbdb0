"""Money received that is applied to nothing: by payment and customer, and in suspense by payer, with its age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl
from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.core.idle_cash import CODES, aged_by, with_age
from encours.desk.bank.outgoing import refund_state, under_way
from encours.desk.bank.refund_orders import orders_shown
from encours.desk.paging import SIZE
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.frames.idle_cash import LINES, PAYMENTS, IdleCash, Kept, Page, Source

_MOST: Final = 10**9  # rows, where how many there are is not known yet
# A kind of row: where its money is told, and by what it is summed ("": each row alone).
_SHOWS: Final = {
    "payments": (PAYMENTS, ""),
    "customers": (PAYMENTS, "customer_id"),
    "payers": (LINES, "payer"),
    "lines": (LINES, ""),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page was asked: a kind of row, words, a currency, a bucket of age, the oldest or the most first."""

    show: str
    words: str
    currency: str
    age: str
    order: str

    @classmethod
    def of(cls, request: DeskRequest) -> Asked:
        """Read the query; what is not known is the usual."""
        told = request.GET
        show = told.get("show", "")
        return cls(
            show if show in _SHOWS else "payments",
            told.get("q", "").strip()[:100],
            told.get("currency", "")[:3],
            told.get("age", "") if told.get("age") in CODES else "",
            "cents" if told.get("order") == "cents" else "age",
        )

    def of_days(self, days: pl.DataFrame) -> pl.DataFrame:
        """The days of this currency and of this age."""
        if self.currency:
            days = days.filter(pl.col("currency") == self.currency)
        return days.filter(pl.col("bucket") == self.age) if self.age else days

    def kept(self, days: pl.DataFrame) -> Kept:
        """What is asked of the database, an age being the days that have it."""
        oldest, latest = days["since_on"].min(), days["since_on"].max()
        return Kept(self.words, self.currency, (oldest, latest) if self.age else None)  # type: ignore[arg-type] # days


@visiting()
def unapplied_cash(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what is left of payments and what waits for a payer, how old, in each currency."""
    asked = Asked.of(request)
    told = {source: _by_day(visit, source, Kept()) for source in (PAYMENTS, LINES)}
    source, by = _SHOWS[asked.show]
    every = told[source]
    shown = _shown(request, visit, asked, every)
    kept = aged_by(shown.money)
    context = {
        "asked": asked,
        "views": _views(asked.show),
        "whole": bool(by),
        "known": aged_by(told[PAYMENTS]).to_dicts(),
        "suspense": aged_by(told[LINES]).to_dicts(),
        "found": kept.to_dicts() if kept["count"].sum() < every["count"].sum() else [],
        "rows": shown.rows.to_dicts(),
        "buckets": [(code, bucket_name(code)) for code in CODES],
        "currencies": sorted({each for days in told.values() for each in days["currency"]}),
        "refunds": under_way(visit),
        **orders_shown(visit),
        "state_of": refund_state,
        "page": shown.page,
        "size": SIZE,
        "count": shown.count,
        "go": "go" in request.GET,
    }
    return render(request, "bank/unapplied.html", context)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What was kept of the money, by day, and one page of its rows, of so many."""

    money: pl.DataFrame
    rows: pl.DataFrame
    page: int
    count: int


def _shown(request: DeskRequest, visit: Visit, asked: Asked, every: pl.DataFrame) -> _Shown:
    """One page is read, however much there is; a sum is told by its days, of which `core` tells the age."""
    source, by = _SHOWS[asked.show]
    days, money = asked.of_days(every), IdleCash(source, visit.sight)
    if days.is_empty():
        return _Shown(days, days, 1, 0)
    kept = asked.kept(days)
    if by:
        return _summed(request, visit, asked, kept, days)
    if asked.words:
        return _sought(request, visit, asked, kept)
    count = int(days["count"].sum())
    page = _page(request, count)
    rows = money.rows(kept, Page(asked.order, (page - 1) * SIZE, SIZE))
    return _Shown(days, with_age(rows, on=visit.on), page, count)


def _sought(request: DeskRequest, visit: Visit, asked: Asked, kept: Kept) -> _Shown:
    """One page of where the words stand; a page beyond the last is the last."""
    money, page = IdleCash(_SHOWS[asked.show][0], visit.sight), _page(request)
    rows, days = money.found(kept, Page(asked.order, (page - 1) * SIZE, SIZE))
    count = int(days["count"].sum())
    if rows.is_empty() and page > 1:
        page = _page(request, count)
        rows, days = money.found(kept, Page(asked.order, (page - 1) * SIZE, SIZE))
    return _Shown(with_age(days, on=visit.on), with_age(rows, on=visit.on), page, count)


def _summed(request: DeskRequest, visit: Visit, asked: Asked, kept: Kept, days: pl.DataFrame) -> _Shown:
    """One page of sums, each told by its days; a page beyond the last is the last."""
    source, by = _SHOWS[asked.show]
    money, page = IdleCash(source, visit.sight), _page(request)
    told = money.sums(kept, Page(asked.order, (page - 1) * SIZE, SIZE), days=bool(asked.words))
    if told.rows.is_empty() and page > 1:
        first = money.sums(kept, Page(asked.order, 0, 1), days=False)
        page = _page(request, first.count)
        told = money.sums(kept, Page(asked.order, (page - 1) * SIZE, SIZE), days=bool(asked.words))
    found = with_age(told.rows, on=visit.on)
    names = found.unique([by, "currency"], maintain_order=True).drop(
        "cents", "count", "since_on", "idle_days", "bucket"
    )
    rows = names.join(aged_by(found, (by,)), on=[by, "currency"], maintain_order="left")
    return _Shown(with_age(told.days, on=visit.on) if asked.words else days, rows, page, told.count)


def bucket_name(code: str) -> str:
    """An age of waiting money in the reader's language."""
    return {
        "idle_30": _("Jusqu’à 30 jours"),
        "idle_60": _("31 à 60 jours"),
        "idle_90": _("61 à 90 jours"),
        "idle_120": _("91 à 120 jours"),
        "idle_over_120": _("Plus de 120 jours"),
    }[code]


def _views(show: str) -> list[tuple[str, str, bool]]:
    names = {
        "payments": _("Par paiement"),
        "customers": _("Par client"),
        "payers": _("À identifier, par payeur"),
        "lines": _("À identifier, par ligne"),
    }
    return [(code, name, code == show) for code, name in names.items()]


def _by_day(visit: Visit, source: Source, kept: Kept) -> pl.DataFrame:
    return with_age(IdleCash(source, visit.sight).by_day(kept), on=visit.on)


def _page(request: DeskRequest, count: int = _MOST) -> int:
    """The page asked, the last one where it is beyond."""
    told = request.GET.get("page", "1")
    last = max(1, -(-count // SIZE))
    return max(1, min(int(told), last)) if told.isdecimal() and len(told) < SIZE else 1
