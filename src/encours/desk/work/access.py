"""Who else sees one case: colleagues invited, documents shared, and the log of every opening."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.acts import invite as acts
from encours.core.refusals import RuleError
from encours.desk.acting import REFUSED, performed
from encours.desk.fields import day_field
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, class_name, visiting
from encours.records.documents.models import KeptFile
from encours.records.messages.models import Delivery
from encours.records.parties.models import Customer
from encours.records.people.classes import CLASSES, shown_to
from encours.records.people.models import policy_of
from encours.records.work.models import Invitation, Opening, Share

_MOST = 100


class Invite(forms.Form):
    """A colleague's address, what they may do, until when."""

    email = forms.EmailField(label=_("Adresse e-mail du collègue"))
    role = forms.ChoiceField(
        label=_("Pourra"),
        choices=[("read_only", _("lire ce dossier")), ("salesperson", _("lire et écrire des notes"))],
    )
    until_on = day_field(label=_("Jusqu’au (inclus)"))


class ShareForm(forms.Form):
    """Which document, to whom, until when."""

    document = forms.ChoiceField(label=_("Document"))
    recipient = forms.EmailField(label=_("Pour"))
    until_on = day_field(label=_("Jusqu’au (inclus)"))

    def __init__(self, *given: Any, documents: list[KeptFile], **named: Any) -> None:
        super().__init__(*given, **named)
        pairs = [(str(one.pk), f"{one.name} ({one.recorded_at:%d/%m/%Y})") for one in documents]
        self.fields["document"].choices = pairs  # type: ignore[attr-defined] # of a ChoiceField


@visiting(right="collect", methods=("GET", "POST"), subject=Customer.objects)
def case_access(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show who was let into this case and what they opened; let somebody in, or share a document."""
    documents = _documents(customer)
    initial = {"until_on": visit.on + timedelta(days=7), "role": "read_only"}
    what = request.POST.get("what", "")
    inviting = Invite(request.POST if what == "invite" else None, initial=initial)
    sharing = ShareForm(request.POST if what == "share" else None, initial=initial, documents=documents)
    links: list[str] = []
    status = 200
    if what == "invite":
        status = _try(inviting, lambda: links.append(_invited(request, visit, customer, inviting)))
    elif what == "share":
        by_key = {str(one.pk): one for one in documents}
        status = _try(sharing, lambda: links.append(_shared(request, visit, customer, sharing, by_key)))
    elif request.method == "POST":
        status = REFUSED
    zone = ZoneInfo(visit.creditor.time_zone)
    openings = Opening.objects.filter(customer=customer).order_by("-pk")[:_MOST]
    context = {
        "customer": customer,
        "inviting": inviting,
        "sharing": sharing,
        "documents": documents,
        "link": links[0] if links else "",
        "seen": _seen_by(visit),
        "invitations": Invitation.objects.filter(customer=customer).order_by("-pk")[:_MOST],
        "shares": Share.objects.filter(customer=customer).order_by("-pk")[:_MOST],
        "openings": [(one, one.at.astimezone(zone)) for one in openings],
    }
    return render(request, "work/access.html", context, status=status)


@visiting(right="collect", methods=("POST",), subject=Invitation.objects)
def withdraw_invitation(request: DeskRequest, visit: Visit, invitation: Invitation) -> HttpResponse:
    """End an invitation now."""
    return _ended(invitation.customer_id, lambda: acts.withdraw_invitation(invitation, **_who(visit)))


@visiting(right="collect", methods=("POST",), subject=Share.objects.select_related("document"))
def withdraw_share(request: DeskRequest, visit: Visit, shared: Share) -> HttpResponse:
    """End a share now."""
    return _ended(shared.customer_id, lambda: acts.withdraw_share(shared, **_who(visit)))


def _ended(customer: int, act: Any) -> HttpResponse:
    back = redirect("case_access", customer)
    try:
        act()
    except RuleError as refusal:
        return said(back, in_words(refusal.sentence), "late")
    return said(back, gettext("L’accès est retiré : le lien ne s’ouvre plus."))


def _who(visit: Visit) -> dict[str, Any]:
    return {"author": visit.author, "at": visit.at}


def _try(form: forms.Form, act: Any) -> int:
    if not form.is_valid():
        return REFUSED
    return performed(form, act) or 200


def _invited(request: DeskRequest, visit: Visit, customer: Customer, form: forms.Form) -> str:
    _made, token = acts.invite(customer, **form.cleaned_data, **_who(visit))
    return request.build_absolute_uri(reverse("invited", args=[token]))


def _shared(
    request: DeskRequest, visit: Visit, customer: Customer, form: forms.Form, by_key: dict[str, KeptFile]
) -> str:
    told = form.cleaned_data
    _made, token = acts.share(
        customer,
        by_key[told["document"]],
        recipient=told["recipient"],
        until_on=told["until_on"],
        **_who(visit),
    )
    return request.build_absolute_uri(reverse("shared", args=[token]))


def _documents(customer: Customer) -> list[KeptFile]:
    """What was sent to this customer, as it was sent."""
    sent = Delivery.objects.filter(customer=customer, document__isnull=False).values("document_id")
    return list(KeptFile.objects.filter(pk__in=sent, key__isnull=False).order_by("-pk")[:_MOST])


def _seen_by(visit: Visit) -> list[tuple[str, str, str]]:
    """What each kind of guest sees and does not, by class of field: said before anything leaves."""
    names = {"read_only": gettext("lire ce dossier"), "salesperson": gettext("lire et écrire des notes")}
    decided = policy_of(visit.creditor).classes
    told = []
    for role in acts.GUEST_ROLES:
        shown = shown_to(role, decided)
        yes = ", ".join(class_name(one) for one in CLASSES if one in shown) or "–"
        no = ", ".join(class_name(one) for one in CLASSES if one not in shown) or "–"
        told.append((names[role], yes, no))
    return told
