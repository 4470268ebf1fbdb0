"""One line: whose it is, what it pays, or why it is nobody's; and an application undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.answer_proposal import accept_proposal, refuse_proposal
from encours.acts.apply_line import apply_line, set_aside, take_back
from encours.acts.confirm_same import confirm_same
from encours.acts.undo_application import undo_application
from encours.core.refusals import RuleError
from encours.desk import matched
from encours.desk.acting import REFUSED, Ask, act_page, came_from, made_from, performed
from encours.desk.bank import telling
from encours.desk.bank.forms import Apply, Aside, Undo, field_of, lost_of, parts_of
from encours.desk.bank.payouts import provider_name, sent_by
from encours.desk.bank.returns import returned
from encours.desk.deciding import stop_for_line
from encours.desk.items import items
from encours.desk.matched import application_reason
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.models import Application, BankLine, Doubt
from encours.records.cash.payouts import Payout
from encours.records.cash.proposals import proposals_of
from encours.records.parties.models import Customer
from encours.records.parties.searching import naming
from encours.records.receivables.due import due_day
from encours.records.receivables.models import Receivable
from encours.words.returns import return_name

_BOTH = ("GET", "POST")
_FOUND, _ITEMS, _CANDIDATES = 20, 50, 10
_OPEN = ("unapplied", "doubtful", "set_aside")


@visiting(subject=BankLine.objects)
def line(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Show a line, who may have sent it and why, and find another customer."""
    words = request.GET.get("q", "").strip()
    (waiting,) = telling.with_proposals([row], most=_CANDIDATES)
    doubts, applications = telling.doubts(row), _applications(row)
    context = {
        "line": row,
        "state": telling.standing(row, asked=bool(doubts)),
        "open": row.state in _OPEN and row.amount_cents > 0,
        "proposals": waiting.proposals,
        "doubts": doubts,
        "doubt_reason": telling.doubt_reason,
        "reason_of": telling.candidate_reason,
        "return_name": return_name,
        "split_of": telling.split_of,
        "words": words,
        "found": _customers(visit, words) if row.amount_cents > 0 else [],
        "applications": applications,
        "undone": {each.reverses_id for each in applications},
        "why_of": _why,
        "given_up_name": matched.given_up_name,
        "aside_form": Aside(),
        "returned": returned(visit, row, words),
        "payout": Payout.objects.seen(visit.sight).filter(Q(line=row) | Q(told_by=row)).first(),
        "provider_name": provider_name,
        "sent_by": sent_by(row),
    }
    return render(request, "bank/line.html", context)


@visiting(right="cash", methods=_BOTH, subject=BankLine.objects)
def apply(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Choose the items of a customer that a line pays, and how much of each."""
    told = request.POST if request.method == "POST" else request.GET
    customer = _customer(visit, told.get("customer", ""))
    receivables = _payable(row, customer)
    if request.method != "POST":
        oldest = told.get("fill") == "oldest"
        first = _suggested(row, receivables, told.get("item", ""), told.get("what", ""))
        form = Apply(receivables=receivables, initial=_oldest_first(row, receivables) if oldest else first)
        return _apply_page(request, visit, row, customer, form, 200)
    form = Apply(request.POST, receivables=receivables)
    if not form.is_valid():
        return _apply_page(request, visit, row, customer, form, REFUSED)

    def act() -> None:
        apply_line(
            row,
            form.allocations(),
            customer=customer,
            remember_payer=form.cleaned_data["remember_payer"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        )
        stop_for_line(visit, row)

    status = performed(form, act)
    if status is not None:
        return _apply_page(request, visit, row, customer, form, status)
    return said(redirect("bank"), _("Encaissement affecté à %(name)s.") % {"name": customer.name})


@visiting(right="cash", methods=("POST",), subject=BankLine.objects)
def accept(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Apply a line as it is proposed, the whole of it."""

    def act(key: str, version: int) -> None:
        accept_proposal(row, key, remember_payer=True, made_from=version, author=visit.author, at=visit.at)
        stop_for_line(visit, row)

    return _answered(
        act,
        request,
        _("Encaissement affecté comme proposé ; le payeur sera reconnu."),
    )


@visiting(right="cash", methods=("POST",), subject=BankLine.objects)
def refuse(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Say that a line does not pay what is proposed."""
    return _answered(
        lambda key, version: refuse_proposal(
            row, key, made_from=version, author=visit.author, at=visit.at, on=visit.on
        ),
        request,
        _("Proposition refusée : elle ne sera pas refaite à ce payeur avant plusieurs mois."),
    )


def _answered(act: Callable[[str, int], None], request: DeskRequest, done: str) -> HttpResponse:
    """Do it, and go on with the list where one was: its first line is under the keys."""
    place = redirect(came_from(request, f"{reverse('bank')}?go=on"))
    try:
        act(request.POST.get("what", ""), made_from(request))
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    return said(place, done)


@visiting(right="cash", methods=_BOTH, subject=BankLine.objects)
def aside(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Say that a credit is not a customer's."""
    ask = Ask(
        title=_("Pas un client"),
        verb=_("Écarter"),
        back=reverse("bank"),
        done=_("Encaissement écarté."),
        lead=visit.free_text(row.counterparty or row.wording)[:120],
        version=row.version,
    )
    return act_page(
        request,
        ask,
        Aside,
        lambda told: set_aside(
            row,
            reason=told["reason"],
            remember=told["remember"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
    )


@visiting(right="cash", methods=("POST",), subject=BankLine.objects)
def back(request: DeskRequest, visit: Visit, row: BankLine) -> HttpResponse:
    """Put a line set aside back among those that wait."""
    try:
        take_back(row, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("bank"), in_words(refusal.sentence), "late")
    return said(redirect("bank_line", pk=row.pk), _("Cet encaissement attend de nouveau."))


@visiting(right="cash", methods=("POST",), subject=Doubt.objects)
def same(request: DeskRequest, visit: Visit, doubt: Doubt) -> HttpResponse:
    """Say whether a line and a payment of the ledger are one fact."""
    answer = request.POST.get("same")
    place = redirect("bank_line", pk=doubt.line_id)
    if answer not in {"yes", "no"}:
        return said(place, _("Répondre oui ou non : est-ce le même paiement ?"), "late")
    try:
        confirm_same(doubt, same=answer == "yes", author=visit.author, at=visit.at, on=visit.on)
        stop_for_line(visit, doubt.line)
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    done = (
        _("Le même paiement : il n’est compté qu’une fois.")
        if answer == "yes"
        else _("Un autre paiement : il compte en plus.")
    )
    return said(place, done)


@visiting(right="cash", methods=_BOTH, subject=Application.objects)
def undo(request: DeskRequest, visit: Visit, row: Application) -> HttpResponse:
    """Reverse an application, with a reason."""
    ask = Ask(
        title=_("Annuler cette affectation"),
        verb=_("Annuler l’affectation"),
        back=reverse("invoice", kwargs={"pk": row.receivable_id}),
        done=_("Affectation annulée : la facture est de nouveau due, l’argent de nouveau non affecté."),
        lead=_("Elle reste dans l’historique, avec celle qui l’annule."),
        tone="danger",
    )
    return act_page(
        request,
        ask,
        Undo,
        lambda told: undo_application(
            row, reason=told["reason"], author=visit.author, at=visit.at, on=visit.on
        ),
    )


def _customers(visit: Visit, words: str) -> list[Customer]:
    if not words:
        return []
    named = Receivable.objects.seen(visit.sight).filter(number=words).values("customer_id")
    found = Customer.objects.seen(visit.sight).filter(naming(words) | Q(pk__in=named))
    return list(found.order_by("name", "pk")[:_FOUND])


def _customer(visit: Visit, told: str) -> Customer:
    found = Customer.objects.seen(visit.sight).filter(pk=int(told) if told.isdecimal() else 0).first()
    if found is None:
        raise Http404
    return found


def _payable(row: BankLine, customer: Customer) -> list[Receivable]:
    """What is owed, the oldest first, then the credit notes that may be deducted."""
    rows = Receivable.objects.filter(customer=customer, currency=row.currency, gone_on__isnull=True)
    owed = rows.filter(open_cents__gt=0).order_by(due_day(), "pk")[:_ITEMS]
    return [*owed, *rows.filter(open_cents__lt=0).order_by("due_on", "pk")[:_ITEMS]]


def _suggested(row: BankLine, receivables: Sequence[Receivable], chosen: str, what: str) -> dict[str, object]:
    """The proposal that was shown, else the chosen item, else the one of the same amount; nothing is guessed beyond."""
    told = next((one for one in proposals_of([row], most=_CANDIDATES)[row.pk] if one.key == what), None)
    if told is not None:
        return parts_of(told)
    wanted = next((each for each in receivables if str(each.pk) == chosen), None)
    alike = [each for each in receivables if each.open_cents == row.amount_cents]
    wanted = wanted or (alike[0] if len(alike) == 1 else None)
    return {field_of(wanted): min(wanted.open_cents, row.amount_cents)} if wanted else {}


def _oldest_first(row: BankLine, receivables: Sequence[Receivable]) -> dict[str, object]:
    """What the line brings, to the oldest items first, until none of it is left."""
    left, told = row.amount_cents, dict[str, object]()
    for each in receivables:
        cents = min(left, each.open_cents)
        if cents > 0:
            told[field_of(each)], left = cents, left - cents
    return told


def _applications(row: BankLine) -> list[Application]:
    """What the line's payment pays, and no longer pays, with what was used or given up beside it."""
    whose = Q(payment__bank_line=row) | Q(bank_line=row)
    rows = Application.objects.filter(whose).select_related("receivable", "customer", "credit_note")
    return list(rows.order_by("pk"))


def _why(row: Application) -> str:
    return " · ".join((application_reason(row), *matched.evidence(row)))


def _apply_page(
    request: DeskRequest, visit: Visit, row: BankLine, customer: Customer, form: Apply, status: int
) -> HttpResponse:
    owed = [each for each in form.receivables if each.open_cents > 0]
    notes = [each for each in form.receivables if each.open_cents < 0]
    context = {
        "line": row,
        "customer": customer,
        "form": form,
        "rows": [
            (item, form[field_of(item.receivable)], form[lost_of(item.receivable)])
            for item in items(owed, on=visit.on)
        ],
        "notes": [(each, form[field_of(each)]) for each in notes],
        "more": len(owed) == _ITEMS,
    }
    return render(request, "bank/apply.html", context, status=status)
