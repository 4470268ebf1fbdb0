"""What a link opens: a case for the colleague invited, a document for whom it was shared with."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar

from django import forms
from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from encours.acts.invite import accept_invitation, digest_of, log_opening
from encours.core.refusals import UnreadableFileError
from encours.desk import clock
from encours.desk.acting import REFUSED, performed
from encours.desk.deciding import home
from encours.desk.entrance.forms import FirstAccount
from encours.desk.giving import given
from encours.desk.shell import render
from encours.formats.mail import file_of
from encours.records.cases.models import Note
from encours.records.documents.keeping import UnreadableKeptFileError, opened
from encours.records.parties.models import Contact
from encours.records.people.models import User
from encours.records.work.models import Invitation, Share
from encours.words.masking import masked

_Kind = TypeVar("_Kind", Invitation, Share)
_NOTES = 10
_BACKEND = settings.AUTHENTICATION_BACKENDS[-1]


class Nothing(forms.Form):
    """Nothing to fill in: one is signed in already."""


class Account(forms.Form):
    """The account of a guest: the address is the invitation's."""

    name = forms.CharField(label=_("Votre nom"), max_length=120)
    password = FirstAccount.base_fields["password"]


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def invited(request: HttpRequest, token: str) -> HttpResponse:
    """Say who invites to what and until when; come in by confirming, with an account made for it if need be."""
    at = clock.now()
    invitation = _running(Invitation, token, at)
    person = request.user if request.user.is_authenticated else None
    known = User.objects.filter(email__iexact=invitation.email).exists()
    if known and person is None:
        return redirect_to_login(request.get_full_path(), reverse("sign_in"))
    make = Nothing if person else Account
    form = make(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        came: list[User] = []
        status = REFUSED
        if form.is_valid():
            told = form.cleaned_data
            status = performed(form, lambda: came.append(_come_in(invitation, person, told, at))) or 0
        if came:
            if person is None:
                login(request, came[0], backend=_BACKEND)
            return redirect("customer", invitation.customer_id)
    return render(request, "work/invited.html", {"invitation": invitation, "form": form}, status=status)


def _come_in(invitation: Invitation, person: User | None, told: dict[str, str], at: datetime) -> User:
    return accept_invitation(
        invitation, person=person, name=told.get("name", ""), password=told.get("password"), at=at
    )


@never_cache
@require_http_methods(["GET", "POST"])
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """Say what was shared, by whom, until when; give it to who asks for it, which is written in the log."""
    at = clock.now()
    found = _running(Share, token, at)
    if request.method != "POST":
        return render(request, "work/document_link.html", {"share": found, "said": _said_to(found)})
    content, media = _content(found)
    log_opening(found.customer, who=found.recipient, page=found.name, at=at, shared=found)
    return given(content, found.name, media, saved=True)


def _content(found: Share) -> tuple[bytes, str]:
    """The bytes shared: the whole file, or the one of a mail that was chosen."""
    try:
        content = opened(found.document, home=home())
        within = None if found.part is None else file_of(content, found.part)
    except (OSError, UnreadableKeptFileError, UnreadableFileError) as error:
        raise Http404 from error
    if found.part is None:
        return content, found.document.media_type
    if within is None:
        raise Http404
    return within[1], within[0].media_type


def _said_to(found: Share) -> list[tuple[str, datetime]]:
    """What the house wrote for the customer, where the link is for one of its own people: no other note."""
    own = Contact.objects.filter(customer=found.customer, email__iexact=found.recipient, removed_at=None)
    if not own.exists():
        return []
    notes = Note.objects.for_outside().filter(customer=found.customer).order_by("-pk")[:_NOTES]
    return [(masked(note.text), note.recorded_at) for note in notes]


def _running(kind: type[_Kind], token: str, at: datetime) -> _Kind:
    """What a link names, while it lasts; a link that has ended says no more than one that never was."""
    beside = ("creditor", "customer", *(["document"] if kind is Share else []))
    found = kind.objects.select_related(*beside).filter(token_digest=digest_of(token)).first()
    if found is None or found.withdrawn_at or found.until_on < clock.day_of(found.creditor, at):
        raise Http404
    return found
