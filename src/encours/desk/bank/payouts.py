"""Payouts of Stripe, Adyen and PayPal: each with the credit of the bank that it is, or what is missing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.payouts import await_payout, dismiss_payout, tie_payout, tie_payouts, untie_payout
from encours.core.matching.payouts import LATE, near, recognised, standing
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, made_from
from encours.desk.bank.forms import NotAwaited
from encours.desk.bank.reasoning import reasoned
from encours.desk.deciding import decide_today
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.models import BankLine, Payment
from encours.records.cash.payouts import Payout
from encours.records.frames.payouts import credits_of_payouts, payouts_waiting

_BOTH = ("GET", "POST")
_SHOWN = 20
_WAITING = ("unapplied", "doubtful")
_SHOWS: Final = ("waiting", "tied", "dismissed")
_MISSING: Final = frozenset({"late", "differs"})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a payout that no credit is yet stands, the credit that may be it, and what that brings beyond it."""

    code: str
    line_id: int | None = None
    difference_cents: int | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """A credit that may be a payout, what it brings beyond it, and why it is shown."""

    line: BankLine
    difference_cents: int
    reason: str


def standings(visit: Visit) -> dict[int, Standing]:
    """Where each payout that waits stands today; none for who sees a part of the customers."""
    if not visit.sight.whole:
        return {}
    waiting = payouts_waiting(visit.creditor.pk)
    if waiting.is_empty():
        return {}
    told = standing(waiting.drop("line_id"), credits_of_payouts(visit.creditor.pk, waiting), on=visit.on)
    return {row[0]: Standing(*row[1:]) for row in told.iter_rows()}


def missing(visit: Visit) -> list[tuple[Payout, Standing]]:
    """The payouts whose credit is late or of another amount, the earliest first: what a person has to look at."""
    found = {key: one for key, one in standings(visit).items() if one.code in _MISSING}
    rows = Payout.objects.seen(visit.sight).filter(pk__in=found).order_by("paid_on", "pk")
    return [(row, found[row.pk]) for row in rows]


@visiting()
def payouts(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the payouts of one state, the latest first."""
    told = request.GET.get("show", "")
    which = told if told in _SHOWS else "waiting"
    ours = Payout.objects.seen(visit.sight).filter(state=which).select_related("account", "line")
    part = sliced(ours, "-paid_on", request)
    context = {
        "which": which,
        "views": [(code, _view_name(code)) for code in _SHOWS],
        "rows": part.rows,
        "slice": part,
        "standings": standings(visit) if which == "waiting" else {},
        "state_of": payout_state,
        "name_of": provider_name,
        "late": LATE,
    }
    return render(request, "bank/payouts.html", context)


@visiting(subject=Payout.objects)
def payout(request: DeskRequest, visit: Visit, row: Payout) -> HttpResponse:
    """Show a payout, its credit, or those that it may be."""
    now = (
        standings(visit).get(row.pk, Standing("unattached"))
        if row.state == "waiting"
        else Standing(row.state)
    )
    context = {
        "payout": row,
        "name_of": provider_name,
        "state": payout_state(row.state, now.code),
        "missing": now.code == "late",
        "difference_cents": row.line.amount_cents - row.net_cents if row.line else 0,
        "offered": _offered(row, visit) if row.state == "waiting" else [],
        "posted": row.posted.customer.name if row.posted and row.posted.gone_on is None else "",
        "because": _because,
        "because_of": _because_of,
        "late": LATE,
    }
    return render(request, "bank/payout.html", context)


@visiting(right="cash", methods=_BOTH, subject=Payout.objects)
def tie(request: DeskRequest, visit: Visit, row: Payout) -> HttpResponse:
    """Say which credit a payout is; of another amount, why."""
    told = request.GET.get("line", "")
    line = BankLine.objects.seen(visit.sight).filter(pk=int(told) if told.isdecimal() else 0).first()
    if line is None:
        return said(redirect("payout", pk=row.pk), _("Choisir une ligne de banque."), "late")
    if request.method == "POST" and line.amount_cents == row.net_cents:
        return _tied(request, visit, row, line)
    ask = Ask(
        title=_("Rattacher malgré une différence"),
        verb=_("Rattacher"),
        back=reverse("payout", args=[row.pk]),
        done=_("Versement rattaché, avec la raison de la différence."),
        lead=_("Les deux montants diffèrent : dire pourquoi. La différence reste montrée avec le versement."),
        version=row.version,
    )
    return reasoned(request, visit, row, ask, tie_payout, line=line)


def _tied(request: DeskRequest, visit: Visit, row: Payout, line: BankLine) -> HttpResponse:
    place = redirect("payout", pk=row.pk)
    try:
        tie_payout(row, line, reason="", made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    return said(place, _("Versement rattaché : ses paiements ne comptent qu’une fois."))


@visiting(right="cash", methods=_BOTH, subject=Payout.objects)
def untie(request: DeskRequest, visit: Visit, row: Payout) -> HttpResponse:
    """Take a payout from its credit."""
    ask = Ask(
        title=_("Détacher ce versement"),
        verb=_("Détacher"),
        back=reverse("payout", args=[row.pk]),
        done=_(
            "Versement détaché : sa ligne attend de nouveau, et lui ne sera plus rattaché que par une personne."
        ),
        version=row.version,
        tone="danger",
    )
    return reasoned(request, visit, row, ask, untie_payout)


@visiting(right="cash", methods=_BOTH, subject=Payout.objects)
def dismiss(request: DeskRequest, visit: Visit, row: Payout) -> HttpResponse:
    """Say that no credit is awaited for a payout."""
    ask = Ask(
        title=_("Ne plus attendre ce versement"),
        verb=_("Ne plus l’attendre"),
        back=reverse("payout", args=[row.pk]),
        done=_("Ce versement n’est plus attendu."),
        version=row.version,
    )
    return reasoned(request, visit, row, ask, dismiss_payout, NotAwaited)


@visiting(right="cash", methods=("POST",), subject=Payout.objects)
def again(request: DeskRequest, visit: Visit, row: Payout) -> HttpResponse:
    """Await a payout again, and tie it where its credit is certain."""
    place = redirect("payout", pk=row.pk)
    try:
        await_payout(row, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    if tie_payouts(visit.creditor, author=visit.author, at=visit.at):
        decide_today(visit.creditor, author=visit.author)
    return said(place, _("Versement attendu de nouveau."))


def payout_state(state: str, now: str = "") -> tuple[str, str]:
    """Where a payout is, in the reader's language, and its tone; `now` says more of one that waits."""
    return {
        "tied": (_("reçu en banque"), "ok"),
        "dismissed": (_("n’est plus attendu"), "quiet"),
        "late": (_("manque en banque"), "late"),
        "differs": (_("un autre montant est arrivé"), "late"),
        "unattached": (_("son compte n’est pas rattaché"), "watch"),
    }.get(now if state == "waiting" else state, (_("attendu en banque"), "watch"))


def provider_name(code: str) -> str:
    """A provider as it writes itself."""
    return {"stripe": "Stripe", "adyen": "Adyen", "paypal": "PayPal"}[code]


def sent_by(line: BankLine) -> str:
    """The provider that a credit which waits says that it comes from, as it writes itself; empty where none."""
    if line.amount_cents <= 0 or line.state not in _WAITING:
        return ""
    told = {"line_id": [line.pk], "words": [f"{line.counterparty} {line.wording}"], "iban": [line.iban]}
    found = recognised(pl.DataFrame(told))
    return provider_name(found["provider"][0]) if len(found) else ""


def _view_name(code: str) -> str:
    return {"waiting": _("Attendus"), "tied": _("Reçus"), "dismissed": _("Plus attendus")}[code]


def _because(code: str) -> str:
    return {
        "payout_reference": _("le libellé porte la référence du versement"),
        "provider_named": _("le libellé nomme le prestataire, même montant"),
        "provider_iban": _("compte du prestataire, même montant"),
        "same_amount": _("même montant, prestataire non nommé"),
        "by_person": _("choisi par une personne"),
    }.get(code, code)


def _because_of(one: Offered) -> str:
    """Why a credit is shown; of one that the books entered as a customer's payment, whose."""
    if one.reason != "posted":
        return _because(one.reason)
    paid = Payment.objects.filter(bank_line=one.line, source="ledger").select_related("customer").first()
    name = paid.customer.name if paid else _("un client")
    return _("même montant, et la comptabilité l’a passé comme un règlement de %(name)s") % {"name": name}


def _offered(row: Payout, visit: Visit) -> list[Offered]:
    """The credits that a payout may be, the nearest first."""
    waiting = payouts_waiting(visit.creditor.pk).filter(pl.col("payout_id") == row.pk).drop("line_id")
    found = near(waiting, credits_of_payouts(visit.creditor.pk, waiting)).head(_SHOWN)
    rows = BankLine.objects.seen(visit.sight).in_bulk(found["line_id"].to_list())
    return [
        Offered(rows[line], difference, reason)
        for line, difference, reason in found.select("line_id", "difference_cents", "reason").iter_rows()
        if line in rows
    ]
