"""Filters that somebody pinned, as links of the navigation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse

from encours.records.work.models import SavedFilter
from encours.words.pages import Room

if TYPE_CHECKING:
    from encours.desk.visits import Visit

_MOST = 12


def pinned_rooms(visit: Visit) -> list[Room]:
    """A person's pinned filters here, and those shared with it."""
    rows = SavedFilter.objects.of([visit.creditor.pk]).filter(
        Q(person=visit.person) | Q(shared=True), pinned=True
    )
    return [Room(one.name, address_of(one), "filter") for one in rows.order_by("name", "pk")[:_MOST]]


def address_of(kept: SavedFilter) -> str:
    """The page of a saved filter, filled in."""
    return f"{reverse('customers' if kept.room == 'customers' else 'unpaid')}?{kept.query}"
