"""Money received that is applied to nothing: by payment and customer, and in suspense by payer, with its age."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl
from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.core.idle_cash import CODES, aged_by, with_age
from encours.core.matching.folding import plain
from encours.desk.bank.outgoing import refund_state, under_way
from encours.desk.bank.refund_orders import orders_shown
from encours.desk.paging import SIZE
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.frames.idle_cash import (
    idle_payments,
    some_waiting_credits,
    waiting_by_day,
    waiting_credits,
)
from encours.records.parties.models import Customer

_KNOWN: Final = {"payments": (), "customers": ("customer_id", "name", "account")}
_SUSPENSE: Final = {"payers": ("payer",), "lines": ()}
_WHOLE: Final = {"customers", "payers"}  # kinds of which a row is a sum


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
            show if show in _KNOWN | _SUSPENSE else "payments",
            told.get("q", "").strip()[:100],
            told.get("currency", "")[:3],
            told.get("age", "") if told.get("age") in CODES else "",
            "cents" if told.get("order") == "cents" else "age",
        )

    def kept(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Those of this currency, of this age, and in which these words stand."""
        if self.currency:
            rows = rows.filter(pl.col("currency") == self.currency)
        if self.age:
            rows = rows.filter(pl.col("bucket") == self.age)
        if not self.words:
            return rows
        wanted = pl.select(plain(pl.lit(self.words))).item()
        where = [plain(pl.col(each)) for each in ("name", "words", "account") if each in rows.columns]
        return rows.filter(pl.any_horizontal(each.str.contains(wanted, literal=True) for each in where))

    def sorted(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The oldest, or the most money, first."""
        first = ("since_on", "cents") if self.order == "age" else ("cents", "since_on")
        last = [each for each in ("id", "customer_id", "payer", "currency") if each in rows.columns]
        return rows.sort(*first, *last, descending=[each == "cents" for each in (*first, *last)])


@visiting()
def unapplied_cash(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what is left of payments and what waits for a payer, how old, in each currency."""
    asked = Asked.of(request)
    known, suspense = _known(visit), _suspense(visit)
    every = known if asked.show in _KNOWN else suspense
    shown = _shown(request, visit, asked, every)
    kept = aged_by(shown.money)
    context = {
        "asked": asked,
        "views": _views(asked.show),
        "whole": asked.show in _WHOLE,
        "known": aged_by(known).to_dicts(),
        "suspense": aged_by(suspense).to_dicts(),
        "found": kept.to_dicts() if kept["count"].sum() < aged_by(every)["count"].sum() else [],
        "rows": shown.rows.to_dicts(),
        "buckets": [(code, bucket_name(code)) for code in CODES],
        "currencies": sorted({*known["currency"], *suspense["currency"]}),
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
    """What was kept of the money, and one page of its rows, of so many."""

    money: pl.DataFrame
    rows: pl.DataFrame
    page: int
    count: int


def _shown(request: DeskRequest, visit: Visit, asked: Asked, every: pl.DataFrame) -> _Shown:
    """Lines are read a page at a time, but where words are sought in all of them; the rest is summed whole."""
    if asked.show == "lines" and not asked.words:
        days = asked.kept(every)
        count = int(days["count"].sum())
        page = _page(request, count)
        return _Shown(days, _some_lines(visit, asked, days, page), page, count)
    money = asked.kept(every if asked.show in _KNOWN else _lines(visit))
    found = asked.sorted(_rows(asked.show, money))
    page = _page(request, len(found))
    return _Shown(money, found.slice((page - 1) * SIZE, SIZE), page, len(found))


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
        "payers": _("En suspens, par payeur"),
        "lines": _("En suspens, par ligne"),
    }
    return [(code, name, code == show) for code, name in names.items()]


def _known(visit: Visit) -> pl.DataFrame:
    rows = with_age(idle_payments(visit.creditor.pk), on=visit.on)
    if visit.sight.whole:
        return rows
    seen = Customer.objects.seen(visit.sight).values_list("pk", flat=True)
    return rows.filter(pl.col("customer_id").is_in(list(seen)))


def _suspense(visit: Visit) -> pl.DataFrame:
    """What waits, by day. Lines are no customer's yet: who sees a part of the customers sees none."""
    rows = with_age(waiting_by_day(visit.creditor.pk), on=visit.on)
    return rows if visit.sight.whole else rows.clear()


def _lines(visit: Visit) -> pl.DataFrame:
    """The same line by line."""
    rows = with_age(waiting_credits(visit.creditor.pk), on=visit.on)
    return rows if visit.sight.whole else rows.clear()


def _some_lines(visit: Visit, asked: Asked, days: pl.DataFrame, page: int) -> pl.DataFrame:
    """One page of lines, of the days that were kept: read alone, however many wait."""
    if days.is_empty():
        return days
    between = days.select(pl.col("since_on").min(), until=pl.col("since_on").max()).row(0)
    rows = some_waiting_credits(
        visit.creditor.pk,
        between=between,
        currency=asked.currency,
        order=asked.order,
        first=(page - 1) * SIZE,
        most=SIZE,
    )
    return with_age(rows, on=visit.on)


def _rows(show: str, money: pl.DataFrame) -> pl.DataFrame:
    if show == "customers":
        return aged_by(money, _KNOWN[show])
    if show == "payers":
        names = money.sort("since_on").group_by("payer").agg(pl.col("name", "iban").last())
        return aged_by(money, ("payer",)).join(names, on="payer")
    return money


def _page(request: DeskRequest, count: int) -> int:
    told = request.GET.get("page", "1")
    last = max(1, -(-count // SIZE))
    return max(1, min(int(told), last)) if told.isdecimal() and len(told) < SIZE else 1
