"""Who sends a credit: by its customer's creditor reference, IBAN, confirmed alias, or number with the State."""

from __future__ import annotations

import polars as pl

from encours.core.matching.folding import alias_key, iban_key, legal_form, name_key, number_key
from encours.core.matching.nothing import nothing_without
from encours.core.matching.referred import by_line


@nothing_without(0)
def recognised(lines: pl.DataFrame, payers: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """`line_id, customer_id, kind, value`; a null customer is a payer remembered as not one.

    The creditor reference of a customer is surest, then the IBAN, the alias, the VAT number and the SIREN in
    the words: a line is told by the surest that knows it, and by all the customers of that one (a treasury
    may pay for several).
    """
    columns = ("line_id", "customer_id", "kind", "value")
    found: list[pl.DataFrame] = []
    for told_by in _WAYS:
        each = told_by(lines, payers, customers).select(columns)
        found.append(each)
        if len(each):  # the others are still nobody's
            lines = lines.join(each.select("line_id"), on="line_id", how="anti")
    return pl.concat(found).unique(["line_id", "customer_id"], keep="first", maintain_order=True)


def keyed(customers: pl.DataFrame) -> pl.DataFrame:
    """Customers with the `key` of their name: the long part of telling names apart, done once."""
    return customers.with_columns(key=name_key(pl.col("name")))


@nothing_without(0)
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


@nothing_without(0, 1)
def named_alike(lines: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Lines whose payer bears the very name of one customer alone (kind `name`); customers are `keyed`.

    A legal form may be left out on either side; two that differ are two companies.
    """
    names = customers.select("customer_id", "name", value="key").drop_nulls("value")
    told = _names(lines).with_columns(value=name_key(pl.col("said"))).drop_nulls("value")
    found = (
        told.join(names.filter(pl.len().over("value") == 1), on="value")
        .with_columns(said=legal_form(pl.col("said")), form=legal_form(pl.col("name")))
        .filter((pl.col("said") == "") | (pl.col("form") == "") | (pl.col("said") == pl.col("form")))
        .unique(["line_id", "customer_id"])
    )
    return (
        found.filter(pl.len().over("line_id") == 1)
        .select("line_id", "customer_id", kind=pl.lit("name"), value="value")
        .sort("line_id")
    )


def _names(lines: pl.DataFrame) -> pl.DataFrame:
    """`line_id, said` for each name that a bank gives of a payer."""
    columns = [column for column in ("counterparty", "ultimate") if column in lines.columns]
    told = pl.concat([lines.select("line_id", said=pl.col(column)) for column in columns])
    return told.drop_nulls("said")


@nothing_without(0, 1)
def _by_iban(lines: pl.DataFrame, payers: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    told = lines.select("line_id", value=iban_key(pl.col("iban")))
    return told.join(_known(payers, "iban"), on="value", how="inner")


@nothing_without(0, 1)
def _by_alias(lines: pl.DataFrame, payers: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
    told = _names(lines).select("line_id", value=alias_key(pl.col("said"))).unique()
    return told.join(_known(payers, "alias"), on="value", how="inner")


def _by_vat(lines: pl.DataFrame, _: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    pattern = r"\b[A-Z]{2}[A-Z0-9]{2} ?[0-9]{3} ?[0-9]{3} ?[0-9]{3}\b"
    return _by_state_number(lines, _numbers(customers, "vat_number"), "vat", pattern, 13)


def _by_siren(lines: pl.DataFrame, _: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    pattern = r"\b[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{5})?\b"
    return _by_state_number(lines, _numbers(customers, "siren"), "siren", pattern, 9)


def _numbers(customers: pl.DataFrame, column: str) -> pl.DataFrame:
    told = customers.filter(pl.col(column).is_not_null())
    return told.select("customer_id", value=number_key(pl.col(column))).filter(pl.col("value") != "")


@nothing_without(0, 1)
def _by_state_number(
    lines: pl.DataFrame, keys: pl.DataFrame, kind: str, pattern: str, size: int
) -> pl.DataFrame:
    """Lines whose words bear a customer's VAT number or SIREN (or a SIRET, which begins with it)."""
    told = (
        lines.lazy()
        .select("line_id", value=pl.col("wording").str.to_uppercase().str.extract_all(pattern))
        .explode("value", empty_as_null=False)
        .with_columns(pl.col("value").str.replace_all(" ", "").str.slice(0, size))
        .drop_nulls("value")
        .collect()
    )
    return told.unique().join(keys, on="value").with_columns(kind=pl.lit(kind)).sort("line_id")


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


@nothing_without(0, 2)
def _by_reference(lines: pl.DataFrame, _: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    keys = customers.filter(pl.col("reference").is_not_null())
    return _bearing(keys, lines)


@nothing_without(0)
def _bearing(customers: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    keys = customers.select("customer_id", value=number_key(pl.col("reference")), kind=pl.lit("reference"))
    return (
        by_line(lines).join(keys, left_on="found", right_on="value", coalesce=False).sort("line_id", "value")
    )


_WAYS = (_by_reference, _by_iban, _by_alias, _by_vat, _by_siren)
"""The surest first."""
