"""Which entries are to be exported: what the books lack, and what they were given that no longer holds."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

OF_BOOKINGS = ("doubtful", "depreciation")
"""Kinds whose entries are of a doubtful debt (`core.entries.bookings`): accepted one by one, never drawn up again."""
KINDS = ("payment", "charge", "discount", "difference", "transfer", "payout", "credit_note", *OF_BOOKINGS)

OF_PAYMENTS = ("payment", "transfer")
"""Kinds whose entries are of a payment; a payout's is of it and of no customer, the others are of an application."""


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
    payments: pl.DataFrame,
    applications: pl.DataFrame,
    given_up: pl.DataFrame,
    transfers: pl.DataFrame,
    payouts: pl.DataFrame,
    notes: pl.DataFrame,
) -> pl.DataFrame:
    """One row a part of an entry: an invoice and so much of it, or what stays on account (no application).

    `payments`: payment_id, customer_id, on, bank, of_provider (whether that account is a payment provider's),
    unapplied_cents, of money that no ledger posts. `applications`:
    application_id, payment_id, receivable_id, number, issued_on, settled, applied_on, amount_cents. `given_up`:
    application_id, kind, customer_id, receivable_id, number, issued_on, settled, applied_on, amount_cents. `transfers`:
    customer_id, to_customer_id, cents, on, back_id, of those that no ledger posts. `payouts`: payout_id, line_id, on,
    bank, received_cents, fee_cents (as it is told: not positive), provider_bank, number, issued_on. `notes`, credit
    notes that pay invoices: application_id, customer_id, applied_on, amount_cents, and of each of the two documents
    receivable_id, number, issued_on, settled (those of the note begin with `note_`).
    Gives `subject` (of which entry the part is), kind, on, bank and the columns above; cents, below zero of money
    that went back.
    """
    whose = payments.select("payment_id", "customer_id", "on", "bank", "of_provider")
    applied = applications.join(whose, on="payment_id").with_columns(kind=pl.lit("payment"))
    on_account = payments.filter(pl.col("unapplied_cents") != 0).select(
        "payment_id",
        "customer_id",
        "on",
        "bank",
        "of_provider",
        amount_cents="unapplied_cents",
        kind=pl.lit("payment"),
        applied_on="on",
        settled=pl.lit(value=False),
    )
    lost = given_up.with_columns(on="applied_on", bank=pl.lit(""))
    paid_out = payouts.with_columns(
        kind=pl.lit("payout"), applied_on="on", amount_cents=pl.lit(0, dtype=pl.Int64)
    )
    together = pl.concat(
        [applied, on_account, lost, _moved(transfers), paid_out, _set_against(notes)], how="diagonal"
    )
    return together.with_columns(
        subject=_subject(), of_provider=pl.col("of_provider").fill_null(value=False)
    ).sort("on", "subject", "application_id", nulls_last=True)


def _subject() -> pl.Expr:
    """What the entry is of, in signs."""
    kind = pl.col("kind")
    owner = pl.when(kind.is_in(OF_PAYMENTS)).then("payment_id").when(kind == "payout").then("payout_id")
    return pl.concat_str(
        "kind", owner.otherwise(pl.coalesce("of_application", "application_id")), separator=":"
    )


def _set_against(notes: pl.DataFrame) -> pl.DataFrame:
    """The two parts of a credit note that pays an invoice: off what it had left, off what was owed."""
    common = {"on": "applied_on", "applied_on": "applied_on", "customer_id": "customer_id"}
    used = notes.select(
        **common, of_application="application_id", amount_cents=-pl.col("amount_cents"),
        receivable_id="note_id", number="note_number", issued_on="note_issued_on", settled="note_settled",
    )  # fmt: skip
    paid = notes.select(
        **common, application_id="application_id", amount_cents="amount_cents", receivable_id="receivable_id",
        number="number", issued_on="issued_on", settled="settled",
    )  # fmt: skip
    return pl.concat([used, paid], how="diagonal").with_columns(kind=pl.lit("credit_note"), bank=pl.lit(""))


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

    `exported`: entry_id, subject, application_id, amount_cents, of a payout line_id, received_cents and fee_cents, and
    `settled`, true once the books have spoken: what they hold is corrected in the books. An entry whose parts changed
    is undone whole and made again.
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
    """What an entry is made of, in signs: each application and so many cents, in order; of a payout, its credit."""
    sent = pl.format("{}:{}:{}", "line_id", "received_cents", "fee_cents")
    part = pl.coalesce(sent, pl.format("{}:{}", pl.col("application_id").fill_null(0), "amount_cents"))
    return rows.group_by(by).agg(signature=part.sort().str.join(","))
