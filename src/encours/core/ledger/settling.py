"""What pays what in a ledger: lettered groups first, then documents, then earlier years."""

from __future__ import annotations

import polars as pl

from encours.core.ledger.allocation import fifo, left, named


def settle(moves: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Pair credits with debits within their groups.

    Gives the moves with `left_cents`, and the pairs: `credit`, `debit`, `amount_cents`, `reason` (lettering
    for a group that closes, named or oldest for a partial one, same_piece for an unlettered document).
    """
    sides = moves.with_columns(left_cents=pl.col("net_cents"))
    lettered = pl.col("lettering").is_not_null()
    several = sides.filter(lettered & ((pl.col("net_cents") > 0).sum().over("group") > 1))
    by_name = named(several)
    sides = left(sides, by_name)
    by_age = fifo(sides)
    sides = left(sides, by_age)
    named_earlier = named(_earlier_years(sides))
    sides = left(sides, named_earlier)
    earlier = fifo(_earlier_years(sides))
    sides = left(sides, earlier)
    pairs = pl.concat(
        [
            by_name.with_columns(way=pl.lit("named")),
            by_age.with_columns(way=pl.lit("oldest")),
            named_earlier.with_columns(way=pl.lit("earlier named")),
            earlier.with_columns(way=pl.lit("earlier")),
        ]
    )
    return sides, _with_reasons(pairs, moves)


def _earlier_years(sides: pl.DataFrame) -> pl.DataFrame:
    """What exceeds the debits of its lettered group paid an invoice of an earlier year.

    A lettering is made of equal sides, so the missing debit stands in the opening balance without detail of
    the same customer, or among the earlier items that took its place: the excess meets them, never beyond.
    """
    orphan = pl.col("lettering").is_not_null() & (pl.col("left_cents") < 0)
    opening = (~pl.col("detailed") | pl.col("carried_key").is_not_null()) & (pl.col("left_cents") > 0)
    return sides.filter(orphan | opening).with_columns(group="customer")


def _with_reasons(pairs: pl.DataFrame, moves: pl.DataFrame) -> pl.DataFrame:
    facts = moves.select(credit="move", lettered=pl.col("lettering").is_not_null(), settled="settled")
    reason = (
        pl.when(pl.col("way") == "earlier named")
        .then(pl.lit("named"))
        .when(pl.col("way") == "earlier")
        .then(pl.lit("oldest"))
        .when("settled")
        .then(pl.lit("lettering"))
        .when("lettered")
        .then("way")
        .otherwise(pl.lit("same_piece"))
    )
    return (
        pairs.join(facts, on="credit", how="left")
        .with_columns(reason=reason)
        .drop("way", "lettered", "settled")
    )
