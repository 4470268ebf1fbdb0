"""All rules over all rows: what was found, a mark for each customer's file, and the figures of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.quality import customers as files
from encours.core.quality import items as debts
from encours.core.quality.duplicates import alike
from encours.core.quality.in_doubt import doubles_in_doubt
from encours.core.quality.rules import CODES, RULES, SEVERITIES, USUALLY_MANDATORY, severity_of
from encours.core.quality.shapes import FileMark, Found

_ITEM: Final = ["rule", "customer_id", "receivable_id"]
SAME: Final = [*_ITEM, "contact_id", "other_id", "value"]
"""What makes two errors the same one: an accepted address that is changed is judged anew."""


@dataclass(frozen=True, slots=True)
class Assessed:
    """What was found (Found, with `severity`, `weighs`, `holds`, `accepted`), and the marks of files (FileMark)."""

    found: pl.DataFrame
    marks: pl.DataFrame


def assessed(
    customers: pl.DataFrame,
    contacts: pl.DataFrame,
    items: pl.DataFrame,
    payments: pl.DataFrame,
    *,
    on: date,
    currency: str = "EUR",
    off: Iterable[str] = (),
    mandatory: Iterable[str] = USUALLY_MANDATORY,
    accepted: pl.DataFrame | None = None,
    pairs: bool = True,
    contracts: pl.DataFrame | None = None,
    ceased: pl.DataFrame | None = None,
) -> Assessed:
    """Judge customers, contacts, open items and payments in the shapes of `core.quality.shapes`.

    `off` are the rules that the creditor does not want, `mandatory` the facts that it wants of everybody.
    `currency` is that of its books: what is at stake of a customer is told in it where it owes any.
    `accepted` are the errors that a person accepts as they are (`SAME` columns): they weigh on nothing.
    Without `pairs`, customers are not compared with each other. `contracts` and `ceased` are of the customers.
    """
    owed = at_stake(items, currency)
    contacts = contacts.join(customers, on="customer_id", how="semi")  # those of prospects are not looked at
    known = files.known(customers, contacts)
    parts = [
        *files.missing(known),
        *files.wrong(customers, ceased, on=on),
        *files.wrong_contacts(contacts),
        *_of_debts(items, payments, customers, contracts, on=on),
        *([alike(customers).with_columns(rule=pl.lit("duplicate_customer"))] if pairs else []),
    ]
    found = (
        _in_one(parts, owed, currency)
        .filter(~pl.col("rule").is_in(list(off)))
        .pipe(_graded, frozenset(mandatory))
        .pipe(_told_accepted, accepted)
    )
    marks = (
        files.complete(known)
        .join(owed, on="customer_id", how="left")
        .pipe(_marked, found.filter(~pl.col("accepted")), currency)
    )
    return Assessed(found, marks)


def _of_debts(
    items: pl.DataFrame,
    payments: pl.DataFrame,
    customers: pl.DataFrame,
    contracts: pl.DataFrame | None,
    *,
    on: date,
) -> Iterator[pl.DataFrame]:
    """What the rules about invoices and payments find."""
    yield from debts.wrong(items, on=on)
    yield debts.undated(items)
    yield debts.not_as_agreed(items, customers, contracts)
    yield debts.paid_twice(payments)
    yield from doubles_in_doubt(items, payments)


def at_stake(items: pl.DataFrame, currency: str) -> pl.DataFrame:
    """What each customer owes: in the currency of the books, else in the one it owes most of."""
    return (
        items.filter(pl.col("open_cents") > 0)
        .group_by("customer_id", "currency")
        .agg(owed_cents=pl.col("open_cents").sum())
        .sort("customer_id", pl.col("currency") != currency, -pl.col("owed_cents"))
        .unique("customer_id", keep="first", maintain_order=True)
        .rename({"currency": "owed_currency"})
    )


def _in_one(parts: list[pl.DataFrame], owed: pl.DataFrame, currency: str) -> pl.DataFrame:
    """One frame of what every rule found; a customer's own errors put all that it owes at stake."""
    empty = Found.create_empty()
    rows = pl.concat([empty, *(part.cast(_kinds(part, empty)) for part in parts)], how="diagonal")
    return (
        rows.join(owed, on="customer_id", how="left")
        .with_columns(
            pl.col("count").fill_null(1),
            pl.coalesce("at_stake_cents", "owed_cents", pl.lit(0)).alias("at_stake_cents"),
            pl.coalesce("currency", "owed_currency", pl.lit(currency)).alias("currency"),
            pl.col("value").fill_null("").str.slice(0, 200),
        )
        .select(Found.column_names())
    )


def _kinds(part: pl.DataFrame, empty: pl.DataFrame) -> pl.Schema:
    return pl.Schema({name: empty.schema[name] for name in part.columns})


def _graded(found: pl.DataFrame, mandatory: frozenset[str]) -> pl.DataFrame:
    """Add `severity` and `holds`, and put the gravest and the dearest first."""
    told = pl.DataFrame(
        [(rule.code, severity_of(rule, mandatory), rule.holds) for rule in RULES],
        schema={"rule": pl.String, "severity": pl.String, "holds": pl.String},
        orient="row",
    )
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return (
        found.join(told, on="rule")
        .with_columns(
            rank=pl.col("severity").replace_strict(order, return_dtype=pl.Int8),
            weighs=pl.col("severity") != "minor",
        )
        .sort("rank", "at_stake_cents", *_ITEM, descending=[False, True, False, False, False])
        .drop("rank")
    )


def _told_accepted(found: pl.DataFrame, accepted: pl.DataFrame | None) -> pl.DataFrame:
    if accepted is None or accepted.is_empty():
        return found.with_columns(accepted=pl.lit(value=False))
    marked = accepted.select(SAME).unique().with_columns(accepted=pl.lit(value=True))
    joined = found.join(marked, on=SAME, how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.col("accepted").fill_null(value=False))


def _marked(files_: pl.DataFrame, found: pl.DataFrame, currency: str) -> pl.DataFrame:
    order = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    worst = (
        found.select(
            "customer_id", "severity", rank=pl.col("severity").replace_strict(order, return_dtype=pl.Int8)
        )
        .sort("rank")
        .unique("customer_id", keep="first", maintain_order=True)
    )
    return (
        files_.join(worst.select("customer_id", worst="severity"), on="customer_id", how="left")
        .with_columns(
            pl.col("worst").fill_null(""),
            pl.col("owed_cents").fill_null(0).alias("at_stake_cents"),
            pl.col("owed_currency").fill_null(currency).alias("currency"),
        )
        .select(FileMark.column_names())
        .sort("customer_id")
    )


def figures(found: pl.DataFrame, marks: pl.DataFrame, currency: str) -> dict[str, Any]:
    """The figures of the whole, ready for JSON; what a person accepted is not counted.

    `score` is the share of the customers who owe whose file has no error that blocks or is serious;
    `owed_cents` what they owe in the currency of the books, `sure_cents` of it what such files carry.
    """
    debtors = marks.filter(pl.col("at_stake_cents") > 0)
    sure = debtors.filter(~pl.col("worst").is_in(["blocks", "serious"]))
    ours = pl.col("currency") == currency
    by_rule = (
        found.filter(~pl.col("accepted"))
        .group_by("rule", "severity")
        .agg(
            count=pl.col("count").sum(),
            files=pl.col("customer_id").n_unique(),
            at_stake_cents=pl.col("at_stake_cents").filter(ours).sum(),
        )
    )
    minor = pl.col("severity") == "minor"
    order = [minor, pl.col("at_stake_cents"), pl.col("count"), pl.col("rule")]
    rows = by_rule.sort(order, descending=[False, True, True, False]).to_dicts()
    return {
        "currency": currency,
        "customers": len(marks),
        "debtors": len(debtors),
        "score": 100 * len(sure) // len(debtors) if len(debtors) else 100,
        "owed_cents": int(debtors.filter(ours)["at_stake_cents"].sum()),
        "sure_cents": int(sure.filter(ours)["at_stake_cents"].sum()),
        "complete": int(marks["percent"].sum()) // len(marks) if len(marks) else 100,
        "rules": [row | {"holds": CODES[row["rule"]].holds} for row in rows],
    }
