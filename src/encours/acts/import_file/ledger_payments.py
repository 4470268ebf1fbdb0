"""Payments of a ledger: a payment is one fact, whether the bank or the ledger told it first."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db.models import F

from encours.acts.import_file.ledger_applications import ApplicationChanges
from encours.acts.import_file.ledger_opening import carried_payments
from encours.acts.import_file.ledger_order import carried_back
from encours.core.entries.returning import returned_key
from encours.core.matching.one_fact import OneFact, one_fact
from encours.records.cash.models import BankLine, Payment
from encours.records.frames import bulk
from encours.records.frames.entries import exported_payments
from encours.records.history.writing import Record


def place_payments(
    read: pl.DataFrame,
    statuses: pl.DataFrame,
    known: pl.DataFrame,
    customers: pl.DataFrame,
    beside: pl.Series,
    openings: tuple[date | None, date | None],
    told_back: pl.DataFrame,
) -> tuple[pl.DataFrame, OneFact]:
    """Give each payment of the file its primary key; one that the bank already brought keeps the bank's.

    Adds `payment_id` and `status` (`confirmed` for the bank's, `carried` for those of earlier years); rows
    gone follow with a null `key`, `unposted` where the bank brought it all the same, `suspended` where a
    person must say whether it is one of the file's. Also returns which of the bank's payments the file
    confirms, and which it may (`line_id` is the payment's key). `beside` are payments of invoices carried;
    `openings` the day of this file's opening, and that of the year after it where that is known already; `told_back`
    (`key`, `payment_id`) what the file posts as we told it.
    """
    told = statuses.filter(pl.col("key").is_not_null())
    new = read.join(told.filter(pl.col("status") == "new").select("key"), on="key", how="semi")
    carried = carried_payments(new, known, beside, openings[0])
    new = new.join(carried, on="key", how="anti")
    back = carried_back(new, known, openings[1])
    new, carried = new.join(back, on="key", how="anti"), pl.concat([carried, back])
    waiting = _waiting(known, statuses.filter(pl.col("key").is_null())["payment_id"])
    ours = told_back.join(_unposted(known, waiting), on="payment_id", how="semi")
    told_back = new.join(ours, on="key").select("key", "payment_id")
    facts = _as_one_fact(
        new.join(told_back, on="key", how="anti"),
        waiting.join(told_back, on="payment_id", how="anti"),
        customers,
    )
    pairs = pl.concat([told_back, facts.confirmed.select("key", pl.col("line_id").alias("payment_id"))])
    fresh = new.join(pairs, on="key", how="anti").select("key")
    placed = pl.concat(
        [
            fresh.select(
                "key", bulk.reserve_ids(Payment, len(fresh)).alias("payment_id"), status=pl.lit("new")
            ),
            pairs.select("key", "payment_id", status=pl.lit("confirmed")),
            carried.with_columns(status=pl.lit("carried")),
            told.filter(pl.col("status") != "new").select("key", "payment_id", "status"),
        ]
    )
    shown = read.join(placed, on="key", how="left")
    absent = _absent(statuses, placed, known, facts)
    was_gone = known.select("payment_id", "aside", was_gone="gone")
    everything = pl.concat([shown, absent], how="diagonal").join(was_gone, on="payment_id", how="left")
    return everything, facts


def _absent(
    statuses: pl.DataFrame, placed: pl.DataFrame, known: pl.DataFrame, facts: OneFact
) -> pl.DataFrame:
    """Payments that the file does not show, with why: gone, replaced, unposted or suspended."""
    from_bank = known.filter(pl.col("source") == "bank").select("payment_id", from_bank=pl.lit(value=True))
    gone = (
        statuses.filter(pl.col("key").is_null())
        .join(placed, on="payment_id", how="anti")
        .join(from_bank, on="payment_id", how="left")
        .select(
            "payment_id",
            status=pl.when((pl.col("status") == "gone") & pl.col("from_bank"))
            .then(pl.lit("unposted"))
            .otherwise("status"),
        )
    )
    suspended = facts.doubtful.select(payment_id="line_id", status=pl.lit("suspended")).unique("payment_id")
    return pl.concat([gone.join(suspended, on="payment_id", how="anti"), suspended])


def _waiting(known: pl.DataFrame, lost: pl.Series) -> pl.DataFrame:
    """Payments of the bank that no ledger posts (any more)."""
    unposted = (pl.col("ledger_key") == "") | pl.col("payment_id").is_in(lost.implode())
    return known.filter(
        (pl.col("source") == "bank")
        & ~pl.col("gone")
        & ~pl.col("aside")
        & (pl.col("amount_cents") > 0)
        & pl.col("bank_line_id").is_not_null()  # what was transferred came from another payment
        & unposted
    )


def _unposted(known: pl.DataFrame, waiting: pl.DataFrame) -> pl.DataFrame:
    """What no ledger posts yet: the bank's payments that wait for one, and what no line of the bank told."""
    moved = known.filter(pl.col("bank_line_id").is_null() & (pl.col("ledger_key") == "") & ~pl.col("gone"))
    return pl.concat([waiting.select("payment_id"), moved.select("payment_id")])


def told_back_in(creditor_id: int, read: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """Payments that a ledger posts as we exported them (`key`, `payment_id`): same customer, same amount, our key."""
    whose = customers.select("account", "customer_id")
    ours = exported_payments(creditor_id).join(whose, on="customer_id")
    named = ours.select("payment_id", "amount_cents", key=returned_key(pl.col("account"), pl.col("key")))
    return read.join(named, on=["key", "amount_cents"]).select("key", "payment_id")


def _as_one_fact(new: pl.DataFrame, waiting: pl.DataFrame, customers: pl.DataFrame) -> OneFact:
    """Look for each new payment among those of the bank that wait for a ledger to post them."""
    lines = waiting.select(
        pl.col("payment_id").alias("line_id"),
        "customer_id",
        "amount_cents",
        "currency",
        pl.col("paid_on").alias("booked_on"),
    )
    posted = new.join(customers.select("account", "customer_id"), on="account")
    return one_fact(
        lines, posted.select("key", "customer_id", "paid_on", "amount_cents", "currency", "in_bank_journal")
    )


def write_payments(
    record: Record,
    customers: pl.DataFrame,
    paid: pl.DataFrame,
    changes: ApplicationChanges,
    known: pl.DataFrame,
    *,
    on: date,
    intake_id: int,
) -> None:
    """Write what is new, confirmed or gone, and every balance that moved."""
    shown = paid.filter(pl.col("key").is_not_null())
    # A payment that the bank brought keeps the amount and day that the bank told.
    amounts = pl.concat(
        [
            known.select("payment_id", "amount_cents"),
            shown.join(known, on="payment_id", how="anti").select("payment_id", "amount_cents"),
        ]
    )
    balances = changes.unapplied_balances(amounts)
    fresh = shown.filter(pl.col("status") == "new").with_columns(intake_id=pl.lit(intake_id))
    _insert(record, customers, fresh, balances)
    confirmed = shown.filter(pl.col("status") == "confirmed")
    bulk.update(Payment, confirmed.select(pl.col("payment_id").alias("id"), ledger_key="key"))
    unposted = paid.filter(pl.col("status") == "unposted")
    bulk.update(Payment, unposted.select(pl.col("payment_id").alias("id"), ledger_key=pl.lit("")))
    back = pl.col("was_gone").fill_null(value=False)
    aside = pl.col("aside").fill_null(value=False)
    gone = paid.filter(pl.col("status").is_in(["gone", "replaced", "suspended"]) & ~back & ~aside)
    _mark_gone(gone, on)
    _mark_gone(shown.filter(back), None)
    _let_lines_wait(gone, known)
    moved = known.join(balances, on="payment_id", suffix="_now").filter(
        pl.col("unapplied_cents") != pl.col("unapplied_cents_now")
    )
    bulk.update(
        Payment, moved.select(pl.col("payment_id").alias("id"), unapplied_cents="unapplied_cents_now")
    )
    for customer in moved["customer_id"].unique():
        record.of(customer)


def _let_lines_wait(gone: pl.DataFrame, known: pl.DataFrame) -> None:
    """A bank line that confirmed a payment which the ledger took back is to be matched anew."""
    took_back = gone.filter(pl.col("status") == "gone").select("payment_id")
    held = known.filter((pl.col("source") == "ledger") & pl.col("bank_line_id").is_not_null())
    both = held.join(took_back, on="payment_id", how="semi")
    BankLine.objects.filter(pk__in=both["bank_line_id"].to_list()).update(
        state="unapplied", version=F("version") + 1
    )
    bulk.update(
        Payment,
        both.select(pl.col("payment_id").alias("id"), bank_line_id=pl.lit(None, dtype=pl.Int64)),
    )


def _mark_gone(rows: pl.DataFrame, on: date | None) -> None:
    bulk.update(
        Payment, rows.select(pl.col("payment_id").alias("id"), pl.lit(on, dtype=pl.Date).alias("gone_on"))
    )


def _insert(record: Record, customers: pl.DataFrame, new: pl.DataFrame, balances: pl.DataFrame) -> None:
    if new.is_empty():
        return
    rows = (
        new.drop("unapplied_cents")
        .join(balances, on="payment_id")
        .join(customers.select("account", "customer_id"), on="account")
        .select(
            pl.col("payment_id").alias("id"),
            "customer_id",
            "key",
            "paid_on",
            "amount_cents",
            "unapplied_cents",
            "currency",
            "in_bank_journal",
            pl.col("journal").str.slice(0, 20),
            pl.col("entry_number").str.slice(0, 60),
            pl.col("piece").fill_null("").str.slice(0, 100),
            pl.col("label").str.slice(0, 300),
            "line",
            "intake_id",
            "known_on",
            pl.lit("ledger").alias("source"),
            pl.lit("").alias("ledger_key"),
            pl.lit(value=True).alias("reconstructed"),
            pl.lit(record.creditor.pk).alias("creditor_id"),
            pl.lit(record.entry.pk).alias("entry_id"),
            pl.lit(record.at).alias("recorded_at"),
        )
    )
    bulk.insert(Payment, rows)
    record.wrote(Payment, rows)
