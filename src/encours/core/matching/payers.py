"""Who sends a credit: by its customer's creditor reference, IBAN, confirmed alias, or number with the State."""

from __future__ import annotations

import polars as pl

from encours.core.matching.folding import alias_key, iban_key, legal_form, name_key, number_key
from encours.core.references import found_in


def recognised(lines: pl.DataFrame, payers: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """`line_id, customer_id, kind, value`; a null customer is a payer remembered as not one.

    The creditor reference of a customer is surest, then the IBAN, the alias, the VAT number and the SIREN in
    the words: a line is told by the surest that knows it, and by all the customers of that one (a treasury
    may pay for several).
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
    states = _by_state_numbers(lines, customers)
    for weaker in (
        by_iban.select(columns),
        by_alias.select(columns),
        *(each.select(columns) for each in states),
    ):
        found = pl.concat([found, weaker.join(found.select("line_id").unique(), on="line_id", how="anti")])
    return found.unique(["line_id", "customer_id"], keep="first", maintain_order=True)


def with_families(known: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Known payers, and the other customers of their groups (kind `group`)."""
    grouped = customers.drop_nulls("group_id").select("customer_id", "group_id")
    others = (
        known.join(grouped, on="customer_id")
        .select("line_id", "group_id", "value")
        .unique(["line_id", "group_id"], maintain_order=True)
        .join(grouped, on="group_id")
        .select("line_id", "customer_id", kind=pl.lit("group"), value="value")
    )
    return pl.concat([known, others]).unique(["line_id", "customer_id"], keep="first", maintain_order=True)


def named_alike(lines: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Lines whose payer bears the very name of one customer alone (kind `name`).

    A legal form may be left out on either side; two that differ are two companies.
    """
    names = customers.select("customer_id", value=name_key(pl.col("name")), form=legal_form(pl.col("name")))
    alone = names.drop_nulls("value").unique().filter(pl.len().over("value") == 1)
    told = pl.concat(
        [
            lines.select("line_id", value=name_key(pl.col(column)), said=legal_form(pl.col(column)))
            for column in ("counterparty", "ultimate")
            if column in lines.columns
        ]
    )
    same_form = (pl.col("said") == "") | (pl.col("form") == "") | (pl.col("said") == pl.col("form"))
    found = (
        told.drop_nulls("value").join(alone, on="value").filter(same_form).unique(["line_id", "customer_id"])
    )
    return (
        found.filter(pl.len().over("line_id") == 1)
        .select("line_id", "customer_id", kind=pl.lit("name"), value="value")
        .sort("line_id")
    )


def _by_state_numbers(lines: pl.DataFrame, customers: pl.DataFrame) -> list[pl.DataFrame]:
    """Lines whose words bear a customer's VAT number or SIREN (or a SIRET, which begins with it)."""
    words = lines.select("line_id", words=pl.col("wording").str.to_uppercase())
    found = []
    for kind, column, pattern, size in (
        ("vat", "vat_number", r"\b[A-Z]{2}[A-Z0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b", 13),
        ("siren", "siren", r"\b[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{5})?\b", 9),
    ):
        keys = customers.select("customer_id", value=number_key(pl.col(column))).filter(pl.col("value") != "")
        told = (
            words.lazy()
            .filter(pl.lit(value=len(keys) > 0))
            .select("line_id", value=pl.col("words").str.extract_all(pattern))
            .explode("value", empty_as_null=False)
            .with_columns(pl.col("value").str.replace_all(" ", "").str.slice(0, size))
            .drop_nulls("value")
            .collect()
        )
        found.append(told.unique().join(keys, on="value").with_columns(kind=pl.lit(kind)).sort("line_id"))
    return found


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
