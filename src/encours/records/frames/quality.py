"""What quality looks at, in the shapes of `core.quality.shapes`, and what the last look found."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import polars as pl

from encours.core.quality.shapes import ContactSheet, CustomerSheet, ItemSheet, PaymentSheet
from encours.records.frames.doorway import fetch, only

_CUSTOMERS = """
SELECT c.id, c.account, c.name, c.siren, c.vat_number, c.address, c.postcode, c.city, c.country, c.regime,
       CASE WHEN c.regime_source = 'assumed' THEN 1 ELSE 0 END,
       CASE WHEN c.terms_source <> 'assumed' OR o.terms_confirmed THEN 1 ELSE 0 END,
       CASE WHEN EXISTS (SELECT 1 FROM sales_order s WHERE s.customer_id = c.id) OR EXISTS (
         SELECT 1 FROM parties_attachment a
         WHERE a.customer_id = c.id AND a.kind = 'order' AND a.removed_at IS NULL) THEN 1 ELSE 0 END,
       CASE WHEN EXISTS (
         SELECT 1 FROM parties_attachment a
         WHERE a.customer_id = c.id AND a.kind IN ('delivery', 'contract') AND a.removed_at IS NULL)
       THEN 1 ELSE 0 END, c.terms_days, c.terms_mode
FROM parties_customer c JOIN parties_creditor o ON o.id = c.creditor_id
WHERE c.creditor_id = %s AND c.merged_into_id IS NULL AND NOT EXISTS ({prospects})
"""
# In the base, never a debtor: what a customer must have is not asked of it.
_PROSPECT = """
  SELECT 1 FROM sales_prospect p WHERE p.customer_id = c.id AND p.state <> 'won'
  AND NOT EXISTS (SELECT 1 FROM receivables_receivable r WHERE r.customer_id = c.id)
"""
_PROSPECTS = """
SELECT COUNT(*) AS n FROM sales_prospect s JOIN parties_customer c ON c.id = s.customer_id
WHERE s.creditor_id = %s AND c.merged_into_id IS NULL AND EXISTS ({prospects})
"""
_CONTACTS = """
SELECT c.id, c.customer_id, c.email, c.phone, c.role FROM parties_contact c
WHERE c.creditor_id = %s AND c.removed_at IS NULL
"""
_ITEMS = """
SELECT r.id, r.customer_id, r.kind, r.number, r.issued_on, r.due_on,
       CASE WHEN r.due_source = 'assumed' THEN 1 ELSE 0 END, r.amount_cents, r.open_cents, r.currency
FROM receivables_receivable r WHERE +r.creditor_id = %s AND r.open_cents <> 0 AND r.gone_on IS NULL
"""
# Of keys borne more than once, which the index tells alone; whose they are is told apart afterwards, for a key that
# many customers bear would be compared with itself as many times.
_BORNE_TWICE = """
SELECT r.id, r.customer_id, r.number_key, r.number, r.currency, r.intake_id FROM receivables_receivable r
WHERE r.creditor_id = %s AND r.number_key IN (
    SELECT k.number_key FROM receivables_receivable k WHERE k.creditor_id = %s AND NOT (k.number_key = '')
    GROUP BY k.number_key HAVING COUNT(*) > 1)
  AND r.kind = 'invoice' AND r.open_cents > 0 AND r.gone_on IS NULL AND r.intake_id IS NOT NULL {of}
"""
_BORNE = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "number_key": pl.String,
    "number": pl.String,
    "currency": pl.String,
    "intake_id": pl.Int64,
}
# The amount that another source tells, where it is not the one of the books.
_TOLD = """
SELECT t.receivable_id, MAX(t.amount_cents) FROM quality_toldamount t
JOIN receivables_receivable r ON r.id = t.receivable_id
WHERE t.creditor_id = %s AND t.amount_cents <> r.amount_cents AND t.currency = r.currency {of}
GROUP BY t.receivable_id
"""
# The earliest due date that another source tells, unless a person said which is right.
_TOLD_DUE = """
SELECT t.receivable_id, MIN(t.value) FROM provenance_told t
JOIN receivables_receivable r ON r.id = t.receivable_id
WHERE t.creditor_id = %s AND t.field = 'due_on' AND r.due_source <> 'person'
  AND t.value <> CAST(r.due_on AS CHAR(10)) {of}
GROUP BY t.receivable_id
"""
_PAYMENTS = """
SELECT p.id, p.customer_id, p.paid_on, p.amount_cents, p.unapplied_cents, p.currency FROM cash_payment p
WHERE p.gone_on IS NULL AND p.creditor_id = %s AND p.customer_id IN (
  SELECT q.customer_id FROM cash_payment q
  WHERE q.creditor_id = %s AND q.unapplied_cents <> 0 AND q.gone_on IS NULL)
"""
_CEASED = """
SELECT r.customer_id, COALESCE(CAST(r.ended_on AS CHAR(10)), '') FROM companies_registered r
JOIN parties_customer c ON c.id = r.customer_id AND c.siren = r.siren AND c.merged_into_id IS NULL
WHERE r.creditor_id = %s AND r.state = 'ceased'
"""
_CONTRACTS = """
SELECT c.customer_id, c.from_on, c.until_on, c.terms_days, c.terms_mode FROM contracts_contract c
WHERE c.creditor_id = %s
"""
_FOUND = {
    "rule": pl.String,
    "customer_id": pl.Int64,
    "receivable_id": pl.Int64,
    "contact_id": pl.Int64,
    "other_id": pl.Int64,
    "value": pl.String,
}
_ACCEPTED = """
SELECT a.rule, a.customer_id, a.receivable_id, a.contact_id, a.other_id, a.value FROM quality_acceptance a
WHERE a.creditor_id = %s AND a.withdrawn_at IS NULL
"""
STORED = {
    "id": pl.Int64,
    "key": pl.String,
    "customer_id": pl.Int64,
    "rule": pl.String,
    "severity": pl.String,
    "holds": pl.String,
    "weighs": pl.Boolean,
    "value": pl.String,
    "count": pl.Int64,
    "at_stake_cents": pl.Int64,
    "currency": pl.String,
    "accepted": pl.Boolean,
}
_FINDINGS = """
SELECT f.id, f."key", f.customer_id, f.rule, f.severity, f.holds,
       CASE WHEN f.weighs THEN 1 ELSE 0 END, f.value, f."count", f.at_stake_cents, f.currency,
       CASE WHEN f.accepted THEN 1 ELSE 0 END
FROM quality_finding f WHERE f.creditor_id = %s
"""
MARKS = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "percent": pl.Int64,
    "missing": pl.String,
    "worst": pl.String,
    "at_stake_cents": pl.Int64,
    "currency": pl.String,
}
_MARKS = """
SELECT m.id, m.customer_id, m.percent, m.missing, m.worst, m.at_stake_cents, m.currency
FROM quality_filemark m WHERE m.creditor_id = %s
"""
_DOUBTS = """
SELECT f.customer_id, f.receivable_id, f.contact_id, f.rule, f.holds FROM quality_finding f
WHERE f.creditor_id = %s AND NOT f.accepted AND NOT (f.holds = '')
"""


def customer_sheets(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Customers, all or a few; prospects are none yet."""
    sql = _CUSTOMERS.format(prospects=_PROSPECT)
    return fetch(f"{sql} {only('c.id', customers)}", [creditor_id], _kinds(CustomerSheet))


def prospects_left_out(creditor_id: int) -> int:
    """How many prospects quality does not look at."""
    return int(fetch(_PROSPECTS.format(prospects=_PROSPECT), [creditor_id], {"n": pl.Int64}).item())


def contact_sheets(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Contacts that stand."""
    return fetch(f"{_CONTACTS} {only('c.customer_id', customers)}", [creditor_id], _kinds(ContactSheet))


def item_sheets(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Open items that are in the last file."""
    kinds = _kinds(ItemSheet)
    told, twin = kinds.pop("told_cents"), kinds.pop("twin")
    told_due = kinds.pop("told_due_on")
    items = fetch(f"{_ITEMS} {only('r.customer_id', customers)}", [creditor_id], kinds)
    of = only("t.customer_id", customers)
    amounts = fetch(_TOLD.format(of=of), [creditor_id], {"receivable_id": pl.Int64, "told_cents": told})
    days = fetch(
        _TOLD_DUE.format(of=of), [creditor_id], {"receivable_id": pl.Int64, "told_due_on": pl.String}
    )
    days = days.with_columns(pl.col("told_due_on").str.to_date("%Y-%m-%d").cast(told_due))
    twins = _twins(creditor_id, customers)
    marked = items.with_columns(twin=pl.col("receivable_id").is_in(twins.implode()).cast(twin))
    for others in (amounts, days):
        name = others.columns[-1]
        if others.is_empty():  # most often: no join of a million rows with none
            marked = marked.with_columns(pl.lit(None, others.schema[name]).alias(name))
        else:
            marked = marked.join(others, on="receivable_id", how="left")
    return marked.select(ItemSheet.column_names())


def _twins(creditor_id: int, customers: Sequence[int] | None) -> pl.Series:
    """Invoices of one customer told by two files in two writings that have one key."""
    sql = _BORNE_TWICE.format(of=only("r.customer_id", customers))
    rows = fetch(sql, [creditor_id, creditor_id], _BORNE)
    same = ["customer_id", "number_key", "currency"]
    several = rows.filter(pl.len().over(same) > 1)
    beside = several.join(several, on=same, suffix="_too").filter(
        (pl.col("number") != pl.col("number_too")) & (pl.col("intake_id") != pl.col("intake_id_too"))
    )
    return beside["id"].unique()


def payment_sheets(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """All payments of the customers that have cash unapplied."""
    sql = f"{_PAYMENTS} {only('p.customer_id', customers)}"
    return fetch(sql, [creditor_id, creditor_id], _kinds(PaymentSheet))


def contracts(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Contracts of customers: from a day to their last one, and their terms."""
    return fetch(
        f"{_CONTRACTS} {only('c.customer_id', customers)}",
        [creditor_id],
        {
            "customer_id": pl.Int64,
            "from_on": pl.Date,
            "until_on": pl.Date,
            "days": pl.Int64,
            "mode": pl.String,
        },
    )


def ceased(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Customers whose company ended, as the public register says of the SIREN that they have now, and on which day."""
    return fetch(
        f"{_CEASED} {only('r.customer_id', customers)}",
        [creditor_id],
        {"customer_id": pl.Int64, "value": pl.String},
    )


def accepted(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Errors that a person accepts."""
    return fetch(f"{_ACCEPTED} {only('a.customer_id', customers)}", [creditor_id], _FOUND)


def stored_findings(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """What the last look found: the columns of `STORED`."""
    return fetch(f"{_FINDINGS} {only('f.customer_id', customers)}", [creditor_id], STORED)


def stored_file_marks(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """The marks of files as stored: the columns of `MARKS`."""
    return fetch(f"{_MARKS} {only('m.customer_id', customers)}", [creditor_id], MARKS)


def doubts(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """What may not be relied on: customer_id, receivable_id, contact_id, rule, holds."""
    return fetch(
        f"{_DOUBTS} {only('f.customer_id', customers)}",
        [creditor_id],
        {
            "customer_id": pl.Int64,
            "receivable_id": pl.Int64,
            "contact_id": pl.Int64,
            "rule": pl.String,
            "holds": pl.String,
        },
    )


def _kinds(shape: type[ItemSheet | CustomerSheet | ContactSheet | PaymentSheet]) -> dict[str, pl.DataType]:
    return dict(_schema(shape))


@cache
def _schema(shape: type[ItemSheet | CustomerSheet | ContactSheet | PaymentSheet]) -> pl.Schema:
    return shape.create_empty().schema
