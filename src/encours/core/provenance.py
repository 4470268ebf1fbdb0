"""Which of several sources is believed, field by field: a ranking, and what wins under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

SOURCES: Final = ("person", "einvoice", "connector", "ledger", "table")
"""From the most to the least believed, unless a creditor says otherwise."""

FIELDS: Final = ("due_on", "po_number")

Orders = Mapping[str, Sequence[str]]


def order_of(orders: Orders, field: str) -> tuple[str, ...]:
    """The sources of one field in the order in which they are believed; those not named follow in the usual order."""
    told = [source for source in orders.get(field, ()) if source in SOURCES]
    return (*told, *(source for source in SOURCES if source not in told))


def believed(orders: Orders, field: str, source: str, standing: str) -> bool:
    """Whether a source's word replaces another's; its own word before, it always does."""
    order = order_of(orders, field)
    return order.index(source) <= order.index(standing)


def winners(told: pl.DataFrame, orders: Orders) -> pl.DataFrame:
    """Of rows `receivable_id`, `field`, `source` and `value`, the one believed for each receivable and field."""
    ranks = [(field, source, rank) for field in FIELDS for rank, source in enumerate(order_of(orders, field))]
    ranking = pl.DataFrame(
        ranks, schema={"field": pl.String, "source": pl.String, "rank": pl.Int64}, orient="row"
    )
    return (
        told.join(ranking, on=["field", "source"])
        .sort("receivable_id", "field", "rank")
        .unique(["receivable_id", "field"], keep="first", maintain_order=True)
        .drop("rank")
    )
