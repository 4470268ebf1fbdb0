"""Who sends a credit: by IBAN, by confirmed alias, by the customer's own creditor reference."""

from __future__ import annotations

import polars as pl

from encours.core.matching.folding import alias_key, iban_key, number_key
from encours.core.references import found_in


def recognised(lines: pl.DataFrame, payers: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """`line_id, customer_id, kind, value`; a null customer is a payer remembered as not one.

    The creditor reference of a customer is surest, then the IBAN, then the alias: a line is told by
    the surest that knows it, and by all the customers of that one (a treasury may pay for several).
    """
    by_reference = _by_reference(lines, customers)
    by_iban = lines.select("line_id", value=iban_key(pl.col("iban"))).join(
        _known(payers, "iban"), on="value", how="inner"
    )
    names = pl.concat(
        [
            lines.select("line_id", value=alias_key(pl.col(column)))
            for column in ("counterparty", "ultimate")
            if column in lines.columns
        ]
    ).unique()
    by_alias = names.join(_known(payers, "alias"), on="value", how="inner")
    columns = ("line_id", "customer_id", "kind", "value")
    found = pl.concat([by_reference.select(columns)])
    for weaker in (by_iban.select(columns), by_alias.select(columns)):
        found = pl.concat([found, weaker.join(found.select("line_id").unique(), on="line_id", how="anti")])
    return found.unique(["line_id", "customer_id"], keep="first", maintain_order=True)


def _known(payers: pl.DataFrame, kind: str) -> pl.DataFrame:
    key = iban_key(pl.col("value")) if kind == "iban" else alias_key(pl.col("value"))
    kept = pl.col("kind") == kind
    if kind == "alias":
        kept = kept & pl.col("confirmed")
    return (
        payers.filter(kept)
        .select("customer_id", "kind", value=key)
        .drop_nulls("value")
        .unique()
        .sort("value", "customer_id")
    )


def _by_reference(lines: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    schema = {"line_id": pl.Int64, "value": pl.String}
    told = pl.concat(
        [
            lines.select("line_id", words=pl.col(column))
            for column in ("reference", "wording", "end_to_end_id")
        ]
    ).filter(pl.col("words").str.contains(r"(?i)\bRF ?[0-9]{2}"))
    pairs = {(line, reference) for line, words in told.iter_rows() for reference in found_in(words)}
    keys = customers.filter(pl.col("reference").is_not_null()).select(
        "customer_id", value=number_key(pl.col("reference")), kind=pl.lit("reference")
    )
    return pl.DataFrame(sorted(pairs), schema=schema, orient="row").join(keys, on="value")
