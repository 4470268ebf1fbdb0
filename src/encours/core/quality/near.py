"""Customers just opened that may be ones already known: by an identifier, an address or a name they share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl
from rapidfuzz import fuzz, process

from encours.core.matching.folding import name_key
from encours.core.quality.duplicates import ALIKE, ALIKE_ANYWHERE, may_be_one
from encours.core.quality.identifiers import bad_siren, compact

STEM: Final = 4  # letters by which names of one block begin
_MOST: Final = 20_000  # known names of one block that a new one is compared with
_PAIR: Final = {"customer_id": pl.Int64, "other_id": pl.Int64, "value": pl.String}


def near(new: pl.DataFrame, known: pl.DataFrame, emails: pl.DataFrame) -> pl.DataFrame:
    """Pairs `customer_id` (new), `other_id` (known) and `value`, why: siren, vat_number, email or name.

    Both have `customer_id`, `name`, `siren`, `vat_number`, `postcode`, `regime`; `emails` pairs those that share one.
    Each new one is said once, for the surest reason.
    """
    if new.is_empty() or known.is_empty():
        return pl.DataFrame(schema=_PAIR)
    ours, theirs = _keyed(new), _keyed(known)
    return (
        pl.concat(
            [
                _sharing(ours, theirs, "siren"),
                _sharing(ours, theirs, "vat_number"),
                emails.select("customer_id", "other_id", value=pl.lit("email")),
                _named(ours, theirs),
            ]
        )
        .unique("customer_id", keep="first", maintain_order=True)
        .sort("customer_id")
    )


def _keyed(rows: pl.DataFrame) -> pl.DataFrame:
    """Identifiers that are right, names without their form."""
    told = rows.with_columns(
        siren=pl.when(~bad_siren(pl.col("siren"))).then("siren").otherwise(pl.lit("")),
        vat_number=compact(pl.col("vat_number")),
        key=name_key(pl.col("name")),
    )
    return told.with_columns(stem=pl.col("key").str.slice(0, STEM))


def _sharing(new: pl.DataFrame, known: pl.DataFrame, column: str) -> pl.DataFrame:
    first = known.filter(pl.col(column) != "").group_by(column).agg(other_id=pl.col("customer_id").min())
    both = new.filter(pl.col(column) != "").join(first, on=column)
    return both.select("customer_id", "other_id", value=pl.lit(column))


def _named(new: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Names nearly the same; without a place told, a consumer has too many homonyms."""
    told = pl.col("key").is_not_null() & ((pl.col("postcode") != "") | (pl.col("regime") != "consumer"))
    ours, theirs = new.filter(told), known.filter(told)
    blocks = theirs.partition_by("stem", as_dict=True)
    pairs = [
        pair
        for stem, people in ours.partition_by("stem", as_dict=True).items()
        if stem in blocks
        for pair in _alike(people, blocks[stem].head(_MOST))
    ]
    found = pl.DataFrame(
        pairs, schema={"customer_id": pl.Int64, "other_id": pl.Int64, "score": pl.Int64}, orient="row"
    )
    best = found.sort("score", "other_id", descending=[True, False])
    return best.select("customer_id", "other_id", value=pl.lit("name"))


def _alike(new: pl.DataFrame, known: pl.DataFrame) -> Iterator[tuple[int, int, int]]:
    ours, theirs = new["key"].to_list(), known["key"].to_list()
    scores = process.cdist(ours, theirs, scorer=fuzz.token_sort_ratio, score_cutoff=ALIKE, dtype="uint8")
    left, right = (list(rows.select("customer_id", "siren", "postcode").iter_rows()) for rows in (new, known))
    for one, other in zip(*scores.nonzero(), strict=True):
        (key, siren, place), (other_key, other_siren, other_place) = left[one], right[other]
        if place and other_place and place != other_place:
            continue
        least = ALIKE if place and place == other_place else ALIKE_ANYWHERE
        score = int(scores[one, other])
        if score >= least and may_be_one(ours[one], theirs[other], siren, other_siren):
            yield key, other_key, score
