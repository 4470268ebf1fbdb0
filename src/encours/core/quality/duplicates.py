"""Customers that seem to be one: by an identifier they share, or by a name that is nearly the same.

Only customers of one block are compared: those of one postcode, or, where it is not known, whose name begins
alike. A block larger than `BLOCK` is cut in the order of names, so the work grows with the customers, not with
their square; two names cut apart there are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl
from rapidfuzz import fuzz, process

from encours.core.matching.folding import name_key
from encours.core.quality.identifiers import bad_siren, compact

BLOCK: Final = 400
ALIKE: Final = 92  # of 100, in one place
ALIKE_ANYWHERE: Final = 96  # where no postcode tells two homonyms apart
_SHORT: Final = 5
_PAIR = {"customer_id": pl.Int64, "other_id": pl.Int64, "value": pl.String}


def alike(customers: pl.DataFrame) -> pl.DataFrame:
    """Pairs `customer_id`, `other_id` (the one known longer) and `value`, why: siren, vat_number or name."""
    keyed = customers.select(
        "customer_id",
        "siren",
        "postcode",
        right=~bad_siren(pl.col("siren")),
        vat=compact(pl.col("vat_number")),
        consumer=pl.col("regime") == "consumer",
        key=name_key(pl.col("name")),
    )
    by_siren = _sharing(keyed.filter((pl.col("siren") != "") & pl.col("right")), "siren", "siren")
    by_vat = _sharing(keyed.filter(pl.col("vat") != ""), "vat", "vat_number")
    return (
        pl.concat([by_siren, by_vat, _by_name(keyed.filter(pl.col("key").is_not_null()))])
        .unique(["customer_id", "other_id"], keep="first", maintain_order=True)
        .unique("customer_id", keep="first", maintain_order=True)
        .sort("customer_id")
    )


def _sharing(rows: pl.DataFrame, column: str, why: str) -> pl.DataFrame:
    """Each customer beside the first that bears the same identifier."""
    first = rows.group_by(column).agg(other_id=pl.col("customer_id").min())
    return (
        rows.join(first, on=column)
        .filter(pl.col("customer_id") != pl.col("other_id"))
        .select("customer_id", "other_id", value=pl.lit(why))
        .sort("customer_id")
    )


def _by_name(rows: pl.DataFrame) -> pl.DataFrame:
    """Names nearly the same, of customers whose SIREN does not tell them apart."""
    placed = pl.col("postcode") != ""
    block = pl.when(placed).then(pl.col("postcode")).otherwise("~" + pl.col("key").str.slice(0, 4))
    blocked = rows.filter(placed | ~pl.col("consumer")).with_columns(block=block)
    many = blocked.filter(pl.len().over("block") > 1).sort("block", "key", "customer_id")
    pairs = [pair for _, people in many.group_by("block", maintain_order=True) for pair in _near(people)]
    found = pl.DataFrame(pairs, schema={"customer_id": pl.Int64, "other_id": pl.Int64}, orient="row")
    return found.with_columns(value=pl.lit("name")).select(*_PAIR).sort("customer_id", "other_id")


def _near(people: pl.DataFrame) -> Iterator[tuple[int, int]]:
    for start in range(0, len(people), BLOCK):
        part = people.slice(start, BLOCK)
        keys, ids, sirens = (part[name].to_list() for name in ("key", "customer_id", "siren"))
        least = ALIKE if part["postcode"][0] else ALIKE_ANYWHERE
        scores = process.cdist(keys, keys, scorer=fuzz.token_sort_ratio, score_cutoff=least, dtype="uint8")
        for one, other in zip(*scores.nonzero(), strict=True):
            if one < other and may_be_one(keys[one], keys[other], sirens[one], sirens[other]):
                first, last = sorted((ids[one], ids[other]))
                yield last, first


def may_be_one(key: str, other: str, siren: str, other_siren: str) -> bool:
    """Whether two names alike may be one customer: no SIREN tells them apart, and they are long enough."""
    told_apart = bool(siren and other_siren and siren != other_siren)
    return not told_apart and (key == other or min(len(key), len(other)) >= _SHORT)
