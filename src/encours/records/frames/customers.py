"""Customers as the day sees them: `core.frames.CustomerFacts`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.frames import CustomerFacts
from encours.core.holds import running_holds
from encours.records.frames.channel_history import channel_choices
from encours.records.frames.delivered import delivered_messages, stands
from encours.records.frames.doorway import fetch, only
from encours.records.frames.former_customers import as_held
from encours.records.frames.holds import holds_known
from encours.records.frames.proposals import refused_for_good
from encours.records.frames.quality import doubts
from encours.records.frames.sparing import elsewhere, leniencies

_CUSTOMERS = """
SELECT c.id, c.creditor_id, c.regime, CASE WHEN c.regime_source = 'assumed' THEN 1 ELSE 0 END, c.language,
       CASE WHEN c.address <> '' AND c.city <> '' THEN 1 ELSE 0 END, c.facts_version
FROM parties_customer c WHERE +c.creditor_id = %s
"""
_KINDS = {
    "customer_id": pl.Int64,
    "creditor_id": pl.Int64,
    "regime": pl.String,
    "regime_assumed": pl.Boolean,
    "language": pl.String,
    "has_address": pl.Boolean,
    "facts_version": pl.Int64,
}
_EMAILS = """
SELECT customer_id FROM parties_contact c
WHERE +creditor_id = %s AND email <> '' AND removed_at IS NULL {of} AND NOT EXISTS (
    SELECT 1 FROM encours_messages_bounce b WHERE b.customer_id = c.customer_id AND b.permanent
    AND b.recipient = c.email AND b.recorded_at > c.recorded_at)
  AND id NOT IN (SELECT f.contact_id FROM quality_finding f
                 WHERE f.creditor_id = %s AND NOT f.accepted AND NOT (f.holds = '') AND f.holds = 'email'
                 AND f.contact_id IS NOT NULL)
"""
# Customers of whom an address came back for good, and is still one of theirs as it was.
_LOST = """
SELECT b.customer_id FROM encours_messages_bounce b
JOIN parties_contact c ON c.customer_id = b.customer_id AND c.email = b.recipient
WHERE b.creditor_id = %s AND b.permanent AND b.recorded_at > c.recorded_at AND c.removed_at IS NULL {of}
"""
_OPPOSED = """
SELECT DISTINCT customer_id FROM measures_complaint
WHERE creditor_id = %s AND kind = 'opt_out' AND "on" <= %s AND {standing} {of}
"""
# Each currency apart, for nothing is converted; null is that of the creditor's books.
_BOOKS = "(SELECT o.currency FROM parties_creditor o WHERE o.id = %s)"
_UNAPPLIED = f"""
SELECT customer_id, NULLIF(currency, {_BOOKS}), SUM(unapplied_cents) FROM cash_payment
WHERE creditor_id = %s AND unapplied_cents <> 0 AND gone_on IS NULL {{of}} GROUP BY customer_id, currency
"""
# As known on a day: payments known by then, less the applications known by then.
_UNAPPLIED_THEN = f"""
SELECT p.customer_id, NULLIF(p.currency, {_BOOKS}), SUM(p.amount_cents - COALESCE(used.cents, 0))
FROM cash_payment p
LEFT JOIN (SELECT payment_id, SUM(amount_cents) AS cents FROM cash_application
           WHERE creditor_id = %s AND known_on <= %s GROUP BY payment_id) used ON used.payment_id = p.id
WHERE p.creditor_id = %s AND p.known_on <= %s AND (p.gone_on IS NULL OR p.gone_on > %s)
GROUP BY p.customer_id, p.currency
"""
# Of a few customers, as `items._STEPS`.
_MESSAGES = """
SELECT customer_id, "on" FROM encours_messages_delivery d
WHERE +creditor_id = %s AND NOT "on" > %s AND state IN ('delivered', %s) {of} AND {stands}
"""


def customer_facts(
    creditor_id: int,
    *,
    on: date,
    shadow: bool,
    as_known: bool = False,
    customers: Sequence[int] | None = None,
) -> pl.DataFrame:
    """Read the customers of a creditor, in the shape `CustomerFacts`; see `items.open_items`."""
    of = only("customer_id", customers)
    people = fetch(f"{_CUSTOMERS} {only('c.id', customers)}", [creditor_id], _KINDS)
    if as_known:
        people = as_held(people, creditor_id, on=on)
    opposed = _opposed(creditor_id, on, as_known=as_known, of=of)
    cash = _unapplied(creditor_id, on, as_known=as_known, of=of)
    last = _last_messages(creditor_id, on, shadow=shadow, customers=customers)
    holds = running_holds(holds_known(creditor_id, on=on, customers=customers), on=on, of_items=False)
    sides = (
        *reached_by_email(creditor_id, customers),
        opposed.lazy().with_columns(refuses_email=pl.lit(value=True)),
        cash.lazy().pipe(_of_the_books),
        cash.lazy().pipe(_of_others),
        last,
        holds.lazy(),
        leniencies(creditor_id, on=on, customers=customers),
        elsewhere(creditor_id, customers=customers),
        _wanted(creditor_id, on if as_known else None, customers),
        _doubts(creditor_id, as_known=as_known, customers=customers),
    )
    facts = people.lazy()
    for side in sides:
        facts = facts.join(side, on="customer_id", how="left")
    return (
        facts.with_columns(
            pl.col("has_email", "refuses_email").fill_null(value=False),
            pl.col("unapplied_cents").fill_null(0),
            has_address=pl.col("has_address") & ~pl.col("address_doubted").fill_null(value=False),
        )
        .select(CustomerFacts.column_names())
        .collect()
    )


def reached_by_email(
    creditor_id: int, customers: Sequence[int] | None = None
) -> tuple[pl.LazyFrame, pl.LazyFrame]:
    """Customers reached by e-mail (`has_email`); those of whom an address is lost (`email_lost`).

    Lost: it came back for good, or was refused for good when it was handed over and nothing has changed since.
    """
    kind = {"customer_id": pl.Int64}
    found = fetch(_EMAILS.format(of=only("customer_id", customers)), [creditor_id, creditor_id], kind)
    back = fetch(_LOST.format(of=only("b.customer_id", customers)), [creditor_id], kind)
    refused = refused_for_good(creditor_id, customers).filter(pl.col("channel") == "email")
    refused = refused.select("customer_id")
    reached = found.lazy().unique().join(refused.lazy(), on="customer_id", how="anti")
    lost = pl.concat([back, refused]).lazy().unique()
    return (
        reached.with_columns(has_email=pl.lit(value=True)),
        lost.with_columns(email_lost=pl.lit(value=True)),
    )


def _unapplied(creditor_id: int, on: date, *, as_known: bool, of: str) -> pl.DataFrame:
    """Cash that waits, by customer and currency."""
    kinds = {"customer_id": pl.Int64, "currency": pl.String, "unapplied_cents": pl.Int64}
    if as_known:
        return fetch(_UNAPPLIED_THEN, [creditor_id, creditor_id, on, creditor_id, on, on], kinds)
    return fetch(_UNAPPLIED.format(of=of), [creditor_id, creditor_id], kinds)


def _of_the_books(cash: pl.LazyFrame) -> pl.LazyFrame:
    return cash.filter(pl.col("currency").is_null()).drop("currency")


def _of_others(cash: pl.LazyFrame) -> pl.LazyFrame:
    """The cash in other currencies than that of the books: one list a customer, in the order of currencies."""
    return (
        cash.filter(pl.col("currency").is_not_null(), pl.col("unapplied_cents") != 0)
        .sort("customer_id", "currency")
        .group_by("customer_id", maintain_order=True)
        .agg(other_cash=pl.struct("currency", "unapplied_cents"))
    )


def _opposed(creditor_id: int, on: date, *, as_known: bool, of: str) -> pl.DataFrame:
    """The customers that want no more e-mails; as known on a day, a later cancelling changes nothing."""
    standing = "cancelled_at IS NULL"
    if as_known:
        standing = f"({standing} OR cancelled_at > '{on.isoformat()} 23:59:59.999999')"
    sql = _OPPOSED.format(standing=standing, of=of)
    return fetch(sql, [creditor_id, on], {"customer_id": pl.Int64})


def _wanted(creditor_id: int, on: date | None, customers: Sequence[int] | None) -> pl.LazyFrame:
    """The channel that a person, or what it answered to, chose for a customer."""
    told = channel_choices(creditor_id, on=on, customers=customers).lazy().filter(pl.col("channel") != "")
    by_person = pl.col("how") == "person"
    return told.select(
        "customer_id",
        wanted_channel="channel",
        wanted_because=pl.when(by_person).then(pl.lit("chosen")).otherwise(pl.lit("history")),
    )


def _doubts(creditor_id: int, *, as_known: bool, customers: Sequence[int] | None) -> pl.LazyFrame:
    """What the last look over the data found of accounts and addresses. A past day knew nothing of it."""
    found = doubts(creditor_id, customers).lazy().filter(pl.lit(not as_known))
    holds = pl.col("holds")
    return found.group_by("customer_id").agg(
        doubt=pl.col("rule").filter(holds == "account").min(),
        recipient_doubt=_rules(pl.col("rule").filter(holds.is_in(["email", "address"]))),
        address_doubted=(holds == "address").any(),
    )


def _rules(column: pl.Expr) -> pl.Expr:
    told = column.unique().sort().str.join(" ")
    return pl.when(told != "").then(told)


def _last_messages(
    creditor_id: int, on: date, *, shadow: bool, customers: Sequence[int] | None
) -> pl.LazyFrame:
    if customers is None:
        found = delivered_messages(creditor_id, on=on, shadow=shadow)
        days = found.select("customer_id", last_message_on="delivered_on")
    else:
        days = fetch(
            _MESSAGES.format(of=only("customer_id", customers), stands=stands("d.message_id", on)),
            [creditor_id, on, "shadowed" if shadow else "delivered"],
            {"customer_id": pl.Int64, "last_message_on": pl.Date},
        )
    return days.lazy().group_by("customer_id").agg(pl.col("last_message_on").max())
