"""What every fact carries: whose it is, when we learnt it, and which act wrote it (DESIGN §2.11, §2.15)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.apps import apps
from django.db import models

_Model = TypeVar("_Model", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person sees of one creditor: all of it (`which` None), or the customers that `which` keeps."""

    creditor_id: int
    which: models.Q | None = None

    @property
    def whole(self) -> bool:
        """Whether all of the creditor is seen."""
        return self.which is None


class FactQuerySet(models.QuerySet[_Model]):
    """Starts every reading from what the person may see."""

    def of(self, creditors: Iterable[int]) -> Self:
        """Keep the facts of these creditors only (primary keys)."""
        return self.filter(creditor_id__in=list(creditors))

    def seen(self, sight: Sight) -> Self:
        """Keep what a person sees: of facts that are no customer's, nothing unless it sees the whole creditor."""
        rows = self.filter(creditor_id=sight.creditor_id)
        if self.model._meta.label == "parties.Customer":
            rows = rows.filter(merged_into__isnull=True)  # one that is another one is seen as that one
        if sight.which is None:
            return rows
        path = customer_path(self.model)
        if not path:
            return rows.none()
        customers: Any = apps.get_model("parties.Customer").objects
        seen = customers.filter(sight.which, creditor_id=sight.creditor_id)
        return rows.filter(**{f"{path}__in": seen.values("pk")})


_PATHS = {
    "customer": "customer",
    "receivable": "receivable__customer",
    "message": "message__customer",
    "into": "into",
}


def customer_path(model: type[models.Model]) -> str:
    """The field that says whose a fact is: its own key for a customer, empty where it is no customer's."""
    if model._meta.label == "parties.Customer":
        return "pk"
    named = {field.name for field in model._meta.concrete_fields}
    return next((path for name, path in _PATHS.items() if name in named), "")


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
