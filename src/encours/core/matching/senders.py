"""Which customer a bank line comes from, paid items included: what `one_fact` needs to know."""

from __future__ import annotations

import polars as pl

from encours.core.matching.mentions import mentions
from encours.core.matching.nothing import nothing_without
from encours.core.matching.payers import recognised
from encours.core.matching.shapes import CustomerName, Payable, Payer, whole


@nothing_without(0)
def senders(
    lines: pl.DataFrame,
    items: pl.DataFrame,
    payers: pl.DataFrame,
    customers: pl.DataFrame,
    *,
    named: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """`line_id, customer_id` for the lines whose customer is beyond doubt; the others are left out.

    Takes what `cash.match` takes, but gives `items` a wider sense: the paid ones too, since a line
    that the ledger already posted names an invoice that is no longer open. A customer is known by a
    number or reference that proves it and that nobody shares, or as the payer; when the two tell
    different customers, nobody is told. `named` are the mentions of these lines, where they were read already.
    """
    said = mentions(lines, whole(items, Payable)) if named is None else named
    numbers = said.filter("strong", ~pl.col("shared"))
    known = recognised(lines, whole(payers, Payer), whole(customers, CustomerName))
    told = pl.concat(
        [numbers.select("line_id", "customer_id"), known.select("line_id", "customer_id").drop_nulls()]
    )
    return (
        told.unique().filter(pl.len().over("line_id") == 1).select("line_id", "customer_id").sort("line_id")
    )
