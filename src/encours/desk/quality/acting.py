"""What a person does about an error: accept it with a reason, let it weigh again, choose what is wanted."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.quality.accept import accept_finding, withdraw_acceptance
from encours.acts.quality.assess import assess
from encours.acts.quality.choose import choose_rules
from encours.core.quality import CODES
from encours.desk.acting import REFUSED, Ask, act_page, made_from, performed
from encours.desk.quality import forms
from encours.desk.quality.telling import said as said_of
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.quality.models import Finding, wanted
from encours.words import quality as words


@visiting(right="collect", methods=("GET", "POST"), subject=Finding.objects)
def accept(request: DeskRequest, visit: Visit, finding: Finding) -> HttpResponse:
    """Accept an error as it is."""
    what = {
        "name": finding.customer.name,
        "what": words.rule_name(finding.rule),
        "found": said_of(visit, finding),
    }
    ask = Ask(
        title=_("Accepter : %(what)s") % what,
        lead=_("%(name)s — %(found)s. Acceptée, l’anomalie ne compte plus et ne retient plus rien, "
               "jusqu’à ce que la donnée change. Votre nom et le motif restent à l’historique.") % what,
        verb=_("Accepter en l’état"),
        back=reverse("quality"),
        done=_("L’anomalie est acceptée."),
    )  # fmt: skip
    return act_page(
        request,
        ask,
        forms.Reason,
        lambda values: accept_finding(finding, reason=values["reason"], author=visit.author, at=visit.at),
    )


@visiting(right="collect", methods=("GET", "POST"), subject=Finding.objects)
def withdraw(request: DeskRequest, visit: Visit, finding: Finding) -> HttpResponse:
    """Let an accepted error weigh again."""
    what = {"name": finding.customer.name, "what": words.rule_name(finding.rule)}
    ask = Ask(
        title=_("Ne plus accepter : %(what)s") % what,
        lead=_("%(name)s : l’anomalie compte de nouveau, et retient ce qu’elle doit retenir.") % what,
        verb=_("Ne plus accepter"),
        back=f"{reverse('quality')}?shown=accepted",
        done=_("L’anomalie compte de nouveau."),
    )
    return act_page(
        request,
        ask,
        forms.Withdraw,
        lambda _values: withdraw_acceptance(finding, author=visit.author, at=visit.at),
    )


@visiting(right="policy", methods=("GET", "POST"))
def rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Choose the rules, what is mandatory, and the least score; the data is looked over again at once."""
    choice = wanted(visit.creditor.pk)
    if request.method != "POST":
        told = {
            "on": [code for code in CODES if code not in choice.off],
            "mandatory": choice.mandatory,
            "minimum": choice.minimum,
        }
        return _shown(request, forms.Rules(initial=told), choice.version, 200)
    form = forms.Rules(request.POST)
    if not form.is_valid():
        return _shown(request, form, choice.version, REFUSED)
    values = form.cleaned_data
    status = performed(
        form,
        lambda: choose_rules(
            visit.creditor,
            off=CODES.keys() - set(values["on"]),
            mandatory=values["mandatory"],
            minimum=values["minimum"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
    )
    if status is not None:
        return _shown(request, form, choice.version, status)
    assess(visit.creditor, on=visit.on, author=visit.author, at=visit.at)
    return said(redirect("quality"), _("Les règles sont enregistrées et les données examinées."))


def _shown(request: DeskRequest, form: forms.Rules, version: int, status: int) -> HttpResponse:
    return render(request, "quality/rules.html", {"form": form, "version": version}, status=status)
