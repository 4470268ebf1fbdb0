"""Whether a customer can be written to by e-mail: addresses refused, and an opt-out recorded or lifted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.cancel_recorded import cancel_recorded
from encours.acts.record_complaint import record_complaint
from encours.desk.acting import act_page
from encours.desk.customers.asking import about
from encours.desk.fields import day_field
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.measures.models import OPT_OUT, WRONG_PERSON, Complaint
from encours.records.messages.models import Bounce, Received
from encours.records.parties.models import Contact, Customer
from encours.records.prepared import prepared
from encours.words import days
from encours.words.languages import nearest

_MEETS = ("collect", "note")
_MOST, _LONGEST_KEY = 100, 19


class OptOut(forms.Form):
    """Since when, and how it was asked."""

    on = day_field(label=gettext_lazy("Depuis le"))
    text = forms.CharField(
        label=gettext_lazy("Comment il l’a demandé"),
        max_length=500,
        help_text=gettext_lazy("Par exemple : au téléphone, à Mme Leroy."),
    )


class WrongPerson(forms.Form):
    """When it was said, and what."""

    on = day_field(label=gettext_lazy("Dit le"))
    text = forms.CharField(
        label=gettext_lazy("Ce qui a été dit"),
        max_length=500,
        help_text=gettext_lazy("Par exemple : voir avec la comptabilité fournisseurs, au siège."),
    )


class Lift(forms.Form):
    """Why e-mails may leave again."""

    reason = forms.CharField(
        label=gettext_lazy("Motif"),
        max_length=200,
        help_text=gettext_lazy("Par exemple : le client l’a redemandé, ou c’était une erreur."),
    )


def opposed(customer_id: int, on: date) -> Complaint | None:
    """The opt-out that stops e-mails to this customer on a day."""
    return _opposed.first(customer_id, on)


@prepared
def _opposed(key: int, on: date) -> QuerySet[Complaint]:
    said = Complaint.objects.filter(customer_id=key, kind=OPT_OUT, cancelled_at__isnull=True, on__lte=on)
    return said.order_by("on", "pk")[:1]


def refused(customer: Customer, contacts: Sequence[Contact]) -> dict[int, Bounce]:
    """The contacts whose address came back for good and that nobody edited since, each with what came back."""
    last = {bounce.recipient: bounce for bounce in _returned(customer.pk)}
    return {
        one.pk: last[one.email]
        for one in contacts
        if one.email in last and last[one.email].recorded_at > one.recorded_at
    }


@prepared
def _returned(key: int) -> QuerySet[Bounce]:
    return Bounce.objects.filter(customer=key, permanent=True).order_by("pk")[:_MOST]


@visiting(right=_MEETS, methods=("GET", "POST"), subject=Customer.objects)
def opt_out(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Record that a customer wants no more e-mails."""
    lead = _("%(name)s ne recevra plus de courriels. Les courriers, dont la mise en demeure, partiront.")
    ask = about(
        customer.pk,
        _("Ne plus écrire par courriel"),
        _("Arrêter les courriels"),
        _("Les courriels à ce client sont arrêtés."),
        lead=lead % {"name": customer.name},
    )
    return act_page(
        request,
        ask,
        OptOut,
        lambda values: record_complaint(
            customer, kind=OPT_OUT, source="customer", **values, author=visit.author, at=visit.at
        ),
        {"on": visit.on, **_told_by(visit, customer, request.GET.get("mail", ""))},
    )


@visiting(right=_MEETS, methods=("GET", "POST"), subject=Customer.objects)
def wrong_person(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Record that somebody else should have been written to; who may add contacts adds the right one next."""
    done = _("C’est noté, et compté dans les mesures.")
    ask = about(customer.pk, _("Ce n’est pas la bonne personne"), _("Noter"), done, lead=customer.name)
    if visit.may("collect") and visit.shows("personal"):
        next_done = _("C’est noté, et compté dans les mesures. Ajoutez maintenant la bonne personne.")
        ask = replace(ask, back=reverse("add_contact", args=[customer.pk]), done=next_done)
    return act_page(
        request,
        ask,
        WrongPerson,
        lambda values: record_complaint(
            customer, kind=WRONG_PERSON, source="customer", **values, author=visit.author, at=visit.at
        ),
        {"on": visit.on, **_told_by(visit, customer, request.GET.get("mail", ""))},
    )


def _told_by(visit: Visit, customer: Customer, key: str) -> dict[str, object]:
    """What the mail that asks for it says of itself."""
    if not key.isdecimal() or len(key) >= _LONGEST_KEY:
        return {}
    mail = Received.objects.seen(visit.sight).filter(pk=int(key), customer=customer).first()
    if mail is None:
        return {}
    day = days.day_long(mail.on, nearest(visit.person.language))
    said = {"day": day, "subject": visit.free_text(mail.subject)}
    return {"on": mail.on, "text": _("Courriel du %(day)s : %(subject)s") % said}


@visiting(right=_MEETS, methods=("GET", "POST"), subject=Complaint.objects.filter(kind=OPT_OUT))
def lift_opt_out(request: DeskRequest, visit: Visit, row: Complaint) -> HttpResponse:
    """Let e-mails leave again."""
    ask = about(
        row.customer_id,
        _("Écrire de nouveau par courriel"),
        _("Lever l’opposition"),
        _("L’opposition est levée : les relances reprennent par courriel."),
        lead=_("Demandé : %(text)s") % {"text": visit.free_text(row.text)},
    )
    return act_page(
        request,
        ask,
        Lift,
        lambda values: cancel_recorded(row, reason=values["reason"], author=visit.author, at=visit.at),
    )
