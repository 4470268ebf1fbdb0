"""Situations of shared work for the desk's tests: a portfolio, a note, a question, an absence, links, a filter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from encours.records.cases.models import Note
from encours.records.documents.models import KeptFile
from encours.records.parties.models import Customer
from encours.records.people.models import User
from encours.records.policies.approvals import Delegation
from encours.records.work.models import (
    Absence,
    Assignment,
    Invitation,
    Portfolio,
    SavedFilter,
    Share,
    Task,
)

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


def shared_work(customer: Customer, *, away: User, other: User) -> dict[str, int]:
    """One of each about a customer; `away` follows it, `other` stands in. Their primary keys by kind."""
    creditor = customer.creditor
    fact: dict[str, Any] = {"creditor": creditor, "recorded_at": NOW}
    about: dict[str, Any] = {**fact, "customer": customer, "by": "test@example.com"}
    ends: dict[str, Any] = {**about, "until_on": TODAY, "token_digest": f"{creditor.pk:064}"}
    portfolio = Portfolio.objects.create(**fact, name=f"Portefeuille {creditor.pk}")
    Assignment.objects.create(**fact, customer=customer, portfolio=portfolio, owner=away)
    kept = KeptFile.objects.create(
        **fact, sha256="1" * 64, size=1, media_type="text/plain", name="lettre.txt", place=f"{creditor.pk}/y"
    )
    shared = Share.objects.create(**ends, document=kept, name="lettre.txt", recipient="x@example.com")
    kept_filter = SavedFilter.objects.create(
        creditor=creditor, person=away, room="customers", name="Publics", query="regime=public", shared=True
    )
    absence = Absence.objects.create(**fact, person=away, substitute=other, from_on=TODAY, until_on=TODAY)
    days: dict[str, Any] = {"from_on": TODAY, "until_on": TODAY}
    delegation = Delegation.objects.create(**fact, person=away, delegate=other, by="test@example.com", **days)
    return {
        "delegation": delegation.pk,
        "portfolio": portfolio.pk,
        "note": Note.objects.create(**about, text=f"Secret de {creditor.name}").pk,
        "task": Task.objects.create(**about, person=away, text="Livré ?", due_on=TODAY).pk,
        "guest": Invitation.objects.create(**ends, email="guest@example.com").pk,
        "share": shared.pk,
        "filter": kept_filter.pk,
        "absence": absence.pk,
    }
