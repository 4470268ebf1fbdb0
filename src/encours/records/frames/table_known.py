"""What is known of invoices, as a table compares itself with it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.frames.merged import under_their_accounts

FEW = 5_000  # accounts below which theirs alone are read
# An import's own row is written last: what names one that is not there yet was written by this very act.
# An invoice that a ledger posts is paid by the ledger; one that a table told is paid by a table.
_TOLD = """
SELECT r.id, r."key", c.account, r.customer_id, r.number, r.due_on, r.due_source, r.po_number, r.version, r.currency,
       r.amount_cents, r.open_cents, r.issued_on,
       CASE WHEN i.kind IN ('companion', 'pulled') OR (i.id IS NULL AND r.intake_id IS NOT NULL) THEN 1 ELSE 0 END,
       CASE WHEN i.format = 'pulled' OR (i.id IS NULL AND r.intake_id IS NOT NULL) THEN 1 ELSE 0 END, r.gone_on,
       CASE WHEN r.same_as_id IS NULL THEN 0 ELSE 1 END
FROM receivables_receivable r JOIN parties_customer c ON c.id = r.customer_id
LEFT JOIN documents_intake i ON i.id = r.intake_id WHERE r.creditor_id = %s
"""
_OF_THESE = """
AND c.id IN (SELECT COALESCE(m.merged_into_id, m.id) FROM parties_customer m
             WHERE m.creditor_id = %s AND m.account IN ({}))
"""
_OPEN = """
SELECT r.id, r."key", r.customer_id, c.account, r.number, r.currency, r.open_cents
FROM receivables_receivable r JOIN parties_customer c ON c.id = r.customer_id
WHERE r.creditor_id = %s AND r.open_cents > 0 AND r.gone_on IS NULL ORDER BY r.due_on, r.id
"""
# The net amount that an electronic invoice told, and whether any line is kept already.
_LINED = """
SELECT r.id, r.customer_id, r.number, r.number_key, r.amount_cents, r.currency,
       (SELECT MAX(e.net_cents) FROM receivables_electronicinvoice e WHERE e.receivable_id = r.id),
       CASE WHEN EXISTS (SELECT 1 FROM receivables_invoiceline l WHERE l.receivable_id = r.id) THEN 1 ELSE 0 END
FROM receivables_receivable r WHERE r.creditor_id = %s AND r.gone_on IS NULL
"""
_NUMBERED = "AND r.number_key IN ({})"


def told_invoices(creditor_id: int, accounts: Iterable[str] = ()) -> pl.DataFrame:
    """Every receivable with what a table may change of it; `of_table` where a table told it first.

    Of a few `accounts`, theirs alone are read (and those of who they were merged into).
    `of_connector` where that table was pulled from a connected system; `aside` where it is a double set aside.
    """
    few = sorted(set(accounts))
    among = _OF_THESE.format(", ".join(["%s"] * len(few))) if 0 < len(few) <= FEW else ""
    found = fetch(
        _TOLD + among,
        [creditor_id, *([creditor_id, *few] if among else ())],
        {
            "id": pl.Int64,
            "key": pl.String,
            "account": pl.String,
            "customer_id": pl.Int64,
            "number": pl.String,
            "was_on": pl.Date,
            "was_source": pl.String,
            "was_po": pl.String,
            "version": pl.Int64,
            "was_currency": pl.String,
            "was_cents": pl.Int64,
            "was_open": pl.Int64,
            "issued_on": pl.Date,
            "of_table": pl.Boolean,
            "of_connector": pl.Boolean,
            "was_gone": pl.Date,
            "aside": pl.Boolean,
        },
    )
    return under_their_accounts(found, creditor_id, "key").drop("key")


def open_invoices(creditor_id: int) -> pl.DataFrame:
    """What is still open, one row an account, number and currency: the oldest first."""
    found = fetch(
        _OPEN,
        [creditor_id],
        {
            "receivable_id": pl.Int64,
            "key": pl.String,
            "customer_id": pl.Int64,
            "account": pl.String,
            "number": pl.String,
            "currency": pl.String,
            "open_cents": pl.Int64,
        },
    )
    found = under_their_accounts(found, creditor_id, "key").drop("key", "customer_id")
    return found.unique(["account", "number", "currency"], keep="first", maintain_order=True)


def numbered_invoices(creditor_id: int, keys: Iterable[str]) -> pl.DataFrame:
    """Receivables by the keys of their numbers, with what their lines are compared with."""
    wanted = sorted(set(keys))
    among = _NUMBERED.format(", ".join(["%s"] * len(wanted))) if len(wanted) <= FEW else ""
    return fetch(
        _LINED + among,
        [creditor_id, *(wanted if among else ())],
        {
            "receivable_id": pl.Int64,
            "customer_id": pl.Int64,
            "known_as": pl.String,
            "number_key": pl.String,
            "amount_cents": pl.Int64,
            "known_currency": pl.String,
            "known_net_cents": pl.Int64,
            "lined": pl.Boolean,
        },
    )
