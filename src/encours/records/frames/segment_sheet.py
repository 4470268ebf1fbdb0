"""The sheet of customers on which the conditions of segments are run (`core.segments.sheet`).

Only what the columns named need is read: one reading a source, whatever the number of columns and rules.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import polars as pl

from encours.core.segments import sheet
from encours.core.segments.catalogue import Column
from encours.core.segments.survival import WINDOW_DAYS
from encours.records.frames.delivered import STEPS
from encours.records.frames.doorway import fetch, only
from encours.records.frames.exposures import limits
from encours.records.frames.items import day_items, open_items
from encours.records.frames.promises import ended_promises
from encours.records.parties.models import Creditor

_IDS = "SELECT id FROM parties_customer WHERE creditor_id = %s AND merged_into_id IS NULL {few}"
_CUSTOMERS = """
SELECT c.id, COALESCE(c.terms_days, %s), c.country, c.postcode, c.language, g.name, u.email, p.name
FROM parties_customer c
LEFT JOIN parties_groupmember m ON m.customer_id = c.id LEFT JOIN parties_group g ON g.id = m.group_id
LEFT JOIN work_assignment a ON a.customer_id = c.id LEFT JOIN people_user u ON u.id = a.owner_id
LEFT JOIN work_portfolio p ON p.id = a.portfolio_id
WHERE c.creditor_id = %s AND c.merged_into_id IS NULL {few}
"""
_CUSTOMER = {
    "customer_id": pl.Int64,
    "terms_days": pl.Int64,
    "country": pl.String,
    "postcode": pl.String,
    "language": pl.String,
    "group_name": pl.String,
    "owner": pl.String,
    "portfolio": pl.String,
}
_RATINGS = """
SELECT s.customer_id, s.score FROM credit_creditscore s
WHERE s.creditor_id = %s AND s.score <> '' AND s."on" <= %s {few} ORDER BY s."on", s.id
"""
_ASSESSED = """
SELECT a.customer_id, a.grade FROM credit_riskassessment a
WHERE a.creditor_id = %s AND a."on" <= %s {few} ORDER BY a."on", a.id
"""
_REGISTERED = """
SELECT customer_id, section, naf, size, state FROM companies_registered WHERE creditor_id = %s {few}
"""
_SAID = {
    "customer_id": pl.Int64,
    "section": pl.String,
    "naf": pl.String,
    "size": pl.String,
    "state": pl.String,
}
_VALUES = """
SELECT customer_id, field_id, "key", number FROM fields_fieldvalue
WHERE field_id IN ({fields}) AND creditor_id = %s AND receivable_id IS NULL AND text <> '' {few}
"""
_VALUE = {"customer_id": pl.Int64, "field_id": pl.Int64, "key": pl.String, "number": pl.Int64}
# What is unpaid counts whatever its age; what is settled where it fell due, or was billed, within a year. The plus
# keeps a table read in its own order; what was applied is read apart, and joined where frames are quick.
_INVOICES = """
SELECT r.id, r.customer_id, r.issued_on, r.due_on, r.amount_cents, r.currency, r.open_cents
FROM receivables_receivable r
WHERE +r.creditor_id = %s AND r.kind = 'invoice' AND r.amount_cents > 0 AND r.known_on <= %s
  AND (r.gone_on IS NULL OR r.gone_on > %s) {few}
  AND ({then} OR r.open_cents <> 0 OR r.due_on >= %s OR r.issued_on >= %s)
"""
_INVOICE = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "open_cents": pl.Int64,
}
_APPLIED = """
SELECT a.receivable_id, SUM(a.amount_cents),
       MAX(CASE WHEN a.payment_id IS NOT NULL AND a.amount_cents > 0 THEN a.applied_on END)
FROM cash_application a
WHERE +a.creditor_id = %s AND a.known_on <= %s AND a.applied_on >= %s {few} GROUP BY a.receivable_id
"""
_USED = {"receivable_id": pl.Int64, "used_cents": pl.Int64, "paid_on": pl.Date}


def segment_sheet(
    creditor: Creditor,
    columns: Collection[Column],
    *,
    on: date,
    items: pl.DataFrame | None = None,
    customers: Sequence[int] | None = None,
    as_known: bool = False,
) -> pl.DataFrame:
    """The customers, all or a few, with these columns as of a day; `items` (DAY_ITEM) where they were read already.

    `as_known`: the day is past, and what was paid since counts as unpaid.
    """
    sources = {one.source for one in columns}
    base = _customers(
        creditor, customers, on=on, named={one.name for one in columns if one.source == "customer"}
    )
    sides = []
    if "items" in sources:
        known = _items(creditor, on, customers) if items is None else items
        sides.append(sheet.of_items(known, on=on, currency=creditor.currency))
    if "register" in sources:
        few = only("customer_id", customers)
        sides.append(sheet.of_register(fetch(_REGISTERED.format(few=few), [creditor.pk], _SAID)))
    if "history" in sources:
        told = invoices_told(creditor.pk, on, customers, as_known=as_known)
        sides.append(sheet.of_history(told, on=on, currency=creditor.currency))
    if "promises" in sources:
        sides.append(_broken(creditor.pk, on, customers))
    sides.extend(_own(creditor.pk, [one for one in columns if one.source == "own"], customers))
    return sheet.together(base, sides, sorted({one.name for one in columns}))


def _customers(
    creditor: Creditor, customers: Sequence[int] | None, *, on: date, named: set[str]
) -> pl.DataFrame:
    """Who they are, and what their files say, where a column asks."""
    if not named:
        few = only("id", customers)
        return fetch(_IDS.format(few=few), [creditor.pk], {"customer_id": pl.Int64})
    few = only("c.id", customers)
    found = fetch(_CUSTOMERS.format(few=few), [creditor.terms_days, creditor.pk], _CUSTOMER)
    if "credit_limit" in named:
        allowed = limits(creditor.pk, on=on, customers=customers).filter(
            pl.col("currency") == creditor.currency
        )
        found = found.join(allowed.select("customer_id", credit_limit="cents"), on="customer_id", how="left")
    if not named.isdisjoint({"rating", "rating_number"}):
        found = found.join(_ratings(creditor.pk, on, customers), on="customer_id", how="left")
    if "risk" in named:
        found = found.join(_risks(creditor.pk, on, customers), on="customer_id", how="left")
    return found


def _ratings(creditor_id: int, on: date, customers: Sequence[int] | None) -> pl.DataFrame:
    """How each was rated last, and the same as a whole number where it is one."""
    few = only("s.customer_id", customers)
    told = fetch(_RATINGS.format(few=few), [creditor_id, on], {"customer_id": pl.Int64, "rating": pl.String})
    last = told.group_by("customer_id", maintain_order=True).last()
    number = pl.col("rating").str.extract(r"^\s*(\d{1,9})\s*(?:/\s*\d+)?\s*$").cast(pl.Int64)
    return last.with_columns(rating_number=number)


def _risks(creditor_id: int, on: date, customers: Sequence[int] | None) -> pl.DataFrame:
    """How a person assessed the risk of each last."""
    few = only("a.customer_id", customers)
    told = fetch(_ASSESSED.format(few=few), [creditor_id, on], {"customer_id": pl.Int64, "risk": pl.String})
    return told.group_by("customer_id", maintain_order=True).last()


def _items(creditor: Creditor, on: date, customers: Sequence[int] | None) -> pl.DataFrame:
    if customers is None:
        return day_items(creditor.pk, pl.DataFrame(schema=STEPS), on=on)
    return open_items(creditor.pk, on=on, shadow=creditor.shadow, customers=customers)


def invoices_told(
    creditor_id: int, on: date, customers: Sequence[int] | None = None, *, as_known: bool
) -> pl.DataFrame:
    """Invoices with what is left of each and when it was paid last; of a past day, what was left of it then."""
    since = on - timedelta(days=WINDOW_DAYS)
    sql = _INVOICES.format(few=only("r.customer_id", customers), then="1 = 1" if as_known else "1 = 0")
    found = fetch(sql, [creditor_id, on, on, since, since], _INVOICE)
    # Paid a year before it fell due: no invoice is, and the past need not be read.
    from_on = date(1900, 1, 1) if as_known else since - timedelta(days=WINDOW_DAYS)
    few = only("a.customer_id", customers)
    used = fetch(_APPLIED.format(few=few), [creditor_id, on, from_on], _USED)
    known = found.join(used, on="receivable_id", how="left")
    then = pl.col("amount_cents") - pl.col("used_cents").fill_null(0)
    return known.with_columns(unpaid=(then if as_known else pl.col("open_cents")) > 0)


def _broken(creditor_id: int, on: date, customers: Sequence[int] | None) -> pl.DataFrame:
    """Promises of the last year that were not kept."""
    few = only("p.customer_id", customers)
    ended = ended_promises(creditor_id, on - timedelta(days=WINDOW_DAYS), on=on, known=few)
    return (
        ended.filter(pl.col("state") == "broken")
        .group_by("customer_id")
        .agg(broken_promises=pl.len().cast(pl.Int64))
    )


def _own(creditor_id: int, columns: Sequence[Column], customers: Sequence[int] | None) -> list[pl.DataFrame]:
    if not columns:
        return []
    keys = ", ".join(str(int(one.owner or 0)) for one in columns)
    sql = _VALUES.format(fields=keys, few=only("customer_id", customers))
    return sheet.of_fields(
        fetch(sql, [creditor_id], _VALUE), [(one.owner or 0, one.name, one.kind) for one in columns]
    )
