"""Which rows follow a customer that is merged into another: all that name it, but for a few kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.apps import apps
from django.db import models

STAYS: Final = frozenset(
    {
        "merging.Move",
        "quality.Finding",  # rebuilt at will
        "quality.FileMark",
        "cash.Candidate",
        "credit.Exposed",
        "work.Presence",  # of people who have a page open
        "encours_messages.BatchLine",  # rebuilt with the proposals
    }
)
LAST_SAYS: Final = frozenset({"parties.CreditLimit", "parties.Grouping", "encours_messages.StatementRhythm"})
"""Events of which the last one says: those of the customer that stays are not to be overruled by older ones."""


def moved_models() -> list[type[models.Model]]:
    """Every kind of row that follows its customer; what is past stays under whom it was then."""
    return [
        model
        for model in apps.get_models()
        if model._meta.label not in STAYS and _names_customer(model) and not _is_past(model)
    ]


def _names_customer(model: type[models.Model]) -> bool:
    return any(
        field.name == "customer" and field.remote_field is not None and field.related_model is _customer()
        for field in model._meta.concrete_fields
    )


def _customer() -> type[models.Model]:
    return apps.get_model("parties.Customer")


def _is_past(model: type[models.Model]) -> bool:
    return any(field.name == "superseded_at" for field in model._meta.concrete_fields)


def rows_of(model: type[models.Model]) -> models.QuerySet[Any]:
    """Every row of a kind."""
    facts: Any = model
    found: models.QuerySet[Any] = facts.objects.all()
    return found


def movable(model: type[models.Model], absorbed: int, kept: int) -> list[int]:
    """Keys of the rows that follow: where a customer has one of a kind at most, that of `kept` stays alone."""
    facts = rows_of(model)
    rows = facts.filter(customer=absorbed)
    if model._meta.label in LAST_SAYS and facts.filter(customer=kept).exists():
        return []
    refused: set[int] = set()
    for rest, condition in _once(model):
        taken = set(facts.filter(condition, customer=kept).values_list(*(rest or ("customer_id",))))
        if not taken:
            continue
        for row in rows.filter(condition).values_list("pk", *rest):
            if not rest or row[1:] in taken:
                refused.add(row[0])
    return [key for key in rows.order_by("pk").values_list("pk", flat=True) if key not in refused]


def _once(model: type[models.Model]) -> Iterator[tuple[tuple[str, ...], models.Q]]:
    """What there may be once a customer: the other columns of the rule, and the rows it is about."""
    field = model._meta.get_field("customer")
    if getattr(field, "unique", False):
        yield (), models.Q()
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and "customer" in rule.fields:
            yield tuple(one for one in rule.fields if one != "customer"), rule.condition or models.Q()
