"""Bank lines and payments as matching sees them."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from encours.core.scenario.ladder import FORMAL_NOTICE
from encours.records.frames.doorway import fetch

_CHUNK = 10_000

_LINES = """
SELECT l.id, l.booked_on, l.amount_cents, l.currency, l.counterparty, l.iban, l.end_to_end_id, l.reference,
       l.return_reason, l.wording, l.version,
       CASE WHEN EXISTS (SELECT 1 FROM cash_doubt d WHERE d.line_id = l.id AND NOT d.same) THEN 1 ELSE 0 END
FROM cash_bankline l JOIN cash_bankaccount a ON a.id = l.account_id
WHERE l.creditor_id = %s AND l.state IN ('unapplied', 'returned') AND a.attached
  AND NOT (l.state = 'returned' AND EXISTS (SELECT 1 FROM cash_payment p WHERE p.bank_line_id = l.id))
"""
_LINE = {
    "line_id": pl.Int64,
    "booked_on": pl.Date,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "counterparty": pl.String,
    "iban": pl.String,
    "end_to_end_id": pl.String,
    "reference": pl.String,
    "return_reason": pl.String,
    "wording": pl.String,
    "version": pl.Int64,
    "answered": pl.Boolean,
}
_ITEMS = """
SELECT id, customer_id, number, due_on, open_cents, currency, amount_cents, issued_on, NULLIF(po_number, '')
FROM receivables_receivable
WHERE creditor_id = %s AND (open_cents <> 0 OR (amount_cents > 0 AND issued_on >= %s))
  AND gone_on IS NULL AND kind <> 'opening'
"""
_IN_PARTS = "SELECT receivable_id, due_on FROM receivables_instalmentdue WHERE creditor_id = %s"
# Contested for all that is open of it; or owed before the opening judgment, which forbids paying it (C. com. L622-7).
_BY_HAND = """
SELECT r.id, 'item_contested' FROM disputes_dispute d JOIN receivables_receivable r ON r.id = d.receivable_id
WHERE d.creditor_id = %s AND d.closed_on IS NULL AND d.kind = 'dispute' AND r.open_cents > 0
GROUP BY r.id, r.open_cents HAVING SUM(d.amount_cents) >= r.open_cents
UNION ALL
SELECT DISTINCT r.id, 'payer_insolvent' FROM cases_hold h
JOIN receivables_receivable r ON r.customer_id = h.customer_id
WHERE h.creditor_id = %s AND h.kind = 'insolvency' AND h.released_on IS NULL AND r.open_cents > 0
  AND r.issued_on < h.from_on
"""
# What was agreed for paying early, by the contract in force on the day of the invoice.
_DISCOUNTS = """
SELECT customer_id, from_on, until_on, discount_bps, discount_days FROM contracts_contract
WHERE creditor_id = %s AND discount_bps > 0 AND discount_days IS NOT NULL
"""
_PAYERS = """
SELECT kind, value, customer_id, CASE WHEN confirmed THEN 1 ELSE 0 END FROM cash_payer WHERE creditor_id = %s
"""
# One that was merged goes on being known by its name and account: they are those of the one it is now.
_NAMES = """
SELECT COALESCE(c.merged_into_id, c.id), c.name, c.account, NULLIF(c.siren, ''), NULLIF(c.vat_number, ''), g.group_id
FROM parties_customer c
LEFT JOIN parties_groupmember g ON g.customer_id = c.id
WHERE c.creditor_id = %s
"""
_LEDGER = """
SELECT id, "key", customer_id, paid_on, amount_cents, currency, CASE WHEN in_bank_journal THEN 1 ELSE 0 END
FROM cash_payment
WHERE creditor_id = %s AND source = 'ledger' AND bank_line_id IS NULL AND gone_on IS NULL AND paid_on >= %s
"""


def known_fingerprints(creditor_id: int, fingerprints: pl.Series) -> pl.DataFrame:
    """Which of these lines are known: column fingerprint."""
    wanted = fingerprints.unique().to_list()
    parts = [pl.DataFrame(schema={"fingerprint": pl.String})]
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        marks = ", ".join(["%s"] * len(chunk))
        parts.append(
            fetch(
                f"SELECT fingerprint FROM cash_bankline WHERE creditor_id = %s AND fingerprint IN ({marks})",
                [creditor_id, *chunk],
                {"fingerprint": pl.String},
            )
        )
    return pl.concat(parts)


_OTHERWISE = """
SELECT a.number, a.currency, l.booked_on, l.amount_cents, l.batch, l.statement_id, COUNT(*)
FROM cash_bankline l
JOIN cash_bankaccount a ON a.id = l.account_id
JOIN cash_statement s ON s.id = l.statement_id
JOIN documents_intake i ON i.id = s.intake_id
WHERE l.creditor_id = %s AND l.booked_on BETWEEN %s AND %s
  AND (i.format <> %s OR (s.kind <> '' AND s.kind <> %s)) AND a.number IN ({marks})
  AND (l.state <> 'detailed' OR EXISTS (SELECT 1 FROM cash_payout o WHERE o.line_id = l.id))
GROUP BY a.number, a.currency, l.booked_on, l.amount_cents, l.batch, l.statement_id
"""


def lines_told_otherwise(
    creditor_id: int, told_in: str, kind: str, accounts: list[str], first: date, last: date
) -> pl.DataFrame:
    """How many lines of each account, day, amount and batch came from another format or kind of statement."""
    marks = ", ".join(["%s"] * len(accounts))
    kinds = {
        "account": pl.String,
        "currency": pl.String,
        "booked_on": pl.Date,
        "amount_cents": pl.Int64,
        "batch": pl.String,
        "statement_id": pl.Int64,
        "times": pl.Int64,
    }
    return fetch(_OTHERWISE.format(marks=marks), [creditor_id, first, last, told_in, kind, *accounts], kinds)


def waiting_lines(creditor_id: int) -> pl.DataFrame:
    """Lines that wait for a match: credits unapplied, and returns not yet given back, of attached accounts.

    `answered`: a person said that it is not the ledger payment it resembled.
    """
    blank = pl.col(pl.String).replace("", None)
    lines = fetch(_LINES, [creditor_id], _LINE).with_columns(blank)
    return lines.with_columns(
        pl.col("wording").fill_null(""), pl.lit(None, dtype=pl.String).alias("ultimate")
    )


def payable_items(creditor_id: int, *, since: date) -> pl.DataFrame:
    """Items that a payment may settle, and those issued since a day that one may have settled already (`Payable`).

    Without their creditor reference, which is drawn only where a line shows one. One in instalments is due on the
    earliest not paid.
    """
    kinds = {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "number": pl.String,
        "due_on": pl.Date,
        "open_cents": pl.Int64,
        "currency": pl.String,
        "amount_cents": pl.Int64,
        "issued_on": pl.Date,
        "po_number": pl.String,
    }
    items = _kept_by_hand(creditor_id, fetch(_ITEMS, [creditor_id, since], kinds))
    kept = fetch(_IN_PARTS, [creditor_id], {"receivable_id": pl.Int64, "part_due_on": pl.Date})
    if kept.is_empty():
        return items
    dated = items.join(kept, on="receivable_id", how="left", maintain_order="left")
    return dated.with_columns(due_on=pl.coalesce("part_due_on", "due_on")).drop("part_due_on")


def _kept_by_hand(creditor_id: int, items: pl.DataFrame) -> pl.DataFrame:
    """Items with `by_hand`, where a person must say that one is paid: its payer's insolvency before its dispute."""
    told = fetch(_BY_HAND, [creditor_id] * 2, {"receivable_id": pl.Int64, "by_hand": pl.String})
    if told.is_empty():
        return items
    one = told.group_by("receivable_id").agg(pl.col("by_hand").max())
    return items.join(one, on="receivable_id", how="left", maintain_order="left")


def labels_of_open_items(creditor_id: int) -> pl.DataFrame:
    """What the ledger's entry of each open item says: receivable_id, label."""
    return fetch(
        """SELECT id, label FROM receivables_receivable
        WHERE creditor_id = %s AND open_cents > 0 AND gone_on IS NULL AND label <> ''""",
        [creditor_id],
        {"receivable_id": pl.Int64, "label": pl.String},
    )


def summoned_items(creditor_id: int) -> pl.Series:
    """The open items of which a formal notice was delivered."""
    found = fetch(
        """SELECT DISTINCT i.receivable_id FROM encours_messages_message m
        JOIN encours_messages_messageitem i ON i.message_id = m.id
        JOIN receivables_receivable r ON r.id = i.receivable_id
        JOIN encours_messages_delivery d ON d.message_id = m.id
        WHERE m.creditor_id = %s AND m.step_code = %s AND i.position IS NOT NULL AND r.open_cents > 0
          AND d.state = 'delivered' AND m.state <> 'recalled'""",
        [creditor_id, FORMAL_NOTICE],
        {"receivable_id": pl.Int64},
    )
    return found["receivable_id"]


def early_discounts(creditor_id: int) -> pl.DataFrame:
    """What contracts allow for paying early (`core.matching.discounts`)."""
    kinds = {
        "customer_id": pl.Int64,
        "from_on": pl.Date,
        "until_on": pl.Date,
        "discount_bps": pl.Int64,
        "discount_days": pl.Int64,
    }
    return fetch(_DISCOUNTS, [creditor_id], kinds)


def received_payments(creditor_id: int, *, since: date) -> pl.DataFrame:
    """Payments that count, by which a double one is known (`Settled`)."""
    sql = """SELECT customer_id, amount_cents, currency, paid_on FROM cash_payment
        WHERE creditor_id = %s AND paid_on >= %s AND gone_on IS NULL AND amount_cents > 0"""
    kinds = {"customer_id": pl.Int64, "amount_cents": pl.Int64, "currency": pl.String, "paid_on": pl.Date}
    return fetch(sql, [creditor_id, since], kinds)


def payers(creditor_id: int) -> pl.DataFrame:
    """How payers are recognised (`Payer`)."""
    return fetch(
        _PAYERS,
        [creditor_id],
        {"kind": pl.String, "value": pl.String, "customer_id": pl.Int64, "confirmed": pl.Boolean},
    )


def customer_names(creditor_id: int) -> pl.DataFrame:
    """Names, accounts, numbers with the State and groups of customers."""
    kinds = {
        "customer_id": pl.Int64,
        "name": pl.String,
        "account": pl.String,
        "siren": pl.String,
        "vat_number": pl.String,
        "group_id": pl.Int64,
    }
    return fetch(_NAMES, [creditor_id], kinds)


def unconfirmed_ledger_payments(creditor_id: int, *, since: date) -> pl.DataFrame:
    """Ledger payments that no bank line confirms yet (`LedgerFact` with `payment_id`)."""
    return fetch(
        _LEDGER,
        [creditor_id, since],
        {
            "payment_id": pl.Int64,
            "key": pl.String,
            "customer_id": pl.Int64,
            "paid_on": pl.Date,
            "amount_cents": pl.Int64,
            "currency": pl.String,
            "in_bank_journal": pl.Boolean,
        },
    )


def open_returns(creditor_id: int) -> pl.DataFrame:
    """Returned payments that the ledger posted and no bank line has told: key, customer, day, amount, currency."""
    return fetch(
        """SELECT r."key", r.customer_id, r.entry_on, r.amount_cents, r.currency FROM receivables_receivable r
        WHERE r.creditor_id = %s AND r.kind = 'returned' AND r.gone_on IS NULL AND NOT EXISTS (
            SELECT 1 FROM cash_payment p WHERE p.creditor_id = r.creditor_id AND p.ledger_key = r."key")""",
        [creditor_id],
        {
            "key": pl.String,
            "customer_id": pl.Int64,
            "entry_on": pl.Date,
            "amount_cents": pl.Int64,
            "currency": pl.String,
        },
    )


def move_open_balances(moves: pl.DataFrame) -> None:
    """Add `moved_cents` to what is open of each `receivable_id`; what is settled has no position any more."""
    sums = moves.group_by("receivable_id").agg(pl.col("moved_cents").sum())
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE receivables_receivable SET open_cents = open_cents + %s WHERE id = %s",
            sums.select("moved_cents", "receivable_id").rows(),
        )
        cursor.executemany(
            "DELETE FROM runs_position WHERE receivable_id = %s"
            " AND (SELECT open_cents FROM receivables_receivable WHERE id = %s) = 0",
            [(key, key) for key in sums["receivable_id"]],
        )
