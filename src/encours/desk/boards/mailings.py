"""One's board by mail: who receives it, how often, what became of each mail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.schedule_board import schedule_board, stop_mailing
from encours.channels import registry
from encours.core.refusals import RuleError
from encours.desk.acting import REFUSED, performed
from encours.desk.boards.forms import MailingForm
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.boards.models import Mailed, Mailing
from encours.records.people.models import Membership
from encours.words.boards.names import rhythm_name

_SHOWN, _COLLEAGUES = 50, 200
_DAYS = 35  # of mails shown


@visiting(methods=("GET", "POST"))
def mailings(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List what is mailed, and ask for one more."""
    colleagues = _colleagues(visit)
    form = MailingForm(request.POST if request.method == "POST" else None, colleagues=colleagues)
    status = 200
    if request.method == "POST":
        done = REFUSED if not form.is_valid() else performed(form, lambda: _schedule(visit, form))
        if done is None:
            return said(redirect("mailings"), _("Le tableau partira à la prochaine échéance."))
        status = done
    context = {
        "form": form,
        "rows": _rows(visit),
        "rhythm_name": rhythm_name,
        "why_not": _why_not(visit),
    }
    return render(request, "boards/mailings.html", context, status=status)


@visiting(methods=("POST",), subject=Mailing.objects)
def stop(request: DeskRequest, visit: Visit, row: Mailing) -> HttpResponse:
    """End a mailing: its owner may, whoever receives it, and who manages people."""
    if not (row.user_id == visit.person.pk or visit.person.email in row.recipients or visit.may("people")):
        raise Http404
    try:
        stop_mailing(row, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("mailings"), in_words(refusal.sentence), "late")
    return said(redirect("mailings"), _("Cet envoi est arrêté."))


def _schedule(visit: Visit, form: MailingForm) -> None:
    told = form.cleaned_data
    schedule_board(
        visit.creditor,
        user=visit.person,
        rhythm=told["rhythm"],
        kind=told["format"],
        recipients=told["recipients"],
        author=visit.author,
        at=visit.at,
    )


def _colleagues(visit: Visit) -> list[tuple[str, str]]:
    """Who may receive it: oneself, and the colleagues for whom one sees the whole creditor."""
    members = Membership.objects.filter(creditor=visit.creditor, user__is_active=True)
    if not visit.sight.whole:
        members = members.filter(user=visit.person)
    rows = members.select_related("user").order_by("user__name", "user__email")[:_COLLEAGUES]
    return [
        (row.user.email, f"{row.user.name} ({row.user.email})") for row in rows if not row.ended(visit.on)
    ]


def _rows(visit: Visit) -> list[Mailing]:
    """One's own mailings and those that one receives, with the last mails of each."""
    recent = Mailed.objects.filter(on__gte=visit.on - timedelta(days=_DAYS)).order_by("-on", "recipient")
    last = Prefetch("mailed", queryset=recent)
    rows = Mailing.objects.of([visit.creditor.pk]).filter(stopped_at__isnull=True)
    found = rows.select_related("user").prefetch_related(last).order_by("pk")[:_SHOWN]
    return [row for row in found if row.user_id == visit.person.pk or visit.person.email in row.recipients]


def _why_not(visit: Visit) -> str:
    """What keeps mails from leaving; empty when nothing does."""
    if visit.creditor.shadow:
        return _("Mode ombre : rien ne part, ces envois attendent sa fin.")
    if not visit.creditor.sender_email:
        return _("Aucune adresse d’expéditeur n’est réglée : rien ne part.")
    house: Mapping[str, Any] = settings.ENCOURS
    if not registry.configured("email", {"email": house["smtp"]}):
        return _("Aucun serveur de courrier n’est réglé : rien ne part.")
    return ""
