"""Who else sees one case: colleagues invited, documents shared, and the log of every opening."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.acts import invite as acts
from encours.acts.mail_link import link_words, mail_link
from encours.channels.registry import channel_settings
from encours.core.refusals import RuleError
from encours.desk.acting import REFUSED, performed
from encours.desk.fields import day_field
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, class_name, refuse_class, visiting
from encours.desk.work.shareable import Shareable, shareable
from encours.records.parties.models import Customer
from encours.records.people.classes import CLASSES, shown_to
from encours.records.people.models import policy_of
from encours.records.work.models import Invitation, Opening, Share
from encours.words.languages import nearest

_MOST = 100
_IN_A_DOCUMENT = ("personal", "bank", "pricing")  # what a document may hold: who does not see it shares none


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

    def __init__(self, *given: Any, documents: Mapping[str, list[Shareable]], **named: Any) -> None:
        super().__init__(*given, **named)
        self.documents = {one.key: one for rows in documents.values() for one in rows}
        self.fields["document"].choices = [  # type: ignore[attr-defined] # of a ChoiceField
            (where, [(one.key, f"{one.said or one.name} ({one.kept.recorded_at:%d/%m/%Y})") for one in rows])
            for where, rows in documents.items()
        ]


@dataclass(frozen=True, slots=True)
class Link:
    """A link just made: its address, the mail that carries it, and whether it left."""

    address: str
    to: str
    sent: bool
    subject: str
    text: str


@visiting(right="collect", methods=("GET", "POST"), subject=Customer.objects)
def case_access(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show who was let into this case and what they opened; let somebody in, or share a document."""
    documents = shareable(customer, visit)
    initial = {"until_on": visit.on + timedelta(days=7), "role": "read_only"}
    what = request.POST.get("what", "")
    inviting = Invite(request.POST if what == "invite" else None, initial=initial)
    sharing = ShareForm(request.POST if what == "share" else None, initial=initial, documents=documents)
    links: list[Link] = []
    status = 200
    if what == "invite":
        status = _try(inviting, lambda: links.append(_invited(request, visit, customer, inviting)))
    elif what == "share":
        if not visit.shows(*_IN_A_DOCUMENT):
            refuse_class(request, next(one for one in _IN_A_DOCUMENT if not visit.shows(one)))
        status = _try(sharing, lambda: links.append(_shared(request, visit, customer, sharing)))
    elif request.method == "POST":
        status = REFUSED
    context = {
        "inviting": inviting,
        "sharing": sharing,
        "documents": documents,
        "link": next(iter(links), None),
    }
    return _page(request, visit, customer, context, status)


def _page(
    request: DeskRequest, visit: Visit, customer: Customer, context: dict[str, Any], status: int
) -> HttpResponse:
    zone = ZoneInfo(visit.creditor.time_zone)
    openings = Opening.objects.filter(customer=customer).order_by("-pk")[:_MOST]
    return render(
        request,
        "work/access.html",
        {
            **context,
            "customer": customer,
            "may_share": visit.shows(*_IN_A_DOCUMENT),
            "seen": _seen_by(visit),
            "invitations": Invitation.objects.filter(customer=customer).order_by("-pk")[:_MOST],
            "shares": Share.objects.filter(customer=customer).order_by("-pk")[:_MOST],
            "openings": [(one, one.at.astimezone(zone)) for one in openings],
        },
        status=status,
    )


@visiting(
    right="collect", methods=("POST",), subject=Invitation.objects.select_related("customer", "creditor")
)
def renew_invitation(request: DeskRequest, visit: Visit, invitation: Invitation) -> HttpResponse:
    """Make and mail a new link of an invitation; the one before opens nothing any more."""
    return _renewed(request, visit, invitation)


@visiting(
    right="collect", shows=_IN_A_DOCUMENT, methods=("POST",),
    subject=Share.objects.select_related("customer", "creditor"),
)  # fmt: skip
def renew_share(request: DeskRequest, visit: Visit, shared: Share) -> HttpResponse:
    """The same, of a document."""
    return _renewed(request, visit, shared)


def _renewed(request: DeskRequest, visit: Visit, row: Invitation | Share) -> HttpResponse:
    try:
        token = acts.renew_link(row, **_who(visit))
    except RuleError as refusal:
        return said(redirect("case_access", row.customer_id), in_words(refusal.sentence), "late")
    row.refresh_from_db(fields=["token_digest"])
    documents = shareable(row.customer, visit)
    initial = {"until_on": visit.on + timedelta(days=7), "role": "read_only"}
    context = {
        "inviting": Invite(initial=initial),
        "sharing": ShareForm(initial=initial, documents=documents),
        "documents": documents,
        "link": _link(request, visit, row, token),
    }
    return _page(request, visit, row.customer, context, 200)


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


def _invited(request: DeskRequest, visit: Visit, customer: Customer, form: forms.Form) -> Link:
    made, token = acts.invite(customer, **form.cleaned_data, **_who(visit))
    return _link(request, visit, made, token)


def _shared(request: DeskRequest, visit: Visit, customer: Customer, form: ShareForm) -> Link:
    told = form.cleaned_data
    chosen = form.documents[told["document"]]
    made, token = acts.share(
        customer,
        chosen.kept,
        part=chosen.part,
        name=chosen.name,
        recipient=told["recipient"],
        until_on=told["until_on"],
        **_who(visit),
    )
    return _link(request, visit, made, token)


def _link(request: DeskRequest, visit: Visit, row: Invitation | Share, token: str) -> Link:
    """Mail a link just made where mail may leave; shown in any case, this once."""
    invites = isinstance(row, Invitation)
    address = request.build_absolute_uri(reverse("invited" if invites else "shared", args=[token]))
    told = {"link": address, "language": nearest(visit.person.language)}
    way = channel_settings(settings.ENCOURS)
    sent = mail_link(row, **told, settings=way, at=visit.at)
    to = row.email if isinstance(row, Invitation) else row.recipient
    return Link(address, to, sent, *link_words(row, **told))


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
