"""Doubtful customers: those that the rules propose, those who are, what is to be entered of their debts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.acts.doubtful.booking import Totals, book, depreciations, lacking
from encours.acts.doubtful.marking import proposals
from encours.core.refusals import RuleError
from encours.desk.doubtful.telling import why_of
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.doubtful.models import Doubtful
from encours.records.doubtful.reading import doubtful_policy, latest_doubtful_policy
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable
from encours.words.doubtful import RATES, why_doubtful
from encours.words.languages import nearest
from encours.words.sheets import TYPES, Column, csv_lines

_SHOWN = 300


@dataclass(frozen=True, slots=True)
class Proposed:
    """A customer whom the rules would mark, or no longer: why, and what it owes overdue."""

    customer: Customer
    change: str
    why: str
    overdue_cents: int


@dataclass(frozen=True, slots=True)
class Held:
    """A doubtful customer: its mark, why, what it owes and what of that is written down."""

    mark: Doubtful
    why: str
    owed_cents: int
    written_cents: int


@dataclass(frozen=True, slots=True)
class Row:
    """What is to be entered of one debt: its invoice and the facts of `core.doubtful.depreciating.PROPOSED`."""

    receivable: Receivable
    told: dict[str, Any]

    @property
    def rate_source(self) -> str:
        """What the rate rests on."""
        return str(RATES[self.told["rate_source"]])


@visiting()
def doubtful(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show them all; whoever sees only some customers sees those alone."""
    debts = _seen(visit, depreciations(visit.creditor, on=visit.on))
    entries = lacking(debts)
    held = _held(visit, debts)
    context = {
        "policy": doubtful_policy(visit.creditor.pk),
        "latest": latest_doubtful_policy(visit.creditor.pk),
        "proposed": _proposed(visit)[:_SHOWN],
        "held": held[:_SHOWN],
        "totals": Totals.of(entries),
        "owed_cents": sum(one.owed_cents for one in held),
        "written_cents": sum(one.written_cents for one in held),
        "rows": _rows(entries.head(_SHOWN)),
        "more": max(len(entries) - _SHOWN, 0),
        "assumed": entries.filter(
            (pl.col("tax_source") == "assumed") & (pl.col("depreciation_cents") != 0)
        ).height,
    }
    return render(request, "doubtful/list.html", context)


@visiting(right="cash", methods=("GET", "POST"))
def book_entries(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what the debts chosen would be entered for, then accept it."""
    told = request.POST if request.method == "POST" else request.GET
    chosen = [int(one) for one in told.getlist("item") if one.isdecimal()]
    rows = lacking(depreciations(visit.creditor, on=visit.on)).filter(pl.col("receivable_id").is_in(chosen))
    if request.method == "POST":
        return _booked(request, visit, chosen)
    if rows.is_empty():
        return said(redirect("doubtful"), _("Choisir au moins une facture."), "late")
    totals = Totals.of(rows)
    return render(request, "doubtful/book.html", {"rows": _rows(rows), "totals": totals, "on": visit.on})


def _booked(request: DeskRequest, visit: Visit, chosen: list[int]) -> HttpResponse:
    in_books = request.POST.get("do") == "in_books"
    try:
        count = book(
            visit.creditor, chosen, seen=request.POST.get("seen", ""), in_books=in_books,
            on=visit.on, author=visit.author, at=visit.at,
        )  # fmt: skip
    except RuleError as refusal:
        return said(redirect("doubtful"), in_words(refusal.sentence), "late")
    done = _noted(count) if in_books else _accepted(count)
    return said(redirect("doubtful"), done % {"n": count})


def _noted(count: int) -> str:
    return ngettext(
        "%(n)s écriture notée comme déjà dans les livres.",
        "%(n)s écritures notées comme déjà dans les livres.",
        count,
    )


def _accepted(count: int) -> str:
    return ngettext(
        "%(n)s écriture acceptée : elle part avec le prochain export des écritures.",
        "%(n)s écritures acceptées : elles partent avec le prochain export des écritures.",
        count,
    )


@visiting(right="cash")
def sheet(request: DeskRequest, visit: Visit) -> StreamingHttpResponse:
    """The debts of doubtful customers, with what is proposed, to take away as CSV."""
    columns = [
        Column(_("Compte"), width=14), Column(_("Client"), width=36), Column(_("Facture")),
        Column(_("Reste dû net d’avoirs, TTC"), "amount"), Column(_("Base hors TVA"), "amount"),
        Column(_("TVA")), Column(_("Taux"), "share"), Column(_("Motif du taux")),
        Column(_("Dépréciation voulue"), "amount"), Column(_("Déjà dépréciée"), "amount"),
        Column(_("À transférer en 416"), "amount"), Column(_("À déprécier"), "amount"),
    ]  # fmt: skip
    lines = _cells(_seen(visit, depreciations(visit.creditor, on=visit.on)))
    answer = StreamingHttpResponse(
        csv_lines(columns, lines, nearest(get_language())), content_type=TYPES["csv"]
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="douteux-{visit.on.isoformat()}.csv"'
    return answer


def _cells(debts: pl.DataFrame) -> Iterator[list[Any]]:
    for row in _rows(debts):
        told, one = row.told, row.receivable
        yield [
            one.customer.account, one.customer.name, one.number, told["claim_cents"], told["base_cents"],
            _("supposée") if told["tax_source"] == "assumed" else _("du document"), told["rate_bps"],
            row.rate_source, told["target_cents"], told["written_cents"], told["transfer_cents"],
            told["depreciation_cents"],
        ]  # fmt: skip


def _seen(visit: Visit, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of the customers that this person sees."""
    if visit.sight.whole:
        return rows
    keys = rows["customer_id"].unique().to_list()
    seen = list(Customer.objects.seen(visit.sight).filter(pk__in=keys).values_list("pk", flat=True))
    return rows.filter(pl.col("customer_id").is_in(seen))


def _proposed(visit: Visit) -> list[Proposed]:
    rows = _seen(visit, proposals(visit.creditor, on=visit.on))
    named = Customer.objects.in_bulk(rows["customer_id"].to_list())
    language, currency = nearest(get_language()), visit.creditor.currency
    return [
        Proposed(
            named[row["customer_id"]],
            row["change"],
            why_doubtful(row["rule"] or "", row, currency, language),
            row["overdue_cents"],
        )
        for row in rows.iter_rows(named=True)
    ]


def _held(visit: Visit, debts: pl.DataFrame) -> list[Held]:
    sums = debts.group_by("customer_id").agg(pl.col("claim_cents", "written_cents").sum())
    owed = {key: (claim, written) for key, claim, written in sums.iter_rows()}
    running = Doubtful.objects.seen(visit.sight).filter(ended_on__isnull=True)
    found = [
        Held(mark, why_of(mark), *owed.get(mark.customer_id, (0, 0)))
        for mark in running.select_related("customer", "creditor").order_by("from_on", "pk")
    ]
    return sorted(found, key=lambda one: -one.owed_cents)


def _rows(entries: pl.DataFrame) -> list[Row]:
    named = Receivable.objects.select_related("customer").in_bulk(entries["receivable_id"].to_list())
    return [Row(named[told["receivable_id"]], told) for told in entries.iter_rows(named=True)]
