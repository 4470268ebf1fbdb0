"""Calls: one written down from a customer's page, those to make again, and how both are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.log_call import log_call
from encours.core.work.ranking import Candidate
from encours.desk.acting import Ask, act_page
from encours.desk.fields import CentsField, day_field
from encours.desk.health import AsksAboutHealth
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work.calls import overdue_of
from encours.desk.work.candidates import Found
from encours.desk.work.whose import Whose, waiting
from encours.records.cases.models import CALL_OUTCOMES, Call
from encours.records.parties.models import Contact, Customer
from encours.words import days
from encours.words.languages import nearest
from encours.words.masking import masked

_MOST = 60


def outcome_name(code: str) -> str:
    """What came of a call."""
    return {
        "reached": _("Joint"),
        "promised": _("Joint : paiement annoncé"),
        "disputed": _("Joint : il conteste"),
        "message_left": _("Message laissé"),
        "no_answer": _("Pas de réponse"),
        "wrong_number": _("Mauvais numéro"),
    }[code]


class LogCall(AsksAboutHealth):
    """What is written down of a call."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Ce que l’appel a donné"),
        choices=lambda: [(code, outcome_name(code)) for code in CALL_OUTCOMES],
    )
    contact = forms.ModelChoiceField(
        label=gettext_lazy("Avec qui"), queryset=Contact.objects.none(), required=False
    )
    on = day_field(label=gettext_lazy("Le"))
    text = forms.CharField(
        label=gettext_lazy("Ce qui s’est dit"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    promised_on = day_field(
        ahead=True,
        label=gettext_lazy("Promet de payer le"),
        required=False,
        help_text=gettext_lazy(
            "Les relances attendent ce jour ; Encours dira de lui-même si la promesse est tenue."
        ),
    )
    promised_cents = CentsField(
        label=gettext_lazy("Montant promis"),
        required=False,
        help_text=gettext_lazy("Vide : tout ce qui est échu."),
    )
    next_on = day_field(ahead=True, label=gettext_lazy("Rappeler le"), required=False)

    def __init__(self, *given: Any, contacts: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if contacts is None:
            del self.fields["contact"]
            return
        field = self.fields["contact"]
        field.queryset = contacts  # type: ignore[attr-defined] # of a ModelChoiceField
        field.empty_label = "–"  # type: ignore[attr-defined] # the same
        field.label_from_instance = _person  # type: ignore[attr-defined] # the same


def _person(contact: Contact) -> str:
    return " · ".join(part for part in (contact.name, contact.phone, contact.email) if part)


@visiting(right=("collect", "note"), methods=("GET", "POST"), subject=Customer.objects)
def log_a_call(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Write down a call with this customer, and when to call again."""
    ask = Ask(
        title=_("Noter un appel"),
        lead=customer.name,
        verb=_("Noter l’appel"),
        back=reverse("customer", args=[customer.pk]),
        done=_("L’appel est au fil du dossier."),
    )
    people = Contact.objects.filter(customer=customer, removed_at__isnull=True).order_by("pk")

    def form(*given: Any, **named: Any) -> LogCall:
        return LogCall(*given, contacts=people if visit.shows("personal") else None, **named)

    def act(told: Mapping[str, Any]) -> None:
        log_call(customer, **told, today=visit.on, author=visit.author, at=visit.at)

    return act_page(request, ask, form, act, {"on": visit.on})


def to_call_again(visit: Visit, whose: Whose) -> list[Found]:
    """Customers whom somebody said to call again by today, with what they owe overdue."""
    waiting_calls = _waiting_calls(whose, visit.on)
    customers = tuple(sorted({customer for _key, customer in waiting_calls}))
    owed = overdue_of(visit, customers) if customers else {}
    ours = visit.creditor.currency
    return [
        Found(Candidate("callback", key, owed.get((customer, ours), 0), ours, due=True))
        for key, customer in waiting_calls
    ]


@waiting
def _waiting_calls(whose: Whose, on: date) -> QuerySet[Call, tuple[int, int]]:
    rows = whose.keep(Call.objects.seen(whose.sight).filter(waiting=True, next_on__lte=on))
    return rows.order_by("next_on", "pk").values_list("pk", "customer_id")[:_MOST]


def said_of_callback(row: Call) -> str:
    """Why a customer is to be called again."""
    day = days.day(row.on, nearest(get_language()))
    said = _("%(outcome)s le %(day)s") % {"outcome": outcome_name(row.outcome), "day": day}
    return f"{said} · {masked(row.text)}" if row.text else said


def entry_of_call(row: Call, visit: Visit) -> dict[str, Any]:
    """A call on the timeline."""
    day = days.day(row.next_on, nearest(get_language())) if row.next_on else ""
    parts = [
        row.contact.name if row.contact and visit.shows("personal") else "",
        masked(row.text),
        _("à rappeler le %(day)s") % {"day": day} if day else "",
    ]
    return {
        "title": _("Appel : %(outcome)s") % {"outcome": outcome_name(row.outcome).lower()},
        "detail": " · ".join(part for part in parts if part),
        "icon": "phone",
        "tone": "info",
        "who": row.by,
    }
