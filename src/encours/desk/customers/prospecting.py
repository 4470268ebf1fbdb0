"""Prospects at the desk: one added, one that becomes a customer, one that nothing is hoped for from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts import prospects
from encours.desk.acting import REFUSED, Ask, act_page, made_from, performed
from encours.desk.customers.forms import EditCustomer
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.sales.models import Prospect

_BOTH = ("GET", "POST")
_TELLS = ("collect", "note")


class NewProspect(EditCustomer):
    """Who it is, whom to write to, who brought it."""

    contact_name = forms.CharField(label=gettext_lazy("Contact : nom"), max_length=120, required=False)
    contact_email = forms.EmailField(label=gettext_lazy("Contact : adresse e-mail"), required=False)
    contact_phone = forms.CharField(label=gettext_lazy("Contact : téléphone"), max_length=30, required=False)
    source = forms.CharField(
        label=gettext_lazy("Origine"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Salon, recommandation, site…"),
    )


class Account(forms.Form):
    """Its account in the ledger."""

    account = forms.CharField(
        label=gettext_lazy("Compte du client"),
        max_length=60,
        help_text=gettext_lazy("Celui de votre comptabilité : ses factures viendront sur cette fiche."),
    )


@visiting(right=_TELLS, shows=("personal",), methods=_BOTH)
def open_prospect(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Add a prospect."""
    ask = Ask(
        title=_("Ajouter un prospect"),
        lead=_(
            "Dans la même base que les clients, jamais relancé ; il devient client avec sa première facture."
        ),
        verb=_("Ajouter"),
        back=reverse("customers") + "?shown=prospects",
        done="",
    )
    form = NewProspect(request.POST if request.method == "POST" else None, initial={"country": "FR"})
    status = 200
    if request.method == "POST":
        made: list[Any] = []
        status = REFUSED
        if form.is_valid():
            told = form.cleaned_data
            status = performed(
                form,
                lambda: made.append(
                    prospects.open_prospect(
                        visit.creditor, told, on=visit.on, author=visit.author, at=visit.at
                    )
                ),
            ) or 0  # fmt: skip
        if made:
            return said(redirect("customer", made[0].pk), _("Le prospect est dans la base."))
    return render(request, "act.html", {"ask": ask, "form": form}, status=status)


@visiting(right=_TELLS, methods=_BOTH, subject=Prospect.objects.select_related("customer"))
def become_customer(request: DeskRequest, visit: Visit, prospect: Prospect) -> HttpResponse:
    """Say that a prospect is a customer, under its account."""
    ask = Ask(
        title=_("%(name)s est devenu client") % {"name": prospect.customer.name},
        lead=_("Ses affaires, ses notes, ses documents et ses contacts restent sur sa fiche."),
        verb=_("Devenu client"),
        back=reverse("customer", args=[prospect.customer_id]),
        done=_("Ce prospect est un client, avec tout son historique."),
        version=prospect.version,
    )
    return act_page(
        request,
        ask,
        Account,
        lambda told: prospects.become_customer(
            prospect, **told, made_from=made_from(request), author=visit.author, at=visit.at
        ),
        {"account": prospect.customer.account},
    )


@visiting(right=_TELLS, methods=_BOTH, subject=Prospect.objects.select_related("customer"))
def drop_prospect(request: DeskRequest, visit: Visit, prospect: Prospect) -> HttpResponse:
    """Say that nothing is hoped for any more."""
    ask = Ask(
        title=_("Écarter %(name)s") % {"name": prospect.customer.name},
        lead=_("Sa fiche et son histoire restent ; il ne compte plus parmi les prospects."),
        verb=_("Écarter"),
        back=reverse("customer", args=[prospect.customer_id]),
        done=_("Ce prospect est écarté."),
        version=prospect.version,
    )
    return act_page(
        request,
        ask,
        forms.Form,
        lambda _told: prospects.drop_prospect(
            prospect, made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )
