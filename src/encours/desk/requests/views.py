"""Requests for documents at the desk: the list, one of them, and the acts that ask, remind, refuse and close."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.requests import ask as asking
from encours.acts.requests import receive as receiving
from encours.acts.send import send_now
from encours.channels.registry import channel_settings
from encours.core.refusals import RuleError
from encours.desk import clock
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.deciding import home
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.requests import forms, telling
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable
from encours.records.requests.models import WAITING, DocumentRequest, RequestEvent

_BOTH = ("GET", "POST")
_ASKS = ("collect", "note")
_IN = timedelta(days=10)
_SHOWN = ("waiting", "received", "closed")
_EVENTS = 100


def house_address(request: HttpRequest) -> str:
    """Where customers open links: as it is set, else as this page was reached."""
    return str(settings.ENCOURS["address"]) or f"{request.scheme}://{request.get_host()}"


@visiting()
def document_requests(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the requests, those that wait first asked for."""
    shown = request.GET.get("shown", "waiting")
    shown = shown if shown in _SHOWN else "waiting"
    states = {"waiting": WAITING, "received": ("received",), "closed": ("closed",)}[shown]
    rows = DocumentRequest.objects.seen(visit.sight).filter(state__in=states)
    page = sliced(rows.select_related("customer", "receivable"), "-id", request)
    context = {"slice": page, "requests": telling.told(page.rows, visit.on), "shown": shown}
    return render(request, "requests/list.html", context)


@visiting(subject=DocumentRequest.objects.select_related("customer", "receivable", "contact"))
def document_request(request: DeskRequest, visit: Visit, row: DocumentRequest) -> HttpResponse:
    """Show one request: what was asked, what came, all that happened."""
    events = RequestEvent.objects.filter(request=row).select_related("attachment").order_by("-pk")[:_EVENTS]
    context = {
        "told": telling.told([row], visit.on)[0],
        "row": row,
        "events": list(events),
        "telling": telling,
        "messages": row.messages.select_related("message").order_by("pk"),
    }
    return render(request, "requests/request.html", context)


@visiting(right=_ASKS, shows=("personal",), methods=_BOTH, subject=Customer.objects)
def ask_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Ask a customer for documents."""
    return _asked(request, visit, customer, None)


@visiting(
    right=_ASKS,
    shows=("personal",),
    methods=_BOTH,
    subject=Receivable.objects.select_related("customer"),
)
def ask_about_invoice(request: DeskRequest, visit: Visit, row: Receivable) -> HttpResponse:
    """Ask for documents about one invoice."""
    return _asked(request, visit, row.customer, row)


def _asked(
    request: DeskRequest, visit: Visit, customer: Customer, receivable: Receivable | None
) -> HttpResponse:
    ask = Ask(
        title=_("Demander des documents"),
        lead=f"{customer.name} · {receivable.number}" if receivable else customer.name,
        verb=_("Demander"),
        back=reverse("customer", args=[customer.pk]) + "#requests",
        done=_("La demande est écrite : elle part par e-mail avec son lien de dépôt, et se suit ici."),
    )

    def act(told: Mapping[str, Any]) -> None:
        wanted = asking.Wanted(
            kinds=tuple(told["kinds"]),
            text=told["text"],
            due_on=told["due_on"],
            address=house_address(request),
            contact=told["contact"],
            receivable=receivable,
        )
        made = asking.ask_documents(customer, wanted, on=visit.on, author=visit.author, at=visit.at)
        _leave(visit, made.messages.get().message)

    first = [one for one in request.GET.getlist("kind") if one]
    initial = {"due_on": visit.on + _IN, "kinds": first, "text": request.GET.get("text", "")[:500]}
    return act_page(request, ask, partial(forms.Ask, customer=customer), act, initial)


def _leave(visit: Visit, message: Message) -> None:
    """Let it leave at once if the gate allows; who may not send leaves it to the next sending."""
    if visit.may("collect") or visit.may("send"):
        send_now(
            message,
            worker=f"desk:{os.getpid()}",
            on=visit.on,
            clock=clock.now,
            settings=channel_settings(settings.ENCOURS),
            home=home(),
            author=visit.author,
        )


@visiting(right=_ASKS, methods=("POST",), subject=DocumentRequest.objects)
def remind_request(request: DeskRequest, visit: Visit, row: DocumentRequest) -> HttpResponse:
    """Ask again for what has not come."""
    try:
        message = asking.remind_documents(
            row, made_from=made_from(request), on=visit.on, author=visit.author, at=visit.at
        )
    except RuleError as refusal:
        return said(redirect("document_request", row.pk), in_words(refusal.sentence), "watch")
    _leave(visit, message)
    return said(redirect("document_request", row.pk), _("Les documents sont redemandés."))


@visiting(right=_ASKS, methods=_BOTH, subject=DocumentRequest.objects)
def refuse_document(request: DeskRequest, visit: Visit, row: DocumentRequest) -> HttpResponse:
    """Say that what came is not what was asked for."""
    ask = Ask(
        title=_("Refuser ce qui est arrivé"),
        lead=_("Le lien reste ouvert : le client y lit votre motif et dépose un autre document."),
        verb=_("Refuser"),
        back=reverse("document_request", args=[row.pk]),
        done=_("Le document est refusé, la demande attend de nouveau."),
        version=row.version,
    )
    return act_page(
        request,
        ask,
        forms.Refuse,
        lambda told: receiving.refuse_document(
            row, **told, made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )


@visiting(right=_ASKS, methods=("POST",), subject=DocumentRequest.objects)
def close_request(request: DeskRequest, visit: Visit, row: DocumentRequest) -> HttpResponse:
    """End a request."""
    try:
        receiving.close_request(row, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("document_request", row.pk), in_words(refusal.sentence), "watch")
    return said(redirect("document_request", row.pk), _("La demande est close."))
