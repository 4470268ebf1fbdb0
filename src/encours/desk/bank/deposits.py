"""Slips of cheques, card payments and bills: keyed or read from a file, tied to their credit, told apart."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.deposit import (
    Slipped,
    cancel_deposit,
    key_in_deposit,
    tie_deposit,
    tie_deposits,
    untie_deposit,
)
from encours.core.matching.deposits import credits_of
from encours.core.refusals import RuleError
from encours.desk.acting import REFUSED, Ask, made_from, performed
from encours.desk.bank.deposit_forms import KeyDeposit
from encours.desk.bank.reasoning import reasoned
from encours.desk.deciding import decide_today
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.deposits import Deposit
from encours.records.cash.models import BankLine
from encours.records.frames.deposits import slips_waiting, waiting_credits_of

_BOTH = ("GET", "POST")
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Offered:
    """A credit that may be a slip, what it brings beyond it, and why it is shown."""

    line: BankLine
    difference_cents: int
    reason: str


@visiting()
def deposits(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the slips, the last keyed first."""
    part = sliced(Deposit.objects.seen(visit.sight), "-pk", request)
    context = {"rows": part.rows, "slice": part, "state_of": deposit_state, "kind_of": kind_name}
    return render(request, "bank/deposits.html", context)


@visiting(right="cash", methods=_BOTH)
def key_in(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Key a slip, or read it from a file; it is tied at once where its credit is certain."""
    form = KeyDeposit(
        request.POST or None,
        request.FILES or None,
        initial={"deposited_on": visit.on, "currency": visit.creditor.currency},
    )
    if request.method != "POST":
        return render(request, "bank/key_deposit.html", {"form": form})
    if not form.is_valid():
        return render(request, "bank/key_deposit.html", {"form": form}, status=REFUSED)
    kept: list[Deposit] = []
    told = form.cleaned_data
    slip = Slipped(
        told["kind"],
        told["number"].strip(),
        told["deposited_on"],
        told["fee_cents"] or 0,
        told["currency"],
        form.slip.lines,
    )
    status = performed(
        form,
        lambda: kept.append(
            key_in_deposit(visit.creditor, slip, author=visit.author, at=visit.at, on=visit.on)
        ),
    )
    if status is not None:
        return render(request, "bank/key_deposit.html", {"form": form}, status=status)
    if tie_deposits(visit.creditor, author=visit.author, at=visit.at):
        decide_today(visit.creditor, author=visit.author)
    return said(redirect("slip", pk=kept[0].pk), _("Bordereau enregistré."))


@visiting(subject=Deposit.objects)
def deposit(request: DeskRequest, visit: Visit, row: Deposit) -> HttpResponse:
    """Show a slip, its lines, and the credits that it may be."""
    context = {
        "deposit": row,
        "net_cents": row.total_cents - row.fee_cents,
        "items": list(row.items.select_related("customer", "line").order_by("position")),
        "offered": _offered(row, visit) if row.state == "waiting" else [],
        "state": deposit_state(row.state),
        "kind": kind_name(row.kind),
        "because": _because,
        "because_of": lambda one: _because(one.reason),
    }
    return render(request, "bank/deposit.html", context)


@visiting(right="cash", methods=("POST",), subject=Deposit.objects)
def tie(request: DeskRequest, visit: Visit, row: Deposit) -> HttpResponse:
    """Say which credit a slip is."""
    place = redirect("slip", pk=row.pk)
    told = request.POST.get("line", "")
    line = BankLine.objects.seen(visit.sight).filter(pk=int(told) if told.isdecimal() else 0).first()
    if line is None:
        return said(place, _("Choisir une ligne de banque."), "late")
    try:
        tie_deposit(row, line, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    decide_today(visit.creditor, author=visit.author)
    return said(place, _("Bordereau rattaché : chaque ligne est affectée pour elle-même."))


@visiting(right="cash", methods=_BOTH, subject=Deposit.objects)
def untie(request: DeskRequest, visit: Visit, row: Deposit) -> HttpResponse:
    """Take a slip from its credit."""
    ask = _ask(
        row, _("Détacher ce bordereau"), _("Détacher"), _("Bordereau détaché : sa ligne attend de nouveau.")
    )
    return reasoned(request, visit, row, ask, untie_deposit)


@visiting(right="cash", methods=_BOTH, subject=Deposit.objects)
def cancel(request: DeskRequest, visit: Visit, row: Deposit) -> HttpResponse:
    """Give up a slip."""
    ask = _ask(row, _("Annuler ce bordereau"), _("Annuler le bordereau"), _("Bordereau annulé."))
    return reasoned(request, visit, row, ask, cancel_deposit)


def kind_name(code: str) -> str:
    """What a slip is made of, in the reader's language."""
    return {"cheque": _("Chèques"), "card": _("Cartes"), "bill": _("Effets (LCR, BOR)")}[code]


def deposit_state(code: str) -> tuple[str, str]:
    """Where a slip is, in the reader's language, and its tone."""
    return {
        "waiting": (_("attend sa ligne de banque"), "watch"),
        "tied": (_("rattaché"), "ok"),
        "cancelled": (_("annulé"), "quiet"),
    }[code]


def _because(code: str) -> str:
    return {
        "slip_number": _("le libellé porte le numéro du bordereau"),
        "same_kind": _("même montant, et le libellé parle d’une telle remise"),
        "same_amount": _("même montant"),
        "by_person": _("choisi par une personne"),
    }.get(code, code)


def _ask(row: Deposit, title: str, verb: str, done: str) -> Ask:
    return Ask(
        title=title,
        verb=verb,
        back=reverse("slip", args=[row.pk]),
        done=done,
        version=row.version,
        tone="danger",
    )


def _offered(row: Deposit, visit: Visit) -> list[Offered]:
    """The credits that a slip may be, the nearest first."""
    slips = slips_waiting(visit.creditor.pk)
    lines = waiting_credits_of(visit.creditor.pk, since=row.deposited_on)
    found = credits_of(slips, lines).filter(pl.col("deposit_id") == row.pk).head(_SHOWN)
    rows = BankLine.objects.seen(visit.sight).in_bulk(found["line_id"].to_list())
    return [
        Offered(rows[line], difference, reason)
        for line, difference, reason in found.select("line_id", "difference_cents", "reason").iter_rows()
        if line in rows
    ]
