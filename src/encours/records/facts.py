"""What every fact carries: whose it is, when we learnt it, and which act wrote it (DESIGN §2.11, §2.15)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django.db import models

_Model = TypeVar("_Model", bound=models.Model)


class FactQuerySet(models.QuerySet[_Model]):
    """Starts every reading from what the person may see."""

    def of(self, creditors: Iterable[int]) -> Self:
        """Keep the facts of these creditors only (primary keys)."""
        return self.filter(creditor_id__in=list(creditors))


class Fact(models.Model):
    """A row that belongs to one creditor and names the history entry that wrote it."""

    # Tables that are listed by creditor lead an index of their own with it; one more would slow every import.
    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField()
    entry = models.ForeignKey(
        "history.Entry", on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        abstract = True


class KnownFact(Fact):
    """A fact that a file or a person told: the day it was known, kept beside the instant we learnt it."""

    known_on = models.DateField()
    reconstructed = models.BooleanField(default=False)

    class Meta:
        abstract = True


def one_of(name: str, values: Iterable[str], field: str) -> models.CheckConstraint:
    """Refuse any other value than these, in the database."""
    condition: Any = models.Q(**{f"{field}__in": list(values)})
    return models.CheckConstraint(condition=condition, name=name)
