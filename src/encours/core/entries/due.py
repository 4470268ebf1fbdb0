"""Which entries are to be exported: what the books lack, and what they were given that no longer holds."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

KINDS = ("payment", "charge", "discount", "difference", "transfer")

OF_PAYMENTS = ("payment", "transfer")
"""Kinds whose entries are of a payment; of the others, of an application."""


@dataclass(frozen=True, slots=True)
class Due:
    """`post`: the parts of new entries, in the columns of `parts`; `reverse`: the keys of exported entries to undo."""

    post: pl.DataFrame
    reverse: pl.Series

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to export."""
        return self.post.is_empty() and self.reverse.is_empty()


def parts(
    payments: pl.DataFrame, applications: pl.DataFrame, given_up: pl.DataFrame, transfers: pl.DataFrame
) -> pl.DataFrame:
    """One row a part of an entry: an invoice and so much of it, or what stays on account (no application).

    `payments`: payment_id, customer_id, on, bank, unapplied_cents, of money that no ledger posts. `applications`:
    application_id, payment_id, receivable_id, number, issued_on, settled, applied_on, amount_cents. `given_up`:
    application_id, kind, customer_id, receivable_id, number, issued_on, settled, applied_on, amount_cents. `transfers`:
    customer_id, to_customer_id, cents, on, back_id, of those that no ledger posts.
    Gives `subject` (of which entry the part is), kind, on, bank and the columns above; cents, below zero of money
    that went back.
    """
    whose = payments.select("payment_id", "customer_id", "on", "bank")
    applied = applications.join(whose, on="payment_id").with_columns(kind=pl.lit("payment"))
    on_account = payments.filter(pl.col("unapplied_cents") != 0).select(
        "payment_id",
        "customer_id",
        "on",
        "bank",
        amount_cents="unapplied_cents",
        kind=pl.lit("payment"),
        applied_on="on",
        settled=pl.lit(value=False),
    )
    lost = given_up.with_columns(on="applied_on", bank=pl.lit(""))
    together = pl.concat([applied, on_account, lost, _moved(transfers)], how="diagonal")
    owner = pl.when(pl.col("kind").is_in(OF_PAYMENTS)).then("payment_id").otherwise("application_id")
    return together.with_columns(subject=pl.concat_str("kind", owner, separator=":")).sort(
        "on", "subject", "application_id", nulls_last=True
    )


def _moved(transfers: pl.DataFrame) -> pl.DataFrame:
    """The two parts of each transfer: off one customer's account, onto the other's."""
    common = {"on": "on", "applied_on": "on", "payment_id": "back_id"}
    sides = ((pl.col("customer_id"), -pl.col("cents")), (pl.col("to_customer_id"), pl.col("cents")))
    return pl.concat(
        transfers.select(
            **common, customer_id=whose, amount_cents=cents, kind=pl.lit("transfer"), bank=pl.lit(""),
            settled=pl.lit(value=False),
        )
        for whose, cents in sides
    )  # fmt: skip


def due(wanted: pl.DataFrame, exported: pl.DataFrame) -> Due:
    """Compare parts with those of entries exported and not undone.

    `exported`: entry_id, subject, application_id, amount_cents and `settled`, true once the books have spoken: what
    they hold is corrected in the books. An entry whose parts changed is undone whole and made again.
    """
    now = _signed(wanted, "subject")
    then = _signed(exported, "subject", "entry_id", "settled").rename({"signature": "before"})
    both = now.join(then, on="subject", how="full", coalesce=True)
    settled = pl.col("settled").fill_null(value=False)
    differs = (pl.col("signature") != pl.col("before")).fill_null(value=True)
    changed = both.filter(differs & ~settled)
    fresh = changed.filter(pl.col("signature").is_not_null()).select("subject")
    return Due(
        wanted.join(fresh, on="subject", how="semi", maintain_order="left"),
        changed["entry_id"].drop_nulls().sort(),
    )


def _signed(rows: pl.DataFrame, *by: str) -> pl.DataFrame:
    """What an entry is made of, in signs: each application and so many cents, in order."""
    part = pl.format("{}:{}", pl.col("application_id").fill_null(0), "amount_cents")
    return rows.group_by(by).agg(signature=part.sort().str.join(","))
