"""A day's credits against what is owed: applied where it is sure, proposed where it is not.

In order: a payer remembered as not a customer is set aside; named items are paid; then the exact amount
of one single open item of a known payer. A line never pays beyond its amount nor an item beyond what is
open; another currency is never touched; debits and returned payments pay nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from encours.core.matching.allocation import Allocation
from encours.core.matching.candidates import candidates
from encours.core.matching.mentions import mentions
from encours.core.matching.payers import recognised
from encours.core.matching.shapes import CustomerName, Outcome, Payable, Payer, SetAside


@dataclass(frozen=True, slots=True)
class Cash:
    """Frames in the shapes of `core.matching.shapes`: Match, Candidate, SetAside, Outcome."""

    matches: pl.DataFrame
    candidates: pl.DataFrame
    set_aside: pl.DataFrame
    outcomes: pl.DataFrame


def apply_cash(
    lines: pl.DataFrame, items: pl.DataFrame, payers: pl.DataFrame, customers: pl.DataFrame
) -> Cash:
    """Apply bank lines to open items.

    `lines` has the columns of BankLine that matching reads (amount_cents, currency, booked_on, wording,
    reference, end_to_end_id, iban, counterparty, ultimate, return_reason) and `line_id`; `items`,
    `payers` and `customers` are Payable, Payer and CustomerName. The order of rows changes nothing.
    """
    received = lines.filter(_pays()).sort("booked_on", "line_id")
    items = items.select(Payable.column_names()).sort("receivable_id")
    payers = payers.select(Payer.column_names())
    customers = customers.select(CustomerName.column_names())
    told = recognised(received, payers, customers)
    known = told.drop_nulls("customer_id")
    named = mentions(received, items)
    strangers = _strangers(told)
    aside = strangers.join(named.filter("strong").select("line_id").unique(), on="line_id", how="anti")
    held = dict.fromkeys(strangers["line_id"].to_list(), "payer_set_aside")
    allocation = Allocation(received, items.filter(pl.col("open_cents") > 0), known, held)
    allocation.pay_named(named)
    allocation.pay_exact()
    matches = allocation.matches()
    waiting = received.join(aside.select("line_id"), on="line_id", how="anti")
    return Cash(
        matches=matches,
        candidates=candidates(
            _unapplied(waiting, matches),
            allocation.remaining(),
            named.join(_doubts(allocation), on="line_id", how="left"),
            pl.concat([known.select("line_id", "customer_id"), matches.select("line_id", "customer_id")]),
            payers=payers,
            customers=customers,
        ),
        set_aside=aside.select(SetAside.column_names()),
        outcomes=_outcomes(lines, matches, known, aside),
    )


def _pays() -> pl.Expr:
    return (pl.col("amount_cents") > 0) & pl.col("return_reason").is_null()


def _strangers(told: pl.DataFrame) -> pl.DataFrame:
    """Lines whose payer is remembered as not a customer, and as nobody else."""
    nobody = pl.col("customer_id").is_null().all().over("line_id")
    return (
        told.filter(nobody).select("line_id", "kind", "value").unique("line_id", keep="first").sort("line_id")
    )


def _doubts(allocation: Allocation) -> pl.DataFrame:
    return pl.DataFrame(
        {"line_id": list(allocation.doubts), "doubt": list(allocation.doubts.values())},
        schema={"line_id": pl.Int64, "doubt": pl.String},
    )


def _applied(matches: pl.DataFrame) -> pl.DataFrame:
    return matches.group_by("line_id").agg(
        applied_cents=pl.col("amount_cents").sum(),
        paid_customer_id=pl.when(pl.col("customer_id").n_unique() == 1).then(pl.col("customer_id").first()),
    )


def _unapplied(received: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """Credits with something left, `left_cents`."""
    return (
        received.join(_applied(matches), on="line_id", how="left", maintain_order="left")
        .with_columns(left_cents=pl.col("amount_cents") - pl.col("applied_cents").fill_null(0))
        .filter(pl.col("left_cents") > 0)
        .drop("applied_cents", "paid_customer_id")
    )


def _outcomes(
    lines: pl.DataFrame, matches: pl.DataFrame, known: pl.DataFrame, aside: pl.DataFrame
) -> pl.DataFrame:
    """What becomes of every line, in the shape Outcome."""
    sender = known.group_by("line_id").agg(
        sender_id=pl.when(pl.col("customer_id").n_unique() == 1).then(pl.col("customer_id").first()),
        known_by=pl.col("kind").first(),
    )
    applied = pl.col("applied_cents").fill_null(0)
    state = (
        pl.when(pl.col("return_reason").is_not_null())
        .then(pl.lit("returned"))
        .when(pl.col("amount_cents") <= 0)
        .then(pl.lit("debit"))
        .when(pl.col("line_id").is_in(aside["line_id"].implode()))
        .then(pl.lit("set_aside"))
        .when(applied > 0)
        .then(pl.lit("applied"))
        .otherwise(pl.lit("unapplied"))
    )
    customer = pl.when(applied > 0).then("paid_customer_id").otherwise("sender_id")
    return (
        lines.join(_applied(matches), on="line_id", how="left")
        .join(sender, on="line_id", how="left")
        .with_columns(state=state, customer_id=customer, applied_cents=applied)
        .with_columns(
            unapplied_cents=pl.when(_pays())
            .then(pl.col("amount_cents") - pl.col("applied_cents"))
            .otherwise(0)
        )
        .select(Outcome.column_names())
        .sort("line_id")
    )
