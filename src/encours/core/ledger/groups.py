"""Which moves settle one another: a lettering code, or a document, of one customer."""

from __future__ import annotations

import polars as pl

CODED = ("customer", "lettering")
DATED = ("customer", "lettering", "lettered_on")
TRANSFER_ROOTS = ("411", "413", "416", "419")
ENTRY = ("customer", "journal", "entry_number", "entry_on")
CHAIN = 3  # 411 to 413 to 416: a transfer of a transfer, and one to spare


def with_groups(moves: pl.DataFrame) -> pl.DataFrame:
    """Add `group` (an integer) and `settled` (a lettered group that sums to zero).

    A lettering code is never shared between customers; it is split by DateLet where such a part sums to
    zero, for codes are used again. Unlettered moves meet by document; retentions apart, for they are due
    apart.
    """
    lettered = pl.col("lettering").is_not_null()
    zero_part = (pl.col("net_cents").sum().over(DATED) == 0) & pl.col("lettered_on").is_not_null()
    coded = (
        moves.filter(lettered)
        .with_columns(day=pl.when(zero_part).then("lettered_on"))
        .with_columns(settled=pl.col("net_cents").sum().over(*CODED, "day") == 0)
    )
    plain = moves.filter(~lettered).with_columns(day=pl.lit(None, dtype=pl.Date), settled=pl.lit(value=False))
    keyed = pl.concat([coded, plain]).with_columns(
        meeting=pl.when(lettered)
        .then(pl.lit("\x1fL") + pl.col("lettering"))
        .when(~pl.col("detailed"))
        .then(pl.lit("\x1fO") + pl.col("root"))
        .when(pl.col("root") == "4117")
        .then(pl.lit("\x1fR") + pl.col("token"))
        .otherwise("token")
    )
    meetings = keyed.select("customer", "meeting", "day").unique(maintain_order=True).with_row_index("group")
    joined = keyed.join(meetings, on=["customer", "meeting", "day"], how="left", nulls_equal=True)
    return joined.drop("day", "meeting").sort("move")


def without_transfers(moves: pl.DataFrame) -> pl.DataFrame:
    """Leave out moves between 411, 413, 416 and 419 of a customer in one entry; merge the groups they linked.

    Such an entry changes the account an invoice stands in, not what is owed: its lines sum to zero; an advance (419)
    put to an invoice pays it so. Adds `moved_root`, the root where the invoices of a group stand after it, and
    `moved_bill_on`, the day of the bill drawn on them.
    """
    candidates = moves.filter(
        pl.col("entry_kind").is_in(["other", "bank"]) & pl.col("root").is_in(TRANSFER_ROOTS)
    ).filter((pl.col("root").n_unique().over(ENTRY) > 1) & (pl.col("net_cents").sum().over(ENTRY) == 0))
    if not candidates.height:
        return moves.with_columns(
            moved_root=pl.lit(None, dtype=pl.String), moved_bill_on=pl.lit(None, dtype=pl.Date)
        )
    links = _links(candidates)
    kept = moves.join(candidates.select("move"), on="move", how="anti")
    roots = _merged(links.filter(pl.col("moved_root").is_not_null()).drop("into"), links)
    merged = _relabelled(kept, links)
    return merged.join(roots, on="group", how="left")


def _links(candidates: pl.DataFrame) -> pl.DataFrame:
    """From the group of a transfer's debit to that of its credit: by amount, else its first; the last root wins."""
    paired = candidates.with_columns(
        size=pl.col("net_cents").abs(), debit=pl.col("net_cents") > 0
    ).with_columns(rank=pl.col("move").rank("ordinal").over(*ENTRY, "size", "debit"))
    debits = paired.filter("debit")
    credits_ = paired.filter(~pl.col("debit"))
    equal = credits_.select(*ENTRY, "size", "rank", into="group")
    first = credits_.group_by(ENTRY).agg(first=pl.col("group").sort_by("move").first())
    elsewhere = pl.col("into") != pl.col("group")
    return (
        debits.join(equal, on=[*ENTRY, "size", "rank"], how="left")
        .join(first, on=ENTRY, how="left")
        .with_columns(into=pl.coalesce("into", "first"))
        .sort("entry_on", "move")
        .group_by("group", maintain_order=True)
        .agg(
            into=pl.coalesce(pl.col("into").filter(elsewhere).first(), pl.col("into").first()),
            moved_root=pl.col("root").filter(pl.col("root") != "419").last(),
            moved_bill_on=pl.col("bill_on").max(),
            moved_at=pl.col("entry_on").last(),
        )
    )


def _relabelled(moves: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    steps = links.filter(pl.col("group") != pl.col("into")).select("group", "into")
    for _ in range(CHAIN):
        moves = (
            moves.join(steps, on="group", how="left")
            .with_columns(group=pl.coalesce("into", "group"))
            .drop("into")
        )
    return moves


def _merged(roots: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The root after the last transfer, by merged group."""
    ends = _relabelled(roots, links).sort("moved_at", maintain_order=True)
    return ends.unique("group", keep="last", maintain_order=True).drop("moved_at")
