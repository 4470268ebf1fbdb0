"""What a collector does today, in order: each thing that waits, and the verb that ends its waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.marking import ready
from encours.core.interest_rates import provisional_regimes
from encours.desk import telling
from encours.desk.agreeing import may_agree
from encours.desk.bank import payouts
from encours.desk.entrance import factors
from encours.desk.people import reviewing
from encours.desk.visits import Visit
from encours.records.cash.models import BankLine
from encours.records.messages.models import Message
from encours.records.people.models import SECOND_FACTOR
from encours.records.policies.reading import interest_rules
from encours.records.receivables.models import Receivable
from encours.words import amounts, days
from encours.words.languages import nearest
from encours.words.reasons import sentence

_SHOWN = 8
_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: what it is about, what to know, where to do it."""

    title: str
    detail: str
    url: str
    amount: str = ""


@dataclass(frozen=True, slots=True)
class Pile:
    """Things of one kind that wait, the first of them, and the verb for all; `more` beyond those counted."""

    code: str
    title: str
    icon: str
    verb: str
    url: str
    tone: str
    count: int
    more: bool
    tasks: list[Task]


def piles(visit: Visit) -> list[Pile]:
    """Every kind of thing that waits, in the order of a collector's morning; empty ones are left out."""
    found = (
        *([_messages(visit, "approval")] if may_agree(visit) else []),
        _messages(visit, "uncertain"),
        *([_lines(visit), _payouts(visit)] if visit.uses("bank") else []),
        _returned(visit),
        *([_to_confirm(visit)] if visit.may("policy") else []),
        *([_access_review(visit)] if visit.may("people") else []),
        *([_second_factor(visit)] if visit.role in SECOND_FACTOR else []),
        _messages(visit, "held"),
    )
    return [pile for pile in found if pile.count]


def _language() -> str:
    return nearest(get_language())


def _pile(rows: QuerySet[Any], told: Callable[[Any], Task], said: dict[str, str]) -> Pile:
    count = rows.order_by()[: _COUNTED + 1].count()
    tasks = [told(row) for row in rows[:_SHOWN]] if count else []
    return Pile(**said, count=min(count, _COUNTED), more=count > _COUNTED, tasks=tasks)


def _messages(visit: Visit, which: str) -> Pile:
    ours = ready(Message.objects.seen(visit.sight)).select_related("customer").order_by("planned_on", "pk")
    page = reverse("approvals" if which == "approval" else "proposals")
    said = {
        "uncertain": {
            "title": _("Envois incertains"),
            "icon": "help-circle",
            "verb": _("Trancher"),
            "tone": "late",
        },
        "approval": {
            "title": _("Relances à approuver"),
            "icon": "shield-check",
            "verb": _("Approuver"),
            "tone": "info",
        },
        "held": {
            "title": _("Relances retenues"),
            "icon": "hand-stop",
            "verb": _("Regarder"),
            "tone": "quiet",
        },
    }[which]
    rows = {
        "uncertain": ours.filter(state="uncertain"),
        "approval": ours.filter(state="proposed", needs_approval=True, planned_on__lte=visit.on),
        "held": ours.filter(state__in=("proposed", "approved")).exclude(held_reason=""),
    }[which]
    return _pile(rows, _message, {"code": which, "url": page, **said})


def _message(row: Message) -> Task:
    step = telling.step_name(row.step_code)
    channel = telling.channel_name(row.channel)
    if row.held_reason:
        detail = sentence(row.held_reason, row.held_facts, _language())
    else:
        detail = _("%(step)s par %(channel)s, prévue le %(day)s") % {
            "step": step,
            "channel": channel,
            "day": days.day(row.planned_on, _language()),
        }
    return Task(
        row.customer.name,
        detail,
        reverse("proposal", args=[row.pk]),
        amounts.money(row.total_cents, row.currency, _language()),
    )


def _lines(visit: Visit) -> Pile:
    waiting = ("unapplied", "doubtful", "detached")
    rows = BankLine.objects.seen(visit.sight).filter(state__in=waiting).order_by("booked_on", "pk")
    page = reverse("bank")
    said = {
        "code": "lines",
        "title": _("Encaissements non affectés"),
        "icon": "coin",
        "verb": _("Affecter"),
        "url": page,
        "tone": "watch",
    }
    return _pile(
        rows,
        lambda row: Task(
            visit.free_text(row.counterparty or row.wording)[:80] or _("Sans nom"),
            days.day(row.booked_on, _language()),
            reverse("bank_line", args=[row.pk]),
            amounts.money(row.amount_cents, row.currency, _language()),
        ),
        said,
    )


def _payouts(visit: Visit) -> Pile:
    """Payouts of a payment provider whose credit is late, or came of another amount."""
    found = payouts.missing(visit)
    tasks = [
        Task(
            f"{payouts.provider_name(row.provider)} · {row.reference}",
            f"{days.day(row.paid_on, _language())}, {payouts.payout_state(row.state, now.code)[0]}",
            reverse("payout", args=[row.pk]),
            amounts.money(row.net_cents, row.currency, _language()),
        )
        for row, now in found[:_SHOWN]
    ]
    return Pile(
        code="payouts",
        title=_("Versements qui manquent en banque"),
        icon="coin",
        verb=_("Les chercher"),
        url=reverse("payouts"),
        tone="late",
        count=min(len(found), _COUNTED),
        more=len(found) > _COUNTED,
        tasks=tasks,
    )


def _returned(visit: Visit) -> Pile:
    rows = (
        Receivable.objects.seen(visit.sight)
        # Written out, not a parameter: SQLite then sees that the index on returned payments serves.
        .filter(kind=RawSQL("'returned'", []), open_cents__gt=0, gone_on__isnull=True)
        .select_related("customer")
        .order_by("-issued_on", "pk")
    )
    said = {
        "code": "returned",
        "title": _("Paiements rejetés"),
        "icon": "alert-triangle",
        "verb": _("Voir les impayés"),
        "url": reverse("unpaid"),
        "tone": "late",
    }
    return _pile(
        rows,
        lambda row: Task(
            row.customer.name,
            _("%(label)s, le %(day)s")
            % {
                "label": visit.free_text(row.label) or row.number,
                "day": days.day(row.issued_on, _language()),
            },
            reverse("invoice", args=[row.pk]),
            amounts.money(row.open_cents, row.currency, _language()),
        ),
        said,
    )


def _to_confirm(visit: Visit) -> Pile:
    """What is only assumed, and keeps the firmer steps from leaving."""
    creditor, page, tasks = visit.creditor, reverse("policies"), []
    if not creditor.terms_confirmed:
        told = telling.terms_name(creditor.terms_days, creditor.terms_mode)
        tasks.append(Task(_("Délai de paiement usuel"), _("%(terms)s, supposé") % {"terms": told}, page))
    if not creditor.regime_confirmed:
        tasks.append(
            Task(_("Vos clients sont-ils des entreprises ?"), _("supposé, pas encore confirmé"), page)
        )
    if provisional_regimes(on=visit.on, rules=interest_rules(creditor)):
        tasks.append(
            Task(
                _("Taux des pénalités du semestre"),
                _("provisoire tant qu’une personne ne l’a pas lu à sa source"),
                page,
            )
        )
    return Pile(
        code="confirm",
        title=_("À confirmer"),
        icon="checklist",
        verb=_("Confirmer"),
        url=page,
        tone="watch",
        count=len(tasks),
        more=False,
        tasks=tasks,
    )


def _access_review(visit: Visit) -> Pile:
    """The review of accesses, when it is due or open."""
    standing = reviewing.standing(visit.creditor, on=visit.on)
    page = reverse("access_reviews")
    told = (
        _("une revue est ouverte : la décider et la signer")
        if standing.open
        else _("la dernière a plus de %(n)s mois") % {"n": standing.months}
    )
    tasks = [Task(_("Qui a accès, à quoi"), told, page)] if standing.due or standing.open else []
    return _of_the_house("access_review", _("Accès à revoir"), _("Les revoir"), page, tasks)


def _second_factor(visit: Visit) -> Pile:
    """One's own second factor, for roles that can do much, as long as there is none."""
    page = reverse("account")
    told = _("votre mot de passe seul ouvre Encours")
    tasks = [] if factors.of(visit.person).exists() else [Task(_("Ajouter un second facteur"), told, page)]
    return _of_the_house("second_factor", _("Votre compte"), _("Le protéger"), page, tasks)


def _of_the_house(code: str, title: str, verb: str, page: str, tasks: list[Task]) -> Pile:
    return Pile(
        code=code,
        title=title,
        icon="key",
        verb=verb,
        url=page,
        tone="watch",
        count=len(tasks),
        more=False,
        tasks=tasks,
    )
