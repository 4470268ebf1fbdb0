"""Advices, what they say of each document, and the bank lines that they may go with, as `core.remittance` sees them."""

from __future__ import annotations

import polars as pl

from encours.records.frames.doorway import fetch

_WAITING = """
SELECT id, total_cents, currency, paid_on, received_on, payer, iban, number, bank_reference
FROM remittances_remittance
WHERE creditor_id = %s AND state = 'waiting' AND total_cents > 0
"""
_ADVICE = {
    "remittance_id": pl.Int64,
    "total_cents": pl.Int64,
    "currency": pl.String,
    "paid_on": pl.Date,
    "received_on": pl.Date,
    "payer": pl.String,
    "iban": pl.String,
    "number": pl.String,
    "bank_reference": pl.String,
}
_LINES = """
SELECT DISTINCT l.id, l.booked_on, l.amount_cents, l.currency, l.counterparty, l.iban, l.end_to_end_id, l.reference,
       l.wording
FROM remittances_remittance r
JOIN cash_bankline l ON l.creditor_id = r.creditor_id AND l.amount_cents = r.total_cents AND l.currency = r.currency
JOIN cash_bankaccount a ON a.id = l.account_id
WHERE r.creditor_id = %s AND r.state = 'waiting' AND a.attached
  AND l.state IN ('unapplied', 'applied', 'confirmed', 'doubtful')
  AND NOT EXISTS (SELECT 1 FROM remittances_remittance t WHERE t.line_id = l.id)
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
    "wording": pl.String,
}
_TOLD = """
SELECT d.id, d.remittance_id, r.line_id, d.number, r.currency, d.gross_cents, d.discount_cents, d.deduction_cents,
       d.paid_cents, d.code, d.text
FROM remittances_remittance r
JOIN remittances_remittanceline d ON d.remittance_id = r.id
"""
_DOCUMENT = {
    "remittance_line_id": pl.Int64,
    "remittance_id": pl.Int64,
    "line_id": pl.Int64,
    "number": pl.String,
    "currency": pl.String,
    "gross_cents": pl.Int64,
    "discount_cents": pl.Int64,
    "deduction_cents": pl.Int64,
    "paid_cents": pl.Int64,
    "code": pl.String,
    "text": pl.String,
}
_ITEMS = """
SELECT id, customer_id, number, open_cents, amount_cents, currency FROM receivables_receivable
WHERE creditor_id = %s AND gone_on IS NULL AND kind <> 'opening' AND number_key IN ({marks})
"""
_ITEM = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "number": pl.String,
    "open_cents": pl.Int64,
    "amount_cents": pl.Int64,
    "currency": pl.String,
}
_CHUNK = 5_000


def waiting_advices(creditor_id: int) -> pl.DataFrame:
    """Advices that no bank line goes with yet, and whose sums hold (`core.remittance.tying.Told`)."""
    return fetch(_WAITING, [creditor_id], _ADVICE)


def lines_to_tie(creditor_id: int) -> pl.DataFrame:
    """Credits of the amount of a waiting advice that no other goes with."""
    return fetch(_LINES, [creditor_id], _LINE)


def told_waiting(creditor_id: int) -> pl.DataFrame:
    """What waiting advices say of each document."""
    return fetch(f"{_TOLD} WHERE r.creditor_id = %s AND r.state = 'waiting'", [creditor_id], _DOCUMENT)


def told_of_lines(creditor_id: int) -> pl.DataFrame:
    """What the advices of bank lines that wait to be applied say of each document."""
    where = "JOIN cash_bankline l ON l.id = r.line_id WHERE r.creditor_id = %s AND l.state = 'unapplied'"
    return fetch(f"{_TOLD} {where}", [creditor_id], _DOCUMENT)


def told_untreated(creditor_id: int) -> pl.DataFrame:
    """What tied advices say of documents that nothing was done of yet, their bank line being applied."""
    where = (
        "JOIN cash_bankline l ON l.id = r.line_id"
        " WHERE d.creditor_id = %s AND d.treated = '' AND l.state IN ('applied', 'confirmed')"
    )
    return fetch(f"{_TOLD} {where}", [creditor_id], _DOCUMENT)


def told_of(remittance_id: int) -> pl.DataFrame:
    """What one advice says of each document."""
    return fetch(f"{_TOLD} WHERE r.id = %s", [remittance_id], _DOCUMENT)


def items_numbered(creditor_id: int, keys: list[str]) -> pl.DataFrame:
    """The items whose number has one of these keys (`core.numbers`), settled ones among them."""
    parts = [pl.DataFrame(schema=_ITEM)]
    for start in range(0, len(keys), _CHUNK):
        chunk = keys[start : start + _CHUNK]
        marks = ", ".join(["%s"] * len(chunk))
        parts.append(fetch(_ITEMS.format(marks=marks), [creditor_id, *chunk], _ITEM))
    return pl.concat(parts)
