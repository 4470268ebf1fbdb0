"""A kind of fact that entries answer for: its sealed columns, and since which list of columns each is sealed.

A leaf says by which list it was made (`version`; none: the first). What a later list adds is proved for what was
written since, and says nothing of what was written before (ADR 18).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import polars as pl
from django.apps import apps
from django.db import models

VERSION: Final = 25  # of the list in `sealed`: raise it with each column or kind of fact that the list gains


@dataclass(frozen=True, slots=True)
class SealedFact:
    """A kind of fact: its model, its sealed columns, and where its superseded rows are.

    `first` are the columns of the list that it came with (`since`), `later` those of each list after.
    """

    label: str
    first: tuple[str, ...]
    past: str = ""
    past_key: str = ""
    of_customer: bool = True
    since: int = 1
    later: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @property
    def model(self) -> type[models.Model]:
        """The Django model."""
        return apps.get_model(self.label)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are sealed today."""
        return self.columns_at(VERSION)

    def columns_at(self, version: int) -> tuple[str, ...]:
        """The columns that a leaf of this version sealed; none when it did not yet know this kind of fact."""
        if version < self.since:
            return ()
        added = (name for since, names in self.later if since <= version for name in names)
        return (*self.first, *added)

    def kinds(self) -> dict[str, pl.DataType | type[pl.DataType]]:
        """The sealed columns and the kind of frame column each becomes."""
        by_name = {field.attname: field for field in self.model._meta.concrete_fields}
        return {name: _kind(by_name[name]) for name in self.columns}


def _kind(field: models.Field) -> type[pl.DataType]:  # type: ignore[type-arg]
    if isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField):
        return pl.Date
    if isinstance(field, models.BooleanField):
        return pl.Boolean
    if isinstance(field, models.CharField | models.TextField):
        return pl.String
    return pl.Int64


def frame_of(rows: Iterable[models.Model], fact: SealedFact) -> pl.DataFrame:
    """Put a few model instances in the frame that digests read."""
    kinds = fact.kinds()
    values = [[getattr(row, name) for name in kinds] for row in rows]
    return pl.DataFrame(values, schema=kinds, orient="row")


def customer_column(fact: SealedFact) -> str:
    """The column that says whose the fact is: a customer's own row says it by its key."""
    return "id" if fact.label == "parties.Customer" else "customer_id"
