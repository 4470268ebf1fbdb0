"""What of the bank's payments is to be told to the accounting software, and what it was told already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from encours.core.entries.bookings import BOOKING
from encours.records.cash.payouts import Payout
from encours.records.documents.models import Intake
from encours.records.frames.doorway import fetch
from encours.records.frames.transfers import standing_transfers

# Money that a line of the bank moved and no ledger posts: the accounting software learns of it here. What no line
# tells moves no bank account: of a refund that has not left nothing is told yet, a transfer faces two customers.
_OURS = """p.creditor_id = %s AND p.source = 'bank' AND p.bank_line_id IS NOT NULL AND p.ledger_key = ''
  AND p.gone_on IS NULL AND p.same_as_id IS NULL AND p.paid_on >= %s"""
_PAYMENTS = f"""
SELECT p.id, p.customer_id, p.paid_on, b.number,
       CASE WHEN EXISTS (SELECT 1 FROM cash_payout o WHERE o.account_id = b.id) THEN 1 ELSE 0 END,
       p.amount_cents, p.unapplied_cents, p.currency
FROM cash_payment p JOIN cash_bankline l ON l.id = p.bank_line_id
JOIN cash_bankaccount b ON b.id = l.account_id WHERE {_OURS}
"""
_STANDING = """a.reverses_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM cash_application b WHERE b.reverses_id = a.id)"""
# The last transfer of a debt says where it stands: 416, or 411 again. What pays it is entered there.
_IN_DOUBTFUL = """CASE WHEN (SELECT b.booked_cents FROM doubtful_booking b WHERE b.receivable_id = r.id
  AND b.kind = 'doubtful' ORDER BY b.id DESC LIMIT 1) > 0 THEN 1 ELSE 0 END"""
_APPLIED = f"""
SELECT a.id, a.payment_id, r.id, r.number, r.issued_on, CASE WHEN r.open_cents = 0 THEN 1 ELSE 0 END, a.applied_on,
       a.amount_cents, {_IN_DOUBTFUL}
FROM cash_payment p JOIN cash_application a ON a.payment_id = p.id
JOIN receivables_receivable r ON r.id = a.receivable_id WHERE {_OURS} AND {_STANDING}
"""
_GIVEN_UP = f"""
SELECT a.id, a.given_up, a.customer_id, r.id, r.number, r.issued_on, CASE WHEN r.open_cents = 0 THEN 1 ELSE 0 END,
       a.applied_on, a.amount_cents, {_IN_DOUBTFUL}, r.currency
FROM cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
WHERE a.creditor_id = %s AND a.given_up <> '' AND a.applied_on >= %s AND {_STANDING}
"""
# The credit moved its account on its day; what the provider kept, where its file says so, is told with it. What the
# books entered as a customer's payment is in the bank already: it is put right there.
_PAID_OUT = """
SELECT o.id, l.id, l.booked_on, b.number, t.number, o.provider, o.reference, o.paid_on, l.amount_cents,
       COALESCE(o.fee_cents, 0), l.currency
FROM cash_payout o JOIN cash_bankline l ON l.id = o.line_id JOIN cash_bankaccount b ON b.id = l.account_id
JOIN cash_bankaccount t ON t.id = o.account_id
WHERE o.creditor_id = %s AND o.state = 'tied' AND l.booked_on >= %s
  AND NOT EXISTS (SELECT 1 FROM cash_payment p WHERE p.id = o.posted_id AND p.gone_on IS NULL)
"""
# A note that cancels one whole invoice is lettered with it in the books: no entry is needed.
_NOTES = f"""
SELECT a.id, a.customer_id, a.applied_on, a.amount_cents, r.id, r.number, r.issued_on,
       CASE WHEN r.open_cents = 0 THEN 1 ELSE 0 END, n.id, n.number, n.issued_on,
       CASE WHEN n.open_cents = 0 THEN 1 ELSE 0 END, r.currency
FROM cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
JOIN receivables_receivable n ON n.id = a.credit_note_id
WHERE a.creditor_id = %s AND a.source <> 'ledger' AND a.applied_on >= %s AND {_STANDING}
  AND NOT (a.amount_cents = r.amount_cents AND a.amount_cents = -n.amount_cents)
"""
# The books have spoken of an entry once a ledger brought it back, or posts its payment on its own; while a person is to
# say whether the payment is one of the ledger's, its entry stays as it is.
_EXPORTED = """
SELECT e.id, e.kind, COALESCE(e.payment_id, e.application_id, o.payout_id), x.application_id, x.amount_cents,
       o.line_id, o.received_cents, o.fee_cents,
       CASE WHEN e.seen_on IS NOT NULL OR COALESCE(p.ledger_key, '') <> '' OR EXISTS (
           SELECT 1 FROM cash_doubt d WHERE d.suspended_id = e.payment_id AND d.same IS NULL) THEN 1 ELSE 0 END
FROM entries_exportedentry e LEFT JOIN entries_exportedpart x ON x.exported_id = e.id
LEFT JOIN entries_exportedpayout o ON o.exported_id = e.id LEFT JOIN cash_payment p ON p.id = e.payment_id
WHERE e.creditor_id = %s AND e.entry_on >= %s AND e.reverses_id IS NULL AND e.booking_id IS NULL
  AND NOT EXISTS (SELECT 1 FROM entries_exportedentry b WHERE b.reverses_id = e.id)
"""
_BOOKINGS = """
SELECT b.id, b.customer_id, b.kind, b."on", b.booked_cents, r.number, r.issued_on FROM doubtful_booking b
JOIN receivables_receivable r ON r.id = b.receivable_id
WHERE b.creditor_id = %s AND b."on" >= %s AND NOT b.in_books AND b.currency = %s
  AND NOT EXISTS (SELECT 1 FROM entries_exportedentry e WHERE e.booking_id = b.id) ORDER BY b."on", b.id
"""
_ALWAYS = date(1900, 1, 1)
_LEDGERS = 5  # files
_CUSTOMERS = """
SELECT id, account, name, control_account FROM parties_customer WHERE creditor_id = %s AND merged_into_id IS NULL
"""
_DOCUMENT = {
    "receivable_id": pl.Int64,
    "number": pl.String,
    "issued_on": pl.Date,
    "settled": pl.Boolean,
    "applied_on": pl.Date,
    "amount_cents": pl.Int64,
    "doubtful": pl.Boolean,
}
_PAYMENT = {
    "payment_id": pl.Int64,
    "customer_id": pl.Int64,
    "on": pl.Date,
    "bank": pl.String,
    "of_provider": pl.Boolean,
    "amount_cents": pl.Int64,
    "unapplied_cents": pl.Int64,
    "currency": pl.String,
}
_PAYOUT = {
    "payout_id": pl.Int64,
    "line_id": pl.Int64,
    "on": pl.Date,
    "bank": pl.String,
    "provider_bank": pl.String,
    "provider": pl.String,
    "number": pl.String,
    "issued_on": pl.Date,
    "received_cents": pl.Int64,
    "fee_cents": pl.Int64,
    "currency": pl.String,
}
_NOTE = {
    "application_id": pl.Int64,
    "customer_id": pl.Int64,
    "applied_on": pl.Date,
    "amount_cents": pl.Int64,
    "receivable_id": pl.Int64,
    "number": pl.String,
    "issued_on": pl.Date,
    "settled": pl.Boolean,
    "note_id": pl.Int64,
    "note_number": pl.String,
    "note_issued_on": pl.Date,
    "note_settled": pl.Boolean,
    "currency": pl.String,
}


@dataclass(frozen=True, slots=True)
class Exportable:
    """Frames as `core.entries` takes them; `foreign` counts payments in a currency that the books are not kept in."""

    payments: pl.DataFrame
    applications: pl.DataFrame
    given_up: pl.DataFrame
    transfers: pl.DataFrame
    payouts: pl.DataFrame
    notes: pl.DataFrame
    exported: pl.DataFrame
    customers: pl.DataFrame
    bookings: pl.DataFrame
    foreign: int


def exportable(creditor_id: int, *, currency: str, from_on: date | None) -> Exportable:
    """Read what may be exported since a day, in the currency of the books."""
    since = [creditor_id, from_on or _ALWAYS]
    every = fetch(_PAYMENTS, since, _PAYMENT)
    payments = every.filter(pl.col("currency") == currency)
    applied = fetch(_APPLIED, since, {"application_id": pl.Int64, "payment_id": pl.Int64, **_DOCUMENT})
    whose = {"application_id": pl.Int64, "kind": pl.String, "customer_id": pl.Int64}
    given_up = fetch(_GIVEN_UP, since, {**whose, **_DOCUMENT, "currency": pl.String})
    return Exportable(
        payments,
        applied,
        given_up.filter(pl.col("currency") == currency).drop("currency"),
        _transfers(creditor_id, currency, from_on or _ALWAYS),
        _in_books(fetch(_PAID_OUT, since, dict(_PAYOUT)), currency),
        _in_books(fetch(_NOTES, since, dict(_NOTE)), currency),
        _exported(since),
        _customers(creditor_id),
        fetch(_BOOKINGS, [*since, currency], BOOKING),
        len(every) - len(payments),
    )


def _in_books(rows: pl.DataFrame, currency: str) -> pl.DataFrame:
    """What is in the currency of the books."""
    return rows.filter(pl.col("currency") == currency).drop("currency")


def _transfers(creditor_id: int, currency: str, from_on: date) -> pl.DataFrame:
    """Transfers since a day that no ledger posts."""
    standing = standing_transfers(creditor_id)
    return standing.filter(pl.col("on") >= from_on, currency=currency, out_key="", in_key="")


def _exported(since: Sequence[object]) -> pl.DataFrame:
    found = fetch(
        _EXPORTED,
        since,
        {
            "entry_id": pl.Int64,
            "kind": pl.String,
            "of": pl.Int64,
            "application_id": pl.Int64,
            "amount_cents": pl.Int64,
            "line_id": pl.Int64,
            "received_cents": pl.Int64,
            "fee_cents": pl.Int64,
            "settled": pl.Boolean,
        },
    )
    return found.with_columns(subject=pl.concat_str("kind", "of", separator=":"))


def _customers(creditor_id: int) -> pl.DataFrame:
    kinds = {
        "customer_id": pl.Int64,
        "account": pl.String,
        "name": pl.String,
        "control_account": pl.String,
    }
    return fetch(_CUSTOMERS, [creditor_id], kinds)


def exported_payments(creditor_id: int) -> pl.DataFrame:
    """Payments exported and not undone since: key, payment_id, customer_id, amount_cents."""
    return fetch(
        """SELECT e."key", e.payment_id, e.customer_id, e.amount_cents FROM entries_exportedentry e
        WHERE e.creditor_id = %s AND e.kind = 'payment' AND e.reverses_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM entries_exportedentry b WHERE b.reverses_id = e.id)""",
        [creditor_id],
        {
            "key": pl.String,
            "payment_id": pl.Int64,
            "customer_id": pl.Int64,
            "amount_cents": pl.Int64,
        },
    )


def exported_parts(creditor_id: int) -> pl.DataFrame:
    """What entries exported and not undone say of invoices: key, whole_cents, amount_cents, receivable_key.

    Of payments, only what is still applied so; a sum given up gives way to the books that take it over.
    """
    return fetch(
        """SELECT e."key", e.amount_cents, x.amount_cents, r."key" FROM entries_exportedentry e
        JOIN entries_exportedpart x ON x.exported_id = e.id JOIN cash_application a ON a.id = x.application_id
        JOIN receivables_receivable r ON r.id = a.receivable_id
        WHERE e.creditor_id = %s AND e.reverses_id IS NULL
          AND NOT EXISTS (SELECT 1 FROM entries_exportedentry b WHERE b.reverses_id = e.id)
          AND (e.kind <> 'payment' OR NOT EXISTS (SELECT 1 FROM cash_application b WHERE b.reverses_id = a.id))""",
        [creditor_id],
        {
            "key": pl.String,
            "whole_cents": pl.Int64,
            "amount_cents": pl.Int64,
            "receivable_key": pl.String,
        },
    )


def exported_notes(creditor_id: int) -> pl.Series:
    """The keys of the entries by which a credit note was set against an invoice."""
    found = fetch(
        "SELECT \"key\" FROM entries_exportedentry WHERE creditor_id = %s AND kind = 'credit_note'",
        [creditor_id],
        {"key": pl.String},
    )
    return found["key"]


def undone_entries(creditor_id: int) -> pl.DataFrame:
    """Entries that another one undoes: key, undone_by."""
    return fetch(
        """SELECT e."key", b."key" FROM entries_exportedentry b JOIN entries_exportedentry e ON e.id = b.reverses_id
        WHERE b.creditor_id = %s""",
        [creditor_id],
        {"key": pl.String, "undone_by": pl.String},
    )


def has_providers(creditor_id: int) -> bool:
    """Whether a payment provider told any payout."""
    return Payout.objects.filter(creditor=creditor_id).exists()


def accounts_seen(creditor_id: int) -> list[str]:
    """The accounts of the latest ledgers taken in that may face a customer's, in order."""
    ledgers = Intake.objects.filter(creditor=creditor_id, kind="ledger").order_by("-pk")
    told = ledgers.values_list("controls", flat=True)[:_LEDGERS]
    return sorted({account for controls in told for account in controls.get("accounts", ())})


def journals_seen(creditor_id: int) -> list[str]:
    """The bank journals of the ledgers taken in, the busiest first."""
    found = fetch(
        """SELECT journal, COUNT(*) FROM cash_payment
        WHERE creditor_id = %s AND source = 'ledger' AND in_bank_journal AND journal <> '' GROUP BY journal""",
        [creditor_id],
        {"journal": pl.String, "rows": pl.Int64},
    )
    return found.sort("rows", "journal", descending=[True, False])["journal"].to_list()
