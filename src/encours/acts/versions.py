"""What a creditor settles has versions: a page shows the latest, publishes the next, and none is ever changed."""

from __future__ import annotations

from typing import Any, Protocol, TypeVar

from django.db.models import Model

from encours.acts.rules import same_version
from encours.records.history.writing import Record

_Version = TypeVar("_Version", bound=Model)


class Numbered(Protocol):
    """A version that was published."""

    number: int


def next_number(latest: Numbered | None, made_from: int | None, what: str = "Ce réglage") -> int:
    """The number of the next version; StaleFormError where another was published since the form was made."""
    number = latest.number if latest else 0
    same_version(number, made_from, what)
    return number + 1


def write_version(record: Record, kind: type[_Version], number: int, *, by: str, **settled: Any) -> _Version:
    """Write a version of `kind` under its number, inside the act that decides it; `settled` are its own columns."""
    made = kind(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        number=number,
        by=by,
        **settled,
    )
    made.save(force_insert=True)
    record.wrote(kind, [made])
    return made
