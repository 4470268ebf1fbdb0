"""A statement of account sent by e-mail: whom, which, as what files; read before it leaves. And how often it leaves."""

from __future__ import annotations

import os
from typing import Any

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.preview import Preview
from encours.acts.preview_statement import preview_statement
from encours.acts.send_statement import Wanted, send_statement
from encours.acts.statement_rhythm import last_rhythm, set_rhythm
from encours.channels.letter_forms import UndeliverableError
from encours.channels.registry import channel_settings
from encours.desk import clock
from encours.desk.acting import REFUSED, Ask, act_page, made_from, performed
from encours.desk.customers.statement import Asked, Shown, languages
from encours.desk.deciding import home
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import Contact, Customer
from encours.words.languages import nearest
from encours.words.reasons import say
from encours.words.sandbox import TemplateRefusedError

_RIGHTS = ("collect", "send")
_BOTH = ("GET", "POST")
# It names its reader, and its files say everything of the account.
_CLASSES = ("personal", "bank")


class Mail(Asked):
    """Which statement, to whom."""

    contact = forms.ModelChoiceField(
        label=gettext_lazy("À qui"), queryset=Contact.objects.none(), empty_label=None
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Fichiers joints"),
        choices=[("pdf", "PDF"), ("xlsx", "XLSX")],
        widget=forms.CheckboxSelectMultiple,
    )
    language = forms.ChoiceField(label=gettext_lazy("Langue du message et des fichiers"), required=False)
    field_order = ("contact", "language", "kinds", "form", "on", "from_on", "known")

    def __init__(self, *given: Any, customer: Customer, **named: Any) -> None:
        super().__init__(*given, **named)
        field = self.fields["contact"]
        field.queryset = _reached(customer)  # type: ignore[attr-defined]
        field.label_from_instance = _named  # type: ignore[attr-defined]
        self.fields["language"].choices = languages(customer)  # type: ignore[attr-defined]

    def language_of(self, customer: Customer) -> str:
        """In which it is written: the one chosen, else the customer's."""
        told: str = self.cleaned_data.get("language", "") if self.is_valid() else ""
        return told or customer.language

    def wanted(self, visit: Visit) -> Wanted:
        """What is asked, today where it says no day."""
        told = self.cleaned_data
        return Wanted(
            contact=told["contact"],
            form=told["form"] or "open",
            on=told["on"] or visit.on,
            from_on=told["from_on"] if told["form"] == "ledger" else None,
            as_known=told["known"],
            files=tuple(kind for kind in ("pdf", "xlsx") if kind in told["kinds"]),
            language=told["language"],
        )


class Rhythm(forms.Form):
    """How often."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("Envoi du relevé par e-mail"),
        choices=[("none", gettext_lazy("Seulement à la demande")), ("monthly", gettext_lazy("Chaque mois"))],
        help_text=gettext_lazy(
            "Chaque mois : le premier jour ouvré, les pièces ouvertes en PDF, au premier contact qui a une adresse, "
            "si le client doit quelque chose et qu’aucune suspension ne court."
        ),
    )


@visiting(right=_RIGHTS, shows=_CLASSES, methods=_BOTH, subject=Customer.objects)
def mail_statement(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show the e-mail as it would leave; send it once it is asked for."""
    if request.method != "POST":
        return _shown(
            request, visit, customer, Mail(_first(request, visit, customer), customer=customer), 200
        )
    form, counts = Mail(request.POST, customer=customer), {}
    if not form.is_valid():
        return _shown(request, visit, customer, form, REFUSED)
    if "look" in request.POST:
        return _shown(request, visit, customer, form, 200)

    def act() -> None:
        counts.update(
            send_statement(
                customer,
                form.wanted(visit),
                worker=f"desk:{os.getpid()}",
                on=visit.on,
                clock=clock.now,
                settings=channel_settings(settings.ENCOURS),
                home=home(),
                author=visit.author,
            )
        )

    status = performed(form, act)
    if status is not None:
        return _shown(request, visit, customer, form, status)
    sentence, tone = _became(counts)
    return said(redirect("statement", customer.pk), sentence, tone)


@visiting(right=_RIGHTS, methods=_BOTH, subject=Customer.objects)
def statement_rhythm(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Say how often a customer receives its statement."""
    last = last_rhythm(customer)
    ask = Ask(
        title=_("Envoi périodique du relevé"),
        verb=_("Enregistrer"),
        back=reverse("statement", args=[customer.pk]),
        done=_("L’envoi périodique est enregistré."),
        lead=customer.name,
        version=last.pk if last else 0,
    )
    return act_page(
        request,
        ask,
        Rhythm,
        lambda told: set_rhythm(
            customer, rhythm=told["rhythm"], made_from=made_from(request), author=visit.author, at=visit.at
        ),
        {"rhythm": last.rhythm if last else "none"},
    )


def _reached(customer: Customer) -> Any:
    """The people of a customer who have an address."""
    rows = Contact.objects.filter(customer=customer, removed_at__isnull=True).exclude(email="")
    return rows.order_by("pk")


def _named(contact: Contact) -> str:
    return f"{contact.name} <{contact.email}>" if contact.name else contact.email


def _first(request: DeskRequest, visit: Visit, customer: Customer) -> dict[str, Any]:
    """What the statement's own page shows, in PDF, to the first contact."""
    told: dict[str, Any] = {name: request.GET.get(name, "") for name in Shown.base_fields}
    first = _reached(customer).first()
    day = told["on"] or visit.on.isoformat()
    return told | {
        "on": day,
        "form": told["form"] or "open",
        "kinds": ["pdf"],
        "contact": first.pk if first else "",
    }


def _shown(request: DeskRequest, visit: Visit, customer: Customer, form: Mail, status: int) -> HttpResponse:
    reached = _reached(customer).exists()
    written, refused = _written(visit, customer, form) if reached and form.is_valid() else (None, "")
    context = {
        "customer": customer,
        "form": form,
        "reached": reached,
        "language": form.language_of(customer),
        "preview": written,
        "refused": refused,
        "verdict": say(written.verdict.reason, nearest(get_language())) if written else "",
    }
    return render(request, "customers/mail_statement.html", context, status=status)


def _written(visit: Visit, customer: Customer, form: Mail) -> tuple[Preview | None, str]:
    """The e-mail in words, or why it cannot be written."""
    told = channel_settings(settings.ENCOURS)
    try:
        return preview_statement(customer, form.wanted(visit), on=visit.on, at=visit.at, settings=told), ""
    except (TemplateRefusedError, UndeliverableError) as error:
        return None, in_words(str(error))


def _became(counts: dict[str, int]) -> tuple[str, str]:
    """What became of it, as a sentence, and its tone."""
    if counts.get("delivered"):
        return _("Relevé envoyé ; il est au dossier, avec son accusé."), "ok"
    if counts.get("shadowed"):
        return _("Mode ombre : le relevé est préparé et conservé, rien n’est parti."), "ok"
    if counts.get("refused"):
        return _(
            "Le serveur de messagerie a refusé ce relevé : voyez le motif dans l’historique du client."
        ), "late"
    if counts.get("uncertain"):
        return _("Envoi incertain : dites dans « Relances » si le relevé est parti."), "late"
    return _(
        "Le relevé attend : il partira dès que ce qui le retient sera levé (voir « Relances »)."
    ), "watch"
