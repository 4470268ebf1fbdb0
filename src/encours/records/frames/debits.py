"""Direct debits as `core.debits` reads them: items of customers with a mandate, transactions announced or in a file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.debits.choosing import by_instalment
from encours.core.debits.days import lapses_on
from encours.core.instalments import standing
from encours.records.frames.doorway import fetch, only
from encours.records.frames.instalments import standing_plans
from encours.records.frames.quality import doubts

_MANDATES = """
SELECT m.id, m.customer_id, m.state, m.signed_on, m.used_on,
       CASE WHEN m.sequence IN ('OOFF', 'FNAL') THEN 1 ELSE 0 END
FROM debits_mandate m
WHERE m.creditor_id = %s AND m.id = (
    SELECT MAX(n.id) FROM debits_mandate n WHERE n.customer_id = m.customer_id AND (
        n.state <> 'cancelled' OR NOT EXISTS (
            SELECT 1 FROM debits_mandate l WHERE l.customer_id = n.customer_id AND l.state <> 'cancelled')))
"""
_MANDATE = {
    "mandate_id": pl.Int64,
    "customer_id": pl.Int64,
    "mandate": pl.String,
    "signed_on": pl.Date,
    "used_on": pl.Date,
    "single": pl.Boolean,
}
# A person's hold, of the item or of its customer, and a promise to pay; not what a debit itself holds.
_ITEMS = """
SELECT r.id, r.customer_id, r.number,
       CASE WHEN r.factor <> '' THEN 'factored' WHEN r.root = '413' AND r.kind = 'invoice' THEN 'bill' ELSE r.kind END,
       r.issued_on, r.due_on, CASE WHEN r.due_source = 'assumed' THEN 1 ELSE 0 END,
       CASE WHEN r.due_source = 'person' THEN 1 ELSE 0 END, r.open_cents, r.currency,
       CASE WHEN r.gone_on IS NULL THEN 0 ELSE 1 END,
       CASE WHEN EXISTS (SELECT 1 FROM disputes_dispute d WHERE d.receivable_id = r.id AND d.opened_on <= %s
                         AND (d.closed_on IS NULL OR d.closed_on > %s)) THEN 1 ELSE 0 END,
       CASE WHEN EXISTS (SELECT 1 FROM cases_hold h WHERE h.customer_id = r.customer_id AND h.from_on <= %s
                         AND (h.receivable_id IS NULL OR h.receivable_id = r.id)
                         AND (h.until_on IS NULL OR h.until_on >= %s)
                         AND (h.released_on IS NULL OR h.released_on > %s))
              OR EXISTS (SELECT 1 FROM promises_promise p JOIN promises_promiseditem i ON i.promise_id = p.id
                         WHERE i.receivable_id = r.id AND p.made_on <= %s AND p.until_on >= %s
                         AND (p.withdrawn_on IS NULL OR p.withdrawn_on > %s)) THEN 1 ELSE 0 END,
       CASE WHEN r.due_source <> 'person' AND EXISTS (
           SELECT 1 FROM receivables_instalment t WHERE t.receivable_id = r.id) THEN 1 ELSE 0 END,
       CASE WHEN EXISTS (SELECT 1 FROM debits_debititem i WHERE i.receivable_id = r.id AND i.live) THEN 1 ELSE 0 END
FROM receivables_receivable r
WHERE r.creditor_id = %s AND r.open_cents <> 0
  AND r.customer_id IN (SELECT m.customer_id FROM debits_mandate m WHERE m.creditor_id = %s)
"""
_ITEM = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "number": pl.String,
    "kind": pl.String,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "due_assumed": pl.Boolean,
    "moved": pl.Boolean,
    "open_cents": pl.Int64,
    "currency": pl.String,
    "gone": pl.Boolean,
    "disputed": pl.Boolean,
    "held": pl.Boolean,
    "in_parts": pl.Boolean,
    "in_debit": pl.Boolean,
}
_RETURNS = """
SELECT i.receivable_id, d.id, d.reason FROM debits_debit d JOIN debits_debititem i ON i.debit_id = d.id
WHERE d.creditor_id = %s AND d.state = 'returned' AND d.mandate_id IN (
    SELECT m.id FROM debits_mandate m WHERE m.creditor_id = %s AND m.state <> 'cancelled')
ORDER BY d.id
"""


def debitable_items(creditor_id: int, *, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Open items of customers with a mandate, in the shape `core.debits.choosing.Debitable`, with their `number`.

    Of an invoice in instalments, the earliest that is unpaid.
    """
    mandates = standing_mandates(creditor_id, on=on)
    items = fetch(
        f"{_ITEMS} {only('r.customer_id', customers)}", [on] * 8 + [creditor_id, creditor_id], _ITEM
    )
    items = by_instalment(items, standing(standing_plans(creditor_id, customers), items, on=on))
    found = doubts(creditor_id, customers)
    of_items = found.filter(pl.col("holds") == "item")["receivable_id"].unique()
    of_customers = found.filter(pl.col("holds") == "customer")["customer_id"].unique()
    back = fetch(
        _RETURNS,
        [creditor_id, creditor_id],
        {"receivable_id": pl.Int64, "debit_id": pl.Int64, "reason": pl.String},
    )
    returns = back.group_by("receivable_id").agg(
        returns=pl.len().cast(pl.Int64), return_code=pl.col("reason").sort_by("debit_id").last()
    )
    return (
        items.join(
            mandates.select("customer_id", "mandate_id", "mandate", "single", "signed_on"), on="customer_id"
        )
        .join(returns, on="receivable_id", how="left")
        .with_columns(
            pl.col("returns").fill_null(0),
            pl.col("return_code").fill_null(""),
            doubtful=pl.col("receivable_id").is_in(of_items.implode())
            | pl.col("customer_id").is_in(of_customers.implode()),
        )
    )


def standing_mandates(creditor_id: int, *, on: date) -> pl.DataFrame:
    """The mandate of each customer, `mandate` its state on a day: one unused for too long has lapsed."""
    rows = fetch(_MANDATES, [creditor_id], _MANDATE)
    last = [used or signed for signed, used in rows.select("signed_on", "used_on").iter_rows()]
    lapsed = pl.Series([on >= lapses_on(day) for day in last], dtype=pl.Boolean)
    return rows.with_columns(
        mandate=pl.when((pl.col("mandate") == "active") & lapsed).then(pl.lit("lapsed")).otherwise("mandate")
    )


_ANNOUNCED = """
SELECT d.id, d.customer_id, d.mandate_id, d.collect_on, d.notify_on, d.announced_cents, d.message_id,
       CASE WHEN d.message_id IS NULL THEN (
           SELECT MAX(r.issued_on) FROM debits_debititem i JOIN receivables_receivable r ON r.id = i.receivable_id
           WHERE i.debit_id = d.id)
       ELSE (
           SELECT MIN(v."on") FROM encours_messages_delivery v
           WHERE v.message_id = d.message_id AND v.state = 'delivered'
           AND NOT EXISTS (SELECT 1 FROM encours_messages_bounce b WHERE b.message_id = v.message_id)
           AND NOT EXISTS (SELECT 1 FROM encours_messages_message m WHERE m.id = v.message_id AND m.state = 'recalled'))
       END
FROM debits_debit d WHERE d.creditor_id = %s AND d.state = 'announced' ORDER BY d.collect_on, d.customer_id, d.id
"""


def announced_debits(creditor_id: int) -> pl.DataFrame:
    """Transactions announced and in no file yet; `told_on` is when their pre-notification reached the customer.

    Where no message announces one, its invoice did, the day it was issued.
    """
    return fetch(
        _ANNOUNCED,
        [creditor_id],
        {
            "debit_id": pl.Int64,
            "customer_id": pl.Int64,
            "mandate_id": pl.Int64,
            "collect_on": pl.Date,
            "notify_on": pl.Date,
            "announced_cents": pl.Int64,
            "message_id": pl.Int64,
            "told_on": pl.Date,
        },
    )


ANNOUNCED = "d.state = 'announced'"
UNCREDITED = "d.state IN ('prepared', 'returned') AND d.batch_id IS NOT NULL AND d.line_id IS NULL"
RETURNABLE = "d.state IN ('prepared', 'collected', 'returned') AND d.return_line_id IS NULL"


def items_of(creditor_id: int, which: str) -> pl.DataFrame:
    """The items of transactions (`ANNOUNCED`, `UNCREDITED`): debit_id, receivable_id, amount_cents, found (number)."""
    return fetch(
        f"""SELECT i.debit_id, i.receivable_id, i.amount_cents, r.number FROM debits_debititem i
        JOIN debits_debit d ON d.id = i.debit_id JOIN receivables_receivable r ON r.id = i.receivable_id
        WHERE d.creditor_id = %s AND {which} AND i.amount_cents <> 0 ORDER BY i.debit_id, i.id""",
        [creditor_id],
        {
            "debit_id": pl.Int64,
            "receivable_id": pl.Int64,
            "amount_cents": pl.Int64,
            "found": pl.String,
        },
    )


def filed_debits(creditor_id: int, which: str) -> pl.DataFrame:
    """Transactions in a file (`UNCREDITED`, `RETURNABLE`), as `core.debits.telling` reads them.

    `rejected`: the bank told of its return, and no credit of it has come yet. `iban`: the account that it debits.
    """
    return fetch(
        f"""SELECT d.id, d.end_to_end_id, d."group", d.collect_on, d.amount_cents,
               CASE WHEN d.state = 'returned' AND d.line_id IS NULL THEN 1 ELSE 0 END, m.iban
        FROM debits_debit d JOIN debits_mandate m ON m.id = d.mandate_id
        WHERE d.creditor_id = %s AND {which} ORDER BY d.id""",
        [creditor_id],
        {
            "debit_id": pl.Int64,
            "end_to_end_id": pl.String,
            "group": pl.String,
            "collect_on": pl.Date,
            "amount_cents": pl.Int64,
            "rejected": pl.Boolean,
            "iban": pl.String,
        },
    )
