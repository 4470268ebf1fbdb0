"""The documents of a case that may be shown by a link: sent to the customer, kept in its file, come by mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from encours.core.health import of_health
from encours.desk.visits import Visit
from encours.records.documents.models import KeptFile
from encours.records.messages.models import Delivery, Received
from encours.records.parties.models import Attachment, Customer

_MOST = 100


@dataclass(frozen=True, slots=True)
class Shareable:
    """One document: its kept file, the part of it where it came within a mail, and its name."""

    kept: KeptFile
    part: int | None
    name: str
    said: str = ""  # what it says, where its name does not

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kept.pk}" if self.part is None else f"{self.kept.pk}.{self.part}"


def shareable(customer: Customer, visit: Visit) -> dict[str, list[Shareable]]:
    """The documents of a case by where they come from, newest first; three queries, however many."""
    found = {_("Envoyés au client"): _sent(customer), _("Au dossier"): _filed(customer, visit)}
    found[_("Reçus par courriel")] = _received(customer, visit)
    return {name: rows for name, rows in found.items() if rows}


def _sent(customer: Customer) -> list[Shareable]:
    # One e-mail for several of a group is not shown: it tells what the others owe.
    sent = Delivery.objects.filter(
        customer=customer, document__key__isnull=False, message__carrier__isnull=True
    )
    rows = sent.select_related("document").order_by("-pk")[:_MOST]
    return [
        Shareable(row.document, None, row.document.name, row.subject)
        for row in rows
        if row.document is not None
    ]


def _filed(customer: Customer, visit: Visit) -> list[Shareable]:
    there = Attachment.objects.filter(
        customer=customer, removed_at__isnull=True, kept__isnull=False, kept__key__isnull=False
    )
    rows = there.select_related("kept").order_by("-pk")[:_MOST]
    shown = [row for row in rows if visit.shows("health") or not of_health(row.title)]
    return [Shareable(row.kept, None, row.kept.name) for row in shown if row.kept is not None]


def _received(customer: Customer, visit: Visit) -> list[Shareable]:
    mails = Received.objects.seen(visit.sight).filter(customer=customer, kept__key__isnull=False)
    rows = mails.exclude(attached=[]).select_related("kept").defer("text").order_by("-pk")[:_MOST]
    return [
        Shareable(row.kept, number, str(told["name"]))
        for row in rows
        for number, told in enumerate(row.attached)
    ][:_MOST]
