"""What is known of a creditor's ledger, as an import compares it with a newer file."""

from __future__ import annotations

from datetime import date

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.frames.merged import under_their_accounts

_CUSTOMERS = """
SELECT k.id, c.account, k.terms_days, k.terms_mode, k.terms_source FROM parties_customer c
JOIN parties_customer k ON k.id = COALESCE(c.merged_into_id, c.id) WHERE c.creditor_id = %s
"""
_RECEIVABLES = """
SELECT r.id, r."key", c.account, r.number, r.kind, r.root, r.issued_on, r.entry_on, r.amount_cents,
       r.open_cents, r.customer_id, CASE WHEN r.gone_on IS NULL OR r.same_as_id IS NOT NULL THEN 0 ELSE 1 END,
       r.version,
       r.due_on, r.due_source, NULLIF(r.factor, ''), r.factored_on, NULLIF(r.foreign_currency, ''), r.foreign_cents,
       CASE WHEN r.same_as_id IS NOT NULL THEN r.gone_on END
FROM receivables_receivable r JOIN parties_customer c ON c.id = r.customer_id WHERE r.creditor_id = %s
"""
_PAYMENTS = """
SELECT p.id, p."key", p.source, p.ledger_key, c.account, p.paid_on, p.amount_cents, p.unapplied_cents, p.currency,
       p.customer_id, CASE WHEN p.gone_on IS NULL OR p.same_as_id IS NOT NULL THEN 0 ELSE 1 END, p.bank_line_id,
       CASE WHEN p.same_as_id IS NULL THEN 0 ELSE 1 END
FROM cash_payment p JOIN parties_customer c ON c.id = p.customer_id WHERE p.creditor_id = %s
"""
# Applications that stand: neither reversed nor reversing. Posted: the ledger knows what applies.
_APPLICATIONS = """
SELECT a.id, a.payment_id, a.credit_note_id, a.receivable_id, a.customer_id, a.amount_cents, a.source,
       a.applied_on, CASE WHEN a.credit_note_id IS NOT NULL OR p.source = 'ledger' OR p.ledger_key <> ''
                          THEN 1 ELSE 0 END, a.given_up, a.bank_line_id
FROM cash_application a LEFT JOIN cash_payment p ON p.id = a.payment_id
WHERE a.creditor_id = %s AND a.reverses_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM cash_application b WHERE b.reverses_id = a.id)
"""


def latest_entry(creditor_id: int, *, before: int | None = None) -> int:
    """The number of a creditor's last entry (the last below `before`), 0 when there is none.

    Notes are left out: they change no decision, and people write them while others work.
    """
    below = "" if before is None else f" AND id < {int(before)}"
    sql = f"SELECT COALESCE(MAX(id), 0) FROM history_entry WHERE creditor_id = %s AND act <> 'note'{below}"
    return int(fetch(sql, [creditor_id], {"entry": pl.Int64})["entry"][0])


def known_customers(creditor_id: int) -> pl.DataFrame:
    """Customers by account, with their terms; the account of one that was merged is that of the one it is now."""
    return fetch(
        _CUSTOMERS,
        [creditor_id],
        {
            "customer_id": pl.Int64,
            "account": pl.String,
            "terms_days": pl.Int64,
            "terms_mode": pl.String,
            "terms_source": pl.String,
        },
    )


def known_receivables(creditor_id: int) -> pl.DataFrame:
    """Every receivable, with its customer's account (that under which it was told, where two were merged).

    One set aside as a double is still in its file: it is not `gone`, and `known_aside_on` is set.
    """
    found = fetch(
        _RECEIVABLES,
        [creditor_id],
        {
            "receivable_id": pl.Int64,
            "key": pl.String,
            "account": pl.String,
            "number": pl.String,
            "kind": pl.String,
            "root": pl.String,
            "issued_on": pl.Date,
            "entry_on": pl.Date,
            "amount_cents": pl.Int64,
            "open_cents": pl.Int64,
            "customer_id": pl.Int64,
            "gone": pl.Boolean,
            "version": pl.Int64,
            "known_due_on": pl.Date,
            "known_due_source": pl.String,
            "known_factor": pl.String,
            "known_factored_on": pl.Date,
            "known_foreign_currency": pl.String,
            "known_foreign_cents": pl.Int64,
            "known_aside_on": pl.Date,
        },
    )
    return under_their_accounts(found, creditor_id, "key")


def known_payments(creditor_id: int) -> pl.DataFrame:
    """Every payment, with its customer's account; `ledger_key` is set where the ledger posts it.

    One set aside as a double (`aside`) is not `gone`.
    """
    found = fetch(
        _PAYMENTS,
        [creditor_id],
        {
            "payment_id": pl.Int64,
            "key": pl.String,
            "source": pl.String,
            "ledger_key": pl.String,
            "account": pl.String,
            "paid_on": pl.Date,
            "amount_cents": pl.Int64,
            "unapplied_cents": pl.Int64,
            "currency": pl.String,
            "customer_id": pl.Int64,
            "gone": pl.Boolean,
            "bank_line_id": pl.Int64,
            "aside": pl.Boolean,
        },
    )
    return under_their_accounts(found, creditor_id, "key", "ledger_key")


def standing_applications(creditor_id: int) -> pl.DataFrame:
    """Applications that stand, whoever made them."""
    return fetch(
        _APPLICATIONS,
        [creditor_id],
        {
            "application_id": pl.Int64,
            "payment_id": pl.Int64,
            "credit_note_id": pl.Int64,
            "receivable_id": pl.Int64,
            "customer_id": pl.Int64,
            "amount_cents": pl.Int64,
            "source": pl.String,
            "applied_on": pl.Date,
            "posted": pl.Boolean,
            "given_up": pl.String,
            "bank_line_id": pl.Int64,
        },
    )


# What is set aside as a double is in the books all the same.
_OUT = "({0}.gone_on IS NOT NULL AND {0}.same_as_id IS NULL)"
_PAYER_OUT = f"(CASE WHEN p.id IS NULL THEN {_OUT.format('n')} ELSE {_OUT.format('p')} END)"
# An application counts on both its sides and so for nothing, unless one of them is gone.
_HALVES = f"""
SELECT SUM(CASE WHEN {_OUT.format("r")} AND NOT {_PAYER_OUT} THEN a.amount_cents
                WHEN NOT {_OUT.format("r")} AND {_PAYER_OUT} THEN -a.amount_cents
                ELSE 0 END)
FROM cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
LEFT JOIN cash_payment p ON p.id = a.payment_id LEFT JOIN receivables_receivable n ON n.id = a.credit_note_id
WHERE a.creditor_id = %s AND (a.credit_note_id IS NOT NULL OR p.source = 'ledger' OR p.ledger_key <> '')
"""
_BALANCE = f"""
SELECT CAST(COALESCE(({_HALVES}), 0) +
    COALESCE((SELECT SUM(r.amount_cents) FROM receivables_receivable r
              WHERE r.creditor_id = %s AND r.entry_on <= %s AND NOT {_OUT.format("r")}), 0)
  - COALESCE((SELECT SUM(p.amount_cents) FROM cash_payment p
              WHERE p.creditor_id = %s AND NOT {_OUT.format("p")} AND (p.source = 'ledger' OR p.ledger_key <> '')), 0)
AS BIGINT)
"""


def ledger_balance(creditor_id: int, *, until: date = date.max) -> int:
    """What the books owe in all: receivables that stand, less payments that the ledger posts.

    What was applied between two that stand changes nothing of it, so it equals the balance of 411 + 413 + 416 + 419.
    Of receivables, those entered by `until`: what another source tells after the last ledger is in no books yet.
    """
    asked = [creditor_id, creditor_id, until, creditor_id]
    return int(fetch(_BALANCE, asked, {"cents": pl.Int64})["cents"][0])
