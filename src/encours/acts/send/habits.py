"""How customers pay and keep their word, read for a whole batch at once: what the rules of an offer look at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import polars as pl

from encours.core.behaviour import YEAR_DAYS, Behaviour, behaviour
from encours.core.promises import BROKEN
from encours.records.frames.account import NOTHING_RECEIVED, paid_parts_of, unpaid_of
from encours.records.frames.promises import standing_of
from encours.records.promises.models import Promise

RECENT = timedelta(days=30)  # promises that ended before are not held against it


@dataclass(frozen=True, slots=True)
class Habit:
    """Promises not kept of late, and how it paid these last twelve months, by currency."""

    broken: int = 0
    paying: Mapping[str, Behaviour] = field(default_factory=dict)


def habits_of(customers: Sequence[int], items: pl.DataFrame, *, on: date) -> dict[int, Habit]:
    """The habits of these customers, whose open `items` were read: three queries, however many they are."""
    if not customers:
        return {}
    broken = _broken(customers, on)
    paid = paid_parts_of(customers, after=on - timedelta(days=YEAR_DAYS))
    by_customer = paid.partition_by("customer_id", as_dict=True, include_key=False)
    nothing = paid.drop("customer_id").clear()
    found = {}
    for key in customers:
        parts = by_customer.get((key,), nothing)
        waiting = unpaid_of(items.filter(pl.col("customer_id") == key), on=on)
        told = behaviour(parts, waiting, NOTHING_RECEIVED, on=on)
        found[key] = Habit(broken[key], {one.currency: one for one in told})
    return found


def _broken(customers: Sequence[int], on: date) -> Counter[int]:
    ended = Promise.objects.filter(
        customer__in=customers, until_on__gte=on - RECENT, until_on__lt=on, withdrawn_on__isnull=True
    )
    whose = dict(ended.values_list("pk", "customer_id"))
    states = standing_of(sorted(whose), on=on)
    return Counter(whose[key] for key in states.filter(pl.col("state") == BROKEN)["promise_id"])
