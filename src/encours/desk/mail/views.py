"""The shared mailbox at the desk: what waits for a person, what is filed, what came back."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.mail import file_mail, open_attached, set_aside_mail
from encours.channels.registry import channel_settings
from encours.core.refusals import RuleError
from encours.desk.acting import made_from
from encours.desk.customers.reaching import opposed
from encours.desk.deciding import home
from encours.desk.giving import given
from encours.desk.imports.telling_arrivals import arrival_state
from encours.desk.mail import telling
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.formats.mail import asks_to_stop, says_misdirected
from encours.records.intake.models import Arrival
from encours.records.messages.models import Bounce, Received
from encours.records.parties.models import Customer
from encours.records.parties.searching import naming
from encours.records.receivables.models import Receivable

_VIEWS = {
    "to_file": Q(filing="to_file"),
    "filed": Q(filing="filed"),
    "returned": Q(kind="dsn"),
    "aside": Q(filing="aside"),
}
_IN_A_MAIL = ("personal", "bank")  # what an unread file may hold
_SHOWN, _FOUND, _MOST, _LONGEST_KEY = 30, 20, 100, 19


@visiting()
def mail(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the mails of one kind, the newest first."""
    which = request.GET.get("show", "to_file")
    which = which if which in _VIEWS else "to_file"
    ours = Received.objects.seen(visit.sight)
    rows = ours.filter(_VIEWS[which]).select_related("customer").defer("text")
    part = sliced(rows, "-recorded_at", request, size=_SHOWN)
    context = {
        "which": which,
        "views": [
            (code, name, ours.filter(_VIEWS[code]).order_by()[:_MOST].count())
            for code, name in _names().items()
        ],
        "rows": part.rows,
        "slice": part,
        "kind_of": telling.kind_name,
        "why": telling.filed_because,
        "configured": bool(channel_settings(settings.ENCOURS)["imap"].get("host")),
    }
    return render(request, "mail/list.html", context)


def _names() -> dict[str, str]:
    return {
        "to_file": _("À classer"),
        "filed": _("Classés"),
        "returned": _("Retours"),
        "aside": _("Mis de côté"),
    }


@visiting(subject=Received.objects.select_related("customer", "message"))
def received(request: DeskRequest, visit: Visit, row: Received) -> HttpResponse:
    """Show a mail as text, whose it is and why, and find another customer."""
    words = request.GET.get("q", "").strip()
    bounce = Bounce.objects.filter(received=row).first()
    context = {
        "mail": row,
        "kind": telling.kind_name(row.kind),
        "why": telling.filed_because(row.filed_because),
        "bounce": bounce,
        "bounce_title": telling.bounce_title(bounce) if bounce else "",
        "words": words,
        "found": _customers(visit, words),
        "opposed": opposed(row.customer_id, visit.on) if row.customer_id else None,
        "asks_to_stop": asks_to_stop(row.text),
        "misdirected": says_misdirected(row.text),
        "arrivals": Arrival.objects.seen(visit.sight).filter(received=row).order_by("pk")[:_SHOWN],
        "state_of": arrival_state,
    }
    return render(request, "mail/received.html", context)


def _customers(visit: Visit, words: str) -> list[Customer]:
    if not words:
        return []
    named = Receivable.objects.seen(visit.sight).filter(number=words).values("customer_id")
    found = Customer.objects.seen(visit.sight).filter(naming(words) | Q(pk__in=named))
    return list(found.order_by("name", "pk")[:_FOUND])


@visiting(right=("collect", "note"), methods=("POST",), subject=Received.objects)
def file(request: DeskRequest, visit: Visit, row: Received) -> HttpResponse:
    """File a mail with a customer."""
    key = request.POST.get("customer", "")
    seen = Customer.objects.seen(visit.sight)
    customer = seen.filter(pk=int(key)).first() if key.isdecimal() and len(key) < _LONGEST_KEY else None
    if customer is None:
        return said(redirect("received_mail", pk=row.pk), _("Choisir un client."), "late")
    try:
        file_mail(row, customer, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("received_mail", pk=row.pk), in_words(refusal.sentence), "late")
    return said(redirect("mail"), _("Courriel classé chez %(name)s.") % {"name": customer.name})


@visiting(shows=_IN_A_MAIL, methods=("POST",), subject=Received.objects.select_related("kept"))
def attached(request: DeskRequest, visit: Visit, row: Received, number: int) -> HttpResponse:
    """Give a file that came with a mail, to be saved; who opened it is written down."""
    try:
        name, media, content = open_attached(row, number, home=home(), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("received_mail", pk=row.pk), in_words(refusal.sentence), "late")
    return given(content, name, media, saved=True)


@visiting(right=("collect", "note"), methods=("POST",), subject=Received.objects)
def aside(request: DeskRequest, visit: Visit, row: Received) -> HttpResponse:
    """Say that a mail concerns no customer."""
    try:
        set_aside_mail(row, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("received_mail", pk=row.pk), in_words(refusal.sentence), "late")
    return said(redirect("mail"), _("Courriel mis de côté."))
