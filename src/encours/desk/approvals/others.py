"""What waits for a person's agreement and is no message: refunds, exceptions to the amicable phase, IBAN, bank files.

Each has its own rule of two people or its own right, and is decided on its own page: this tells where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.approvals.waiting import awaited_exceptions
from encours.desk.visits import Visit
from encours.records.cash.outgoing import Refund
from encours.records.debits.models import DebitBatch
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership

_MOST = 50


@dataclass(frozen=True, slots=True)
class Other:
    """One thing that waits: what it is, of whom or of what, its amount if it has one, where it is decided."""

    what: str
    name: str
    url: str
    cents: int | None = None
    currency: str = ""


def others(visit: Visit) -> list[Other]:
    """What waits for this person elsewhere than among messages."""
    return [*_refunds(visit), *_exceptions(visit), *_iban(visit), *_files(visit)]


def _refunds(visit: Visit) -> Iterator[Other]:
    """Refunds that somebody else asked."""
    if not (visit.may("approve") and visit.uses("bank")):
        return
    rows = Refund.objects.seen(visit.sight).filter(state="to_approve").exclude(by=visit.author)
    for one in rows.select_related("customer").order_by("pk")[:_MOST]:
        url = reverse("payment", args=[one.payment_id])
        yield Other(_("Remboursement"), one.customer.name, url, one.amount_cents, one.currency)


def _exceptions(visit: Visit) -> Iterator[Other]:
    """Exceptions to the amicable phase that somebody else asked."""
    if not visit.may("approve"):
        return
    member = Membership.objects.select_related("user").get(creditor=visit.creditor.pk, user=visit.person)
    for one in awaited_exceptions(member, on=visit.on)[:_MOST]:
        url = reverse("decide_phase_exception", args=[one.pk])
        yield Other(_("Exception à la phase amiable"), one.customer.name, url)


def _iban(visit: Visit) -> Iterator[Other]:
    """A new IBAN of the creditor's that somebody else asked for."""
    creditor = Creditor.objects.get(pk=visit.creditor.pk)
    if visit.may("policy") and creditor.iban_asked and creditor.iban_asked_by_id != visit.person.pk:
        yield Other(_("Changement d’IBAN"), creditor.name, reverse("setup"))


def _files(visit: Visit) -> Iterator[Other]:
    """Files of direct debits that nobody has handed to the bank."""
    if not (visit.may("cash") and visit.uses("bank")):
        return
    rows = DebitBatch.objects.seen(visit.sight).filter(state="prepared")
    for one in rows.order_by("pk")[:_MOST]:
        url = reverse("debit_batch", args=[one.pk])
        yield Other(_("Fichier de prélèvements à remettre"), one.reference, url, one.total_cents, "EUR")
