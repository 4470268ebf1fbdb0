"""The bank at a glance: accounts, what waits, what came back, what was set aside."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.acts.apply_line import attach_account
from encours.core.matching.payouts import LATE
from encours.core.refusals import RuleError
from encours.desk import matched
from encours.desk.acting import made_from
from encours.desk.bank import finding, telling
from encours.desk.bank.accounts import followed
from encours.desk.bank.payouts import missing, provider_name
from encours.desk.deciding import decide_today
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.models import BankAccount, BankLine
from encours.records.cash.returning import untied
from encours.words import amounts
from encours.words.languages import nearest
from encours.words.returns import return_name

_VIEWS = {
    "waiting": ("unapplied", "doubtful"),
    "untied": ("returned",),
    "returned": ("returned",),
    "aside": ("set_aside",),
    "applied": ("applied", "confirmed"),
    "detached": ("detached",),
}
_SHOWN, _CANDIDATES = 30, 3
_LONGEST = 100  # signs of what is sought


@visiting()
def bank(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the accounts, and the lines of one kind."""
    which = request.GET.get("show", "waiting")
    which = which if which in _VIEWS else "waiting"
    words = request.GET.get("q", "").strip()[:_LONGEST]
    until_on = parse_date(request.GET.get("until", "")) if words else None
    part, older_on = finding.found(_of(visit, which), words, until_on, request, size=_SHOWN)
    context = {
        "accounts": followed(visit),
        "missing": missing(visit),
        "provider_name": provider_name,
        "late": LATE,
        "which": which,
        "words": words,
        "until_on": until_on,
        "older_on": older_on,
        "go": "go" in request.GET,
        "views": _views(visit),
        "rows": telling.with_proposals(part.rows, most=_CANDIDATES),
        "given_up_name": matched.given_up_name,
        "slice": part,
        "reason_of": telling.candidate_reason,
        "return_name": return_name,
        "split_of": telling.split_of,
        "standing": telling.standing,
        "in_doubt": telling.in_doubt(part.rows),
    }
    return render(request, "bank/list.html", context)


@visiting(right="cash", methods=("POST",), subject=BankAccount.objects)
def attach(request: DeskRequest, visit: Visit, account: BankAccount) -> HttpResponse:
    """Say that an account collects: its lines may now be applied."""
    try:
        count = attach_account(account, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("bank"), in_words(refusal.sentence), "late")
    decide_today(visit.creditor, author=visit.author)
    done = ngettext(
        "Compte bancaire confirmé : %(n)s encaissement peut être affecté.",
        "Compte bancaire confirmé : %(n)s encaissements peuvent être affectés.",
        count,
    )
    return said(redirect("bank"), done % {"n": amounts.number(count, nearest(get_language()))})


def _views(visit: Visit) -> list[tuple[str, str, int]]:
    """The kinds of lines and how many there are, up to a hundred."""
    names = {
        "waiting": _("Non affectés"),
        "detached": _("Comptes bancaires à confirmer"),
        "untied": _("Rejets sans paiement reconnu"),
        "returned": _("Incidents"),
        "aside": _("Écartés"),
        "applied": _("Affectés"),
    }
    ours = BankLine.objects.seen(visit.sight)
    return [
        (
            which,
            name,
            (untied(ours) if which == "untied" else ours.filter(state__in=_VIEWS[which]))[:100].count(),
        )
        for which, name in names.items()
    ]


def _of(visit: Visit, which: str) -> list[QuerySet[BankLine]]:
    """The lines of one kind, state by state as the index has them."""
    ours = BankLine.objects.seen(visit.sight)
    if which == "untied":
        return [untied(ours)]
    return [ours.filter(state=state) for state in _VIEWS[which]]
