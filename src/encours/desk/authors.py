"""The names of colleagues, by the address that history keeps: one query for a page."""

from __future__ import annotations

from collections.abc import Iterable

from encours.desk import telling
from encours.records.people.models import User


def names_of(authors: Iterable[str]) -> dict[str, str]:
    """How a page calls each author: a person by its name, the house by its own."""
    asked = set(authors)
    if not asked:
        return {}
    named = dict(User.objects.filter(email__in=asked).values_list("email", "name"))
    return {one: named.get(one) or telling.author_name(one) for one in asked}
