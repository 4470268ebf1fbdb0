"""A payment: what is free of it, and where that goes: to invoices, back to its customer, to another customer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.apply_payment import apply_payment
from encours.acts.refund import Asked, approve_refund, ask_refund, cancel_refund, confirm_refund, let_refund
from encours.acts.transfer_cash import transfer_cash, undo_transfer
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.bank.outgoing_forms import ApplyPayment, ConfirmRefund, Refunding, RefundRule, Transferring
from encours.desk.bank.reasoning import reasoned
from encours.desk.deciding import stop_for
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.freeing import alone_cents, free_cents, latest_refund_policy
from encours.records.cash.models import BankLine, Payment
from encours.records.cash.outgoing import Refund, Transfer
from encours.records.parties.models import Customer
from encours.records.receivables.due import due_day
from encours.records.receivables.models import Receivable
from encours.words import amounts
from encours.words.languages import nearest
from encours.words.returns import return_name

_BOTH = ("GET", "POST")
_ITEMS, _LINES = 50, 20


@visiting(subject=Payment.objects)
def payment(request: DeskRequest, visit: Visit, row: Payment) -> HttpResponse:
    """Show a payment, what it paid, what left it and what is free of it."""
    free = free_cents(row)
    context = {
        "payment": row,
        "free": free,
        "acts": free > 0 and visit.may("cash"),
        "applications": list(
            row.applications.filter(reverses__isnull=True, reversed_by__isnull=True).select_related(
                "receivable"
            )
        ),
        "refunds": list(row.refunds.order_by("pk").select_related("line", "sent_back_line", "order")),
        "transfers": [(each, visit.sees(each.to_customer)) for each in _transfers(row)],
        "state_of": refund_state,
        "return_name": return_name,
        "author": visit.author,
    }
    return render(request, "bank/payment.html", context)


@visiting(right="cash", methods=_BOTH, subject=Payment.objects)
def apply(request: DeskRequest, visit: Visit, row: Payment) -> HttpResponse:
    """Say what a payment pays."""
    owed = Receivable.objects.filter(
        customer=row.customer_id, currency=row.currency, gone_on__isnull=True, open_cents__gt=0
    )
    owed = owed.order_by(due_day(), "pk")[:_ITEMS]
    return _act(
        request,
        row,
        _("Affecter ce paiement"),
        _("Affecter"),
        _("Paiement affecté."),
        partial(ApplyPayment, receivables=list(owed)),
        lambda told: _applied(request, visit, row, told["shares"]),
    )


def _applied(request: DeskRequest, visit: Visit, row: Payment, shares: list[tuple[Receivable, int]]) -> None:
    apply_payment(row, shares, made_from=made_from(request), author=visit.author, at=visit.at, on=visit.on)
    stop_for(visit, [row.customer_id])


@visiting(right="cash", methods=_BOTH, subject=Payment.objects)
def refund(request: DeskRequest, visit: Visit, row: Payment) -> HttpResponse:
    """Ask that unapplied cash go back to its customer."""
    iban = row.bank_line.iban if row.bank_line and visit.shows("bank") else ""
    return _act(
        request,
        row,
        _("Rembourser"),
        _("Rembourser"),
        _("Remboursement noté : ce qu’il attend est dit ci-dessous."),
        Refunding,
        lambda told: ask_refund(
            row,
            Asked(told["amount_cents"], told["planned_on"], told["reason"], told["iban"]),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            on=visit.on,
        ),
        {"planned_on": visit.on, "iban": iban},
    )


@visiting(right="cash", methods=_BOTH, subject=Payment.objects)
def transfer(request: DeskRequest, visit: Visit, row: Payment) -> HttpResponse:
    """Move unapplied cash to another customer that the person sees."""
    return _act(
        request,
        row,
        _("Transférer à un autre client"),
        _("Transférer"),
        _("Transfert fait : l’argent est au compte de l’autre client, non affecté."),
        partial(Transferring, customers=Customer.objects.seen(visit.sight)),
        lambda told: _transferred(request, visit, row, told),
    )


def _transferred(request: DeskRequest, visit: Visit, row: Payment, told: Mapping[str, Any]) -> None:
    transfer_cash(
        row,
        told["to"],
        amount_cents=told["amount_cents"],
        reason=told["reason"],
        made_from=made_from(request),
        author=visit.author,
        at=visit.at,
        on=visit.on,
    )
    stop_for(visit, [told["to"].pk])


@visiting(right="approve", methods=("POST",), subject=Refund.objects)
def approve(request: DeskRequest, visit: Visit, row: Refund) -> HttpResponse:
    """Agree to a refund that another person asked."""
    place = redirect("payment", pk=row.payment_id)
    try:
        approve_refund(row, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    return said(place, _("Remboursement accordé : il attend la sortie d’argent."))


@visiting(right=("cash", "approve"), methods=_BOTH, subject=Refund.objects)
def cancel(request: DeskRequest, visit: Visit, row: Refund) -> HttpResponse:
    """Give up a refund that is not made."""
    ask = Ask(
        title=_("Annuler le remboursement %(reference)s") % {"reference": row.reference},
        verb=_("Annuler le remboursement"),
        back=reverse("payment", args=[row.payment_id]),
        done=_("Remboursement annulé : l’argent est de nouveau non affecté."),
        version=row.version,
        tone="danger",
    )
    return reasoned(request, visit, row, ask, partial(_come_back, cancel_refund, visit))


def _come_back(act: Callable[..., None], visit: Visit, row: Refund | Transfer, **told: object) -> None:
    """Give money back to the payment that it left: what it covers again is asked no more."""
    act(row, on=visit.on, **told)
    stop_for(visit, [row.customer_id])


@visiting(right="cash", methods=_BOTH, subject=Refund.objects)
def confirm(request: DeskRequest, visit: Visit, row: Refund) -> HttpResponse:
    """Say which debit of the bank a refund is."""
    lines = BankLine.objects.seen(visit.sight).filter(
        state="debit", amount_cents=-row.amount_cents, currency=row.currency, refund__isnull=True
    )
    ask = Ask(
        title=_("Trouver la sortie d’argent de %(reference)s") % {"reference": row.reference},
        verb=_("C’est celle-ci"),
        back=reverse("payment", args=[row.payment_id]),
        done=_("Remboursement fait."),
        lead=_(
            "Les sorties du même montant que la banque a dites, et qui ne sont aucun autre remboursement."
        ),
        version=row.version,
    )
    return act_page(
        request,
        ask,
        partial(
            ConfirmRefund, lines=list(lines.order_by("-booked_on", "-pk")[:_LINES]), told=visit.free_text
        ),
        lambda told: confirm_refund(
            row, told["line"], made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )


@visiting(right="cash", methods=_BOTH, subject=Transfer.objects)
def back(request: DeskRequest, visit: Visit, row: Transfer) -> HttpResponse:
    """Move transferred money back."""
    ask = Ask(
        title=_("Annuler ce transfert"),
        verb=_("Annuler le transfert"),
        back=reverse("payment", args=[row.payment_id]),
        done=_("Transfert annulé : l’argent est revenu au paiement d’origine."),
        version=row.version,
        tone="danger",
    )
    return reasoned(request, visit, row, ask, partial(_come_back, undo_transfer, visit))


@visiting(right="policy", methods=_BOTH)
def rule(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say up to how much one person alone may ask a refund."""
    latest = latest_refund_policy(visit.creditor.pk)
    ask = Ask(
        title=_("Règle des remboursements"),
        verb=_("Publier"),
        back=reverse("unapplied_cash"),
        done=_("Règle publiée : les prochains remboursements la suivent."),
        lead=_("Au-delà de la limite, une autre personne donne son accord avant que l’argent parte."),
        version=latest.number if latest else 0,
    )
    return act_page(
        request,
        ask,
        RefundRule,
        lambda told: let_refund(
            visit.creditor,
            told["alone_cents"] or 0,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {"alone_cents": alone_cents(visit.creditor.pk)},
    )


def refund_state(code: str) -> tuple[str, str]:
    """Where a refund is, in the reader's language, and its tone."""
    return {
        "to_approve": (_("attend un accord"), "watch"),
        "awaited": (_("attend la sortie d’argent"), "info"),
        "made": (_("fait"), "ok"),
        "sent_back": (_("renvoyé par la banque"), "late"),
        "cancelled": (_("annulé"), "quiet"),
    }[code]


def under_way(visit: Visit) -> list[Refund]:
    """Refunds that wait for somebody or for the bank, the oldest first."""
    rows = Refund.objects.seen(visit.sight).filter(state__in=("to_approve", "awaited"))
    return list(rows.select_related("customer", "order").order_by("pk")[:_ITEMS])


def _transfers(row: Payment) -> list[Transfer]:
    return list(row.transfers.select_related("to_customer").order_by("pk"))


def _act(
    request: DeskRequest,
    row: Payment,
    title: str,
    verb: str,
    done: str,
    form: Callable[..., object],
    act: Callable[..., object],
    initial: dict[str, object] | None = None,
) -> HttpResponse:
    """The page of an act on what is free of a payment; the form bears how much that was."""
    free = free_cents(row)
    if not free and request.method != "POST":
        raise Http404
    facts = {
        "amount": amounts.money(free, row.currency, nearest(get_language())),
        "name": row.customer.name,
    }
    ask = Ask(
        title=title,
        verb=verb,
        back=reverse("payment", args=[row.pk]),
        done=done,
        lead=_("%(amount)s non affectés de %(name)s") % facts,
        version=free,
    )
    return act_page(request, ask, form, act, {"amount_cents": free} | (initial or {}))  # type: ignore[arg-type]
