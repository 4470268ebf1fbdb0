"""A returned payment that nothing tied by itself: the payment that it takes back, chosen by a person, or why none."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.tie_return import (
    dismiss_return,
    dismissed,
    said_by_person,
    tie_return,
    tie_to_credit,
    undo_return,
)
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, made_from
from encours.desk.bank.forms import Dismissing
from encours.desk.bank.reasoning import reasoned
from encours.desk.plain import in_words
from encours.desk.shell import said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.models import BankLine, Payment
from encours.records.cash.returning import payer_of, takes_back, untied, waiting_credits
from encours.records.parties.models import Customer
from encours.records.parties.searching import naming

_BOTH = ("GET", "POST")
_SHOWN, _NAMED = 20, 200


@dataclass(frozen=True, slots=True)
class Returned:
    """What is shown of a return: whether it waits, what it may take back, what was said of it."""

    waits: bool
    payments: list[Payment]
    credits: list[BankLine]
    tied: list[Payment]
    by_person: bool
    fee_cents: int  # what the bank kept in the same line


def returned(visit: Visit, row: BankLine, words: str) -> Returned | None:
    """None of a line that is no return; `words` keep the payments of the customers they name."""
    if not row.return_reason or row.amount_cents >= 0:
        return None
    waits = untied(BankLine.objects.seen(visit.sight)).filter(pk=row.pk).exists()
    tied = Payment.objects.seen(visit.sight).filter(bank_line=row, gives_back__isnull=False)
    given = list(tied.select_related("customer", "gives_back"))
    return Returned(
        waits,
        _payments(visit, row, words) if waits else [],
        list(waiting_credits(row)[:_SHOWN]) if waits and not words else [],
        given,
        dismissed(row) or said_by_person(row) is not None,
        sum(each.amount_cents for each in given) - row.amount_cents if given else 0,
    )


def _payments(visit: Visit, row: BankLine, words: str) -> list[Payment]:
    """Those of its amount, and larger ones of the customers that its payer pays for; or of those that words name."""
    seen = Payment.objects.seen(visit.sight).select_related("customer", "bank_line")
    if words:
        named = Customer.objects.seen(visit.sight).filter(naming(words)).values_list("pk", flat=True)
        return list(takes_back(row, seen, whose=named[:_NAMED])[:_SHOWN])
    found = list(takes_back(row, seen)[:_SHOWN])
    known = payer_of(row)
    theirs = takes_back(row, seen, whose=known)[:_SHOWN] if known else []
    return [*found, *(one for one in theirs if one not in found)][:_SHOWN]


@visiting(right="cash", methods=("POST",), subject=BankLine.objects)
def tie(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Say which payment, or which credit that waited, a return takes back."""
    payment = Payment.objects.seen(visit.sight).filter(pk=_key(request, "payment")).first()
    credit = BankLine.objects.seen(visit.sight).filter(pk=_key(request, "credit")).first()
    version, author, at = made_from(request), visit.author, visit.at
    try:
        if payment is not None:
            tie_return(row, payment, made_from=version, author=author, at=at)
        elif credit is not None:
            tie_to_credit(row, credit, made_from=version, author=author, at=at)
        else:
            raise Http404
    except RuleError as refusal:
        return said(redirect("bank_line", pk=row.pk), in_words(refusal.sentence), "late")
    return said(
        redirect("bank_line", pk=row.pk),
        _("Rejet rattaché : ce qui était payé est de nouveau dû, dès ce jour-là."),
    )


@visiting(right="cash", methods=_BOTH, subject=BankLine.objects)
def dismiss(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Say that a return takes back nothing of our customers."""
    ask = Ask(
        title=_("Ce rejet ne concerne aucun client"),
        verb=_("Écarter ce rejet"),
        back=reverse("bank_line", args=[row.pk]),
        done=_("Rejet écarté."),
        lead=visit.free_text(row.counterparty or row.wording)[:120],
        version=row.version,
    )
    return reasoned(request, visit, row, ask, dismiss_return, Dismissing)


@visiting(right="cash", methods=_BOTH, subject=BankLine.objects)
def undo(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Take back what a person said of a return."""
    ask = Ask(
        title=_("Revenir sur ce rejet"),
        verb=_("Remettre en attente"),
        back=reverse("bank_line", args=[row.pk]),
        done=_("Le rejet attend de nouveau ; son paiement paie de nouveau ce qui en est encore dû."),
        lead=_("Ce qui avait été dit reste dans l’historique."),
        version=row.version,
        tone="danger",
    )
    return reasoned(request, visit, row, ask, undo_return, on=visit.on)


def _key(request: DeskRequest, name: str) -> int:
    told = request.POST.get(name, "")
    return int(told) if told.isdecimal() else 0
