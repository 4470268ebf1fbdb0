"""Inviting: the form, the link shown once, and the page it leads to."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from encours.acts.access import invite as inviting
from encours.acts.access.mail import send_invitation
from encours.channels.registry import channel_settings
from encours.core.refusals import RuleError
from encours.desk import clock
from encours.desk.acting import REFUSED, performed
from encours.desk.entrance import coming_in
from encours.desk.entrance.forms import Join
from encours.desk.people import telling
from encours.desk.people.forms import Invite
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import CREDITOR_KEY, DeskRequest, Visit, visiting
from encours.records.people.models import AccessInvitation, User

_BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@visiting(right="people", methods=("GET", "POST"))
def invite(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Ask whom to invite as what; then show the link, which is kept nowhere."""
    if request.method != "POST":
        form = Invite(creditor=visit.creditor, initial={"role": "collector", "scope": "creditor"})
        return render(request, "people/invite.html", {"form": form})
    form = Invite(request.POST, creditor=visit.creditor)
    made: list[tuple[AccessInvitation, str]] = []
    status = REFUSED
    if form.is_valid():
        status = performed(
            form,
            lambda: made.append(
                inviting.invite(
                    visit.creditor,
                    email=form.cleaned_data["email"].lower(),
                    access=form.access(),
                    author=visit.author,
                    at=visit.at,
                    on=visit.on,
                )
            ),
        ) or 0  # fmt: skip
    if status:
        return render(request, "people/invite.html", {"form": form}, status=status)
    ((row, token),) = made
    link = request.build_absolute_uri(reverse("join", args=[token]))
    sent = send_invitation(
        row,
        link=link,
        language=visit.creditor.language,
        settings=channel_settings(settings.ENCOURS),
        at=visit.at,
    )
    context = {"row": row, "link": link, "sent": sent, "role": telling.role_name(row.role)}
    return render(request, "people/invited.html", context)


@visiting(right="people", methods=("POST",), subject=AccessInvitation.objects)
def withdraw_invitation(request: DeskRequest, visit: Visit, row: AccessInvitation) -> HttpResponse:
    """Make a link serve no more."""
    try:
        inviting.withdraw_invitation(row, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("people"), in_words(refusal.sentence), "late")
    return said(redirect("people"), _("L’invitation est retirée : son lien ne sert plus."))


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by a link: somebody new says a name and a password, somebody known signs in and accepts."""
    row = inviting.waiting_for(token, at=clock.now())
    if row is None:
        raise Http404
    signed_in = request.user if isinstance(request.user, User) else None
    if signed_in is None and User.objects.filter(email__iexact=row.email).exists():
        return redirect_to_login(request.get_full_path(), reverse("sign_in"))
    form = Join(
        request.POST if request.method == "POST" else None, email=row.email, known=signed_in is not None
    )
    status = 200
    if request.method == "POST":
        status = REFUSED
        if form.is_valid():
            status = performed(form, lambda: _accepted(request, row, signed_in, form)) or 0
            if not status:
                request.session[CREDITOR_KEY] = row.creditor_id
                return said(redirect("dashboard"), _("Bienvenue. Votre accès est ouvert."))
    context = {
        "form": form,
        "row": row,
        "token": token,
        "role": telling.role_name(row.role),
        "another": signed_in is not None and signed_in.email.lower() != row.email.lower(),
    }
    return render(request, "people/join.html", context, status=status)


def _accepted(request: HttpRequest, row: AccessInvitation, signed_in: User | None, form: Join) -> None:
    told = form.cleaned_data
    person = inviting.accept(
        row,
        person=signed_in,
        name=told.get("name", ""),
        password=told.get("password", ""),
        at=clock.now(),
    )
    if signed_in is None:
        coming_in.enter(request, person, backend=_BACKEND)
