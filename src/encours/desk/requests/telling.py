"""Requests for documents in words: what is asked, how far it is, what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from encours.desk.customers.telling_file import document_kind
from encours.records.messages.models import Message
from encours.records.requests.models import DocumentRequest, RequestMessage


@dataclass(frozen=True, slots=True)
class Told:
    """A request as a list shows it: what is asked, its state in words, its tone."""

    row: DocumentRequest
    asked: str
    state: str
    tone: str


def told(rows: Sequence[DocumentRequest], on: date) -> list[Told]:
    """These requests in words; one query, however many."""
    keys = [row.pk for row in rows]
    last = {
        one.request_id: one.message
        for one in RequestMessage.objects.filter(request__in=keys).select_related("message").order_by("pk")
    }
    return [Told(row, asked(row), *_state(row, last.get(row.pk), on)) for row in rows]


def asked(row: DocumentRequest) -> str:
    """The documents asked for, by their names."""
    return ", ".join(document_kind(kind) for kind in row.kinds.split(","))


def _state(row: DocumentRequest, message: Message | None, on: date) -> tuple[str, str]:
    if row.state == "closed":
        return _("close"), "quiet"
    if row.state == "received":
        return _("reçue, à vérifier"), "ok"
    failed = _failed(message)
    if failed:
        return failed, "late"
    if row.due_on < on:
        return _("en retard"), "late"
    return (_("vue par le client"), "info") if row.opened_at else _sent(message)


def _failed(message: Message | None) -> str:
    states = {"refused": _("envoi refusé"), "uncertain": _("envoi incertain"), "stopped": _("envoi arrêté")}
    return states.get(message.state, "") if message else ""


def _sent(message: Message | None) -> tuple[str, str]:
    if message is None or message.state in {"proposed", "approved", "leased"}:
        return _("attend son envoi"), "watch"
    if message.state == "shadowed":
        return _("préparée, mode ombre"), "quiet"
    return _("envoyée"), "info"


def event_name(kind: str) -> str:
    """What happened to a request."""
    return {
        "opened": _("Vue par le client"),
        "received": _("Document reçu"),
        "refused": _("Document refusé"),
        "reminded": _("Redemandé"),
        "closed": _("Demande close"),
    }[kind]
