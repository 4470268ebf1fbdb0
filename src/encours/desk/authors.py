"""The names of colleagues, by the address that history keeps: one query for a page."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from encours.desk import telling
from encours.desk.visits import Visit
from encours.records.people.models import User
from encours.records.prepared import prepared


def names_of(authors: Iterable[str]) -> dict[str, str]:
    """How a page calls each author: a person by its name, the house by its own."""
    asked = set(authors)
    if not asked:
        return {}
    named = dict(_named(tuple(asked)))
    return {one: named.get(one) or telling.author_name(one) for one in asked}


@prepared
def _named(addresses: tuple[str, ...]) -> QuerySet[User, tuple[str, str]]:
    return User.objects.filter(email__in=addresses).values_list("email", "name")


class Authors:
    """How a template calls an author: the names of who works for the creditor are read once, at the first asked."""

    def __init__(self, visit: Visit | None) -> None:
        self._visit = visit
        self._names: dict[str, str] | None = None

    def __call__(self, author: str) -> str:
        """The name of a person, what the house does by its own."""
        if "@" not in author:
            return telling.author_name(author)
        if self._names is None or (self._visit is None and author not in self._names):
            here = {"memberships__creditor": self._visit.creditor} if self._visit else {"email": author}
            self._names = dict(User.objects.filter(**here).values_list("email", "name"))
        return self._names.get(author) or author
