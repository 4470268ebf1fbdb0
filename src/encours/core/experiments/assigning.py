"""Who follows which scenario: drawn by a hash of the customer and of the experiment, balanced within each stratum.

Nobody can choose, and anybody can draw again from the same customers and find the same. Balance within strata takes
the differences between them out of the result (Fisher's blocks: *The Design of Experiments*, 1935, chapter IV).
"""

from __future__ import annotations

from hashlib import sha256
from typing import Final

import polars as pl

CHAMPION, CHALLENGER = "champion", "challenger"
SMALL_CENTS: Final = 100_000  # owed at entry: 1 000 and 10 000 of the currency part the sizes
LARGE_CENTS: Final = 1_000_000
_WHOLE: Final = 2**64


def strata(customers: pl.DataFrame) -> pl.DataFrame:
    """The same customers (`segment`, `owed_cents`) with their `stratum`: the segment, and the size of what they owe."""
    owed = pl.col("owed_cents")
    size = (
        pl.when(owed < SMALL_CENTS)
        .then(pl.lit("small"))
        .when(owed < LARGE_CENTS)
        .then(pl.lit("middle"))
        .otherwise(pl.lit("large"))
    )
    return customers.with_columns(stratum=pl.concat_str(pl.col("segment").fill_null(""), size, separator="/"))


def taking_part(candidates: pl.DataFrame, *, seed: str, most: int) -> pl.DataFrame:
    """Of those who might enter (`customer_id`), `most` at most, drawn at random: the others stay as they are."""
    if len(candidates) <= most:
        return candidates
    draws = [_uniform(f"{seed}/in/{key}") for key in candidates["customer_id"]]
    drawn = candidates.with_columns(draw=pl.Series(draws, dtype=pl.Float64))
    return drawn.sort("draw", "customer_id").head(max(most, 0)).drop("draw").sort("customer_id")


def assigned(entering: pl.DataFrame, *, seed: str, share_percent: int) -> pl.DataFrame:
    """Draw the customers that enter together (`customer_id`, `stratum`); returns them with their `arm`.

    In each stratum those with the lowest hashes follow the challenger: `share_percent` of them, and where that is no
    whole number, one more or not by a draw of the same kind, so that each customer's chance is the share itself.
    """
    if entering.is_empty():
        return entering.with_columns(arm=pl.lit(None, pl.String))
    keys = entering["customer_id"].to_list()
    draws = pl.Series("draw", [_uniform(f"{seed}/{key}") for key in keys], dtype=pl.Float64)
    # One draw more for the stratum, that of whoever comes first in it: whether the fraction left over counts as one.
    odd = pl.Series("odd", [_uniform(f"{seed}/odd/{key}") for key in keys], dtype=pl.Float64)
    drawn = entering.with_columns(draws, odd).sort("stratum", "draw", "customer_id")
    most = (pl.len() * share_percent / 100 + pl.col("odd").first()).floor().over("stratum")
    rank = pl.col("customer_id").cum_count().over("stratum")
    arm = pl.when(rank <= most).then(pl.lit(CHALLENGER)).otherwise(pl.lit(CHAMPION))
    return drawn.with_columns(arm=arm).drop("draw", "odd").sort("customer_id")


def _uniform(text: str) -> float:
    """A number from 0 to 1 (not 1), the same for the same text on any machine."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") / _WHOLE
