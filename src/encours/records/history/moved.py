"""Rows that followed a customer merged into another, told as they were sealed: under the customer they then had."""

from __future__ import annotations

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.history.sealed_fact import SealedFact, customer_column

_FIRST = """
SELECT m."row", m.came_from_id FROM merging_move m WHERE m.creditor_id = %s AND m.label = %s ORDER BY m.id
"""
_FAMILY = """
SELECT DISTINCT g.absorbed_id FROM merging_merging g WHERE g.creditor_id = %s AND g.into_id = %s
UNION SELECT DISTINCT g.into_id FROM merging_merging g WHERE g.creditor_id = %s AND g.absorbed_id = %s
"""


def as_sealed(rows: pl.DataFrame, fact: SealedFact, creditor_id: int) -> pl.DataFrame:
    """Give moved rows the customer they had before their first move.

    A state has a past: it is written anew when it moves, so its rows say themselves whose they were.
    """
    if rows.is_empty() or not fact.of_customer or fact.past or customer_column(fact) == "id":
        return rows
    moves = fetch(_FIRST, [creditor_id, fact.label], {"id": pl.Int64, "sealed_under": pl.Int64})
    if moves.is_empty():
        return rows
    first = moves.unique("id", keep="first", maintain_order=True)
    named = rows.join(first, on="id", how="left")
    return named.with_columns(customer_id=pl.coalesce("sealed_under", "customer_id")).drop("sealed_under")


def family(creditor_id: int, customer_id: int) -> list[int]:
    """A customer and all that it was ever merged with, whoever stayed; of those in turn."""
    found, waiting = {customer_id}, [customer_id]
    while waiting:
        key = waiting.pop()
        near = fetch(_FAMILY, [creditor_id, key, creditor_id, key], {"id": pl.Int64})["id"].to_list()
        waiting += [one for one in near if one not in found]
        found |= set(near)
    return sorted(found)
