"""A person's own conveniences: notices read, choices, saved filters, where it is looking. No history tells them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from encours.core.refusals import RuleError
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.work.models import NOTICES, ROOMS, Choice, Notice, Presence, SavedFilter

PRESENT_SECONDS = 60
_FILTERS_AT_MOST = 100


def read_notices(creditor: Creditor, person: User, *, upto: int, at: datetime) -> int:
    """Mark a person's notices as read, up to the newest that was shown."""
    mine = Notice.objects.filter(creditor=creditor, person=person, pk__lte=upto, read_at__isnull=True)
    return mine.update(read_at=at)


def choose(creditor: Creditor, person: User, *, digest: bool, muted: Collection[str]) -> None:
    """Keep what a person wants to be told."""
    Choice.objects.update_or_create(
        creditor=creditor,
        person=person,
        defaults={"digest": digest, "muted": [kind for kind in NOTICES if kind in muted]},
    )


def save_filter(
    creditor: Creditor, person: User, *, room: str, name: str, query: str, shared: bool, pinned: bool
) -> SavedFilter:
    """Keep a filter under a name; the same name again replaces it.

    Raises
        RuleError: no name, an unknown room, or too many of them.
    """
    told = " ".join(name.split())
    if not told or room not in ROOMS:
        raise RuleError("name_wrong", "Un filtre s'enregistre sous un nom : l'écrire.")
    mine = SavedFilter.objects.filter(creditor=creditor, person=person)
    if mine.count() >= _FILTERS_AT_MOST:
        raise RuleError("name_wrong", "Cent filtres sont déjà enregistrés : en supprimer d'abord.")
    made, _new = SavedFilter.objects.update_or_create(
        creditor=creditor,
        person=person,
        room=room,
        name=told,
        defaults={"query": query, "shared": shared, "pinned": pinned},
    )
    return made


def drop_filter(kept: SavedFilter) -> None:
    """Forget a saved filter."""
    SavedFilter.objects.filter(pk=kept.pk).delete()


def is_here(customer: Customer, person: User, *, at: datetime) -> None:
    """Say that a person has a customer's page open; what it said long ago begins anew."""
    mine = Presence.objects.filter(customer=customer, person=person)
    lately = at - timedelta(seconds=PRESENT_SECONDS)
    if mine.filter(seen_at__gte=lately).update(seen_at=at) or mine.update(since_at=at, seen_at=at):
        return
    made = Presence(
        creditor_id=customer.creditor_id, customer=customer, person=person, since_at=at, seen_at=at
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # another window of the same person came first
        mine.update(seen_at=at)
