"""What a person refused is not proposed again while it holds: a pure function of days.

A refusal weighs one on its day and half of it each `HALF_LIFE_DAYS`; it holds while what was refused of one payer
weighs `HOLDS` or more. So one refusal holds for three months, two of one day for six. Of the very line it always holds.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.matching.folding import alias_key, iban_key
from encours.core.matching.nothing import nothing_without

HALF_LIFE_DAYS: Final = 90
HOLDS: Final = 0.5

Refused = dict[int, frozenset[frozenset[int]]]
"""By line, the sets of items refused of its payer; an empty set is never one."""


def holding(lines: pl.DataFrame, refusals: pl.DataFrame) -> pl.DataFrame:
    """`line_id, customer_id, items`: what was refused of each line's payer and still holds on the day of the line.

    `refusals`: line_id, customer_id, kind, value, items (keys joined by commas, "" for the customer), refused_on.
    """
    what = ["line_id", "customer_id", "items"]
    if refusals.is_empty():
        return refusals.select(what)
    same_line = refusals.join(lines.select("line_id"), on="line_id", how="semi").select(what)
    keyed = refusals.with_columns(
        key=pl.when(pl.col("kind") == "iban")
        .then(iban_key(pl.col("value")))
        .otherwise(alias_key(pl.col("value")))
    ).drop_nulls("key")
    iban, alias = iban_key(pl.col("iban")), alias_key(pl.col("counterparty"))
    senders = lines.select(
        "line_id",
        "booked_on",
        kind=pl.when(iban.is_not_null()).then(pl.lit("iban")).otherwise(pl.lit("alias")),
        key=pl.coalesce(iban, alias),
    ).drop_nulls("key")
    age = (pl.col("booked_on") - pl.col("refused_on")).dt.total_days().clip(0)
    of_payers = (
        senders.join(keyed.drop("line_id"), on=["kind", "key"])
        .group_by(what)
        .agg(weight=(pl.lit(2.0) ** (-age / HALF_LIFE_DAYS)).sum())
        .filter(pl.col("weight") >= HOLDS)
        .select(what)
    )
    return pl.concat([same_line, of_payers]).unique().sort(what)


def sets_of(held: pl.DataFrame) -> Refused:
    """The sets of items that each line's payer is held not to pay."""
    found: dict[int, set[frozenset[int]]] = {}
    for line, items in held.filter(pl.col("items") != "").select("line_id", "items").iter_rows():
        found.setdefault(line, set()).add(frozenset(map(int, items.split(","))))
    return {line: frozenset(sets) for line, sets in found.items()}


def without_sets(options: pl.DataFrame, refused: Refused) -> pl.DataFrame:
    """Sets proposed (`line_id, option, receivable_id`), but for those that a person said a line does not pay."""
    if not refused or options.is_empty():
        return options
    told = options.group_by("line_id", "option", maintain_order=True).agg("receivable_id")
    wrong = [frozenset(items) in refused.get(line, ()) for line, _, items in told.iter_rows()]
    return options.join(told.filter(pl.Series(wrong, dtype=pl.Boolean)), on=["line_id", "option"], how="anti")


def without_customers(known: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Known payers, but for the customers that a person said they are not."""
    wrong = held.filter(pl.col("items") == "")
    return known.join(wrong, on=["line_id", "customer_id"], how="anti", maintain_order="left")


@nothing_without(0)
def without_items(candidates: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Candidates, but for the items and the customers refused of each line."""
    one = candidates.with_columns(items=pl.col("receivable_id").cast(pl.String).fill_null(""))
    alone = one.filter(pl.col("option") == 0)
    kept = alone.join(held, on=["line_id", "customer_id", "items"], how="anti", maintain_order="left")
    return without_customers(pl.concat([one.filter(pl.col("option") > 0), kept]).drop("items"), held).sort(
        "line_id", "score", descending=[False, True], maintain_order=True
    )
