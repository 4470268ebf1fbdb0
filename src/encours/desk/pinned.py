"""Filters that somebody pinned, as links of the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse

from encours.records.prepared import prepared
from encours.records.work.models import SavedFilter
from encours.words.pages import Room

if TYPE_CHECKING:
    from encours.desk.visits import Visit

_MOST = 12


def pinned_rooms(visit: Visit) -> list[Room]:
    """A person's pinned filters here, and those shared with it."""
    rows = _pinned(visit.creditor.pk, visit.person.pk)
    return [Room(one.name, address_of(one), "filter") for one in rows]


@prepared
def _pinned(creditor_id: int, person: int) -> QuerySet[SavedFilter]:
    rows = SavedFilter.objects.filter(Q(person=person) | Q(shared=True), creditor_id=creditor_id, pinned=True)
    return rows.order_by("name", "pk")[:_MOST]


def address_of(kept: SavedFilter) -> str:
    """The page of a saved filter, filled in."""
    return f"{reverse('customers' if kept.room == 'customers' else 'unpaid')}?{kept.query}"
