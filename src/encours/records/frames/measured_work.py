"""What was done, by whom and by which rule: the frames of automation, work, cases and relations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl
from django.db import connection

from encours.records.frames.delivered import not_recalled
from encours.records.frames.doorway import fetch
from encours.records.frames.knowledge import Knowledge

# A rule writes under rule:NAME@VERSION; every other author is a person.
_PERSON: Final = "CASE WHEN e.author LIKE 'rule:%%' THEN '' ELSE e.author END"
# Told by what they did, line by line and message by message, rather than by their entries.
_TOLD_APART: Final = ("approve", "apply_line", "accept_proposal", "apply_cash", "seal", "keep_measures")
_COLUMNS: Final = ["on", "stage", "kind", "person", "count"]

_ENTRIES = """
SELECT {day}, e.act, {person}, COUNT(*) FROM history_entry e
WHERE e.creditor_id = %s AND e.at >= '{since}' AND e.act <> 'send' {until} GROUP BY 1, 2, 3
"""
_SENT = """
SELECT d."on", d.channel, {person}, m.approved_by, COUNT(*),
       SUM(CASE WHEN (m.carrier_id IS NULL OR m.carrier_id = m.id) AND {left} THEN 1 ELSE 0 END)
FROM encours_messages_delivery d JOIN history_entry e ON e.id = d.entry_id
JOIN encours_messages_message m ON m.id = d.message_id
WHERE d.creditor_id = %s AND d.state IN ('delivered', %s) AND d."on" >= '{since}' AND d."on" <= '{on}' {known}
GROUP BY 1, 2, 3, 4
"""
_TOUCHED = """
SELECT DISTINCT {day}, e.author, l.customer_id FROM history_entry e JOIN history_leaf l ON l.entry_id = e.id
WHERE e.creditor_id = %s AND e.at >= '{since}' AND e.author NOT LIKE 'rule:%%' AND l.customer_id IS NOT NULL
  AND e.act NOT LIKE 'import%%' {until}
"""
_REACHED = """
SELECT DISTINCT d."on", d.customer_id FROM encours_messages_delivery d
WHERE d.creditor_id = %s AND d.state IN ('delivered', %s) AND d."on" >= '{since}' AND d."on" <= '{on}' {known}
  AND {left}
"""
_LINES = """
SELECT l.id, l.booked_on, l.amount_cents, l.currency, l.state, {recorded}
FROM cash_bankline l WHERE l.creditor_id = %s AND l.amount_cents > 0 AND l.state NOT IN ('detached', 'detailed')
  AND l.booked_on >= '{since}' AND l.booked_on <= '{on}' {known}
"""
_APPLIED = """
SELECT p.bank_line_id, a.id, CASE WHEN a.source = 'person' THEN e.author ELSE '' END, {recorded}, a.reverses_id,
       a.source, CASE WHEN a.reason = 'returned' THEN 1 ELSE 0 END, a.reason
FROM cash_application a JOIN cash_payment p ON p.id = a.payment_id JOIN history_entry e ON e.id = a.entry_id
WHERE a.creditor_id = %s AND p.bank_line_id IS NOT NULL {known}
"""
_ANSWERED = "SELECT DISTINCT line_id FROM cash_doubt WHERE creditor_id = %s AND answered_at IS NOT NULL"
_CASES = """
SELECT c.id, c.customer_id, c.opened_on, c.closed_on,
  CASE WHEN (p.address <> '' AND p.city <> '') OR EXISTS (
    SELECT 1 FROM parties_contact k WHERE k.customer_id = p.id AND k.email <> '' AND k.removed_at IS NULL)
    THEN 1 ELSE 0 END
  + CASE WHEN p.siren <> '' THEN 1 ELSE 0 END
  + CASE WHEN EXISTS (SELECT 1 FROM receivables_receivable r WHERE r.customer_id = p.id AND r.kind = 'invoice'
                      AND r.due_source = 'assumed') THEN 0 ELSE 1 END
  + CASE WHEN EXISTS (SELECT 1 FROM receivables_receivable r WHERE r.customer_id = p.id AND r.po_number <> '')
    THEN 1 ELSE 0 END
FROM cases_case c JOIN parties_customer p ON p.id = c.customer_id
WHERE c.creditor_id = %s AND c.opened_on <= '{on}' {known}
"""
_OWNERS = """
SELECT a.customer_id, COALESCE(u.name, f.name, '') FROM work_assignment a
LEFT JOIN people_user u ON u.id = a.owner_id LEFT JOIN work_portfolio f ON f.id = a.portfolio_id
WHERE a.creditor_id = %s AND (a.owner_id IS NOT NULL OR a.portfolio_id IS NOT NULL)
"""


def _day(column: str) -> str:
    """The day of an instant, in UTC, as text."""
    if connection.vendor == "postgresql":
        return f"TO_CHAR({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    return f"SUBSTR({column}, 1, 10)"


def _filled(sql: str, since: date, knowledge: Knowledge, known: str = "") -> str:
    until = knowledge.recorded("e").replace("e.recorded_at", "e.at")
    by_day = f" AND {_day('e.at')} <= '{knowledge.on.isoformat()}'"
    return sql.format(
        day=_day("e.at"),
        person=_PERSON,
        left=not_recalled("d.message_id", knowledge.on),
        since=since.isoformat(),
        on=knowledge.on.isoformat(),
        until=until or by_day,
        known=known,
        recorded=_day("a.recorded_at" if "cash_application" in sql else "l.recorded_at"),
    )


def actions(creditor_id: int, knowledge: Knowledge, since: date, counted: str) -> pl.DataFrame:
    """What was done, day by day: files taken in, days decided, lines applied, messages agreed and sent, other acts."""
    kinds = {"on": pl.Date, "kind": pl.String, "person": pl.String, "count": pl.Int64}
    entries = fetch(_filled(_ENTRIES, since, knowledge), [creditor_id], kinds)
    staged = (
        pl.when(pl.col("kind").str.starts_with("import"))
        .then(pl.lit("intake"))
        .when(pl.col("kind") == "run_day")
        .then(pl.lit("deciding"))
        .otherwise(pl.lit(""))
    )
    told = entries.filter(~pl.col("kind").is_in(_TOLD_APART)).with_columns(stage=staged)
    acts = told.filter((pl.col("person") != "") | (pl.col("stage") != ""))
    sent = fetch(
        _filled(_SENT, since, knowledge, knowledge.recorded("d")),
        [creditor_id, counted],
        {
            "on": pl.Date,
            "kind": pl.String,
            "person": pl.String,
            "agreed": pl.String,
            "count": pl.Int64,
            "mails": pl.Int64,
        },
    )
    agreed = sent.select("on", "count", person="agreed").with_columns(
        stage=pl.lit("approving"), kind=pl.lit("approve")
    )
    matched = (
        _first_applied(creditor_id, knowledge, since)
        .filter(pl.col("applied_on") > since)
        .group_by("person", on="applied_on")
        .agg(count=pl.len().cast(pl.Int64))
        .with_columns(stage=pl.lit("matching"), kind=pl.lit("match"))
    )
    # One e-mail may carry several messages: it is agreed for each, and sent once.
    sending = sent.filter(pl.col("mails") > 0).with_columns(count="mails", stage=pl.lit("sending"))
    return pl.concat([frame.select(_COLUMNS) for frame in (acts, sending, agreed, matched)])


def touched(creditor_id: int, knowledge: Knowledge, since: date) -> pl.DataFrame:
    """Which customers each person worked on, day by day."""
    return fetch(
        _filled(_TOUCHED, since, knowledge),
        [creditor_id],
        {"on": pl.Date, "person": pl.String, "customer_id": pl.Int64},
    )


def reached(creditor_id: int, knowledge: Knowledge, since: date, counted: str) -> pl.DataFrame:
    """Customers to whom a message was delivered, day by day."""
    sql = _filled(_REACHED, since, knowledge, knowledge.recorded("d"))
    return fetch(sql, [creditor_id, counted], {"on": pl.Date, "customer_id": pl.Int64})


def _first_applied(creditor_id: int, knowledge: Knowledge, since: date) -> pl.DataFrame:
    """The first application of each bank line: by whom, on which day, and the day on which it was undone.

    What the ledger applies is not the house's doing, and a payment that the bank took back was no mistake.
    """
    rows = fetch(
        _filled(_APPLIED, since, knowledge, knowledge.known("a")),
        [creditor_id],
        {
            "line_id": pl.Int64,
            "application_id": pl.Int64,
            "person": pl.String,
            "applied_on": pl.Date,
            "reverses_id": pl.Int64,
            "source": pl.String,
            "returned": pl.Boolean,
            "matcher": pl.String,
        },
    )
    undone = rows.filter(pl.col("reverses_id").is_not_null() & ~pl.col("returned")).select(
        application_id="reverses_id", undone_on="applied_on"
    )
    return (
        rows.filter(pl.col("reverses_id").is_null() & (pl.col("source") != "ledger"))
        .join(undone, on="application_id", how="left")
        .with_columns(pl.col("undone_on").min().over("line_id", "source"))  # of several, one undone is enough
        .sort("application_id")
        .unique("line_id", keep="first", maintain_order=True)
    )


def lines(creditor_id: int, knowledge: Knowledge, since: date) -> pl.DataFrame:
    """Credits of the bank and what became of each: applied by a rule, by a person, known to the ledger, or waiting.

    Those of the year before `since` too: they may have been applied after it.
    """
    rows = fetch(
        _filled(_LINES, since - timedelta(days=365), knowledge, knowledge.known("l")),
        [creditor_id],
        {
            "line_id": pl.Int64,
            "booked_on": pl.Date,
            "amount_cents": pl.Int64,
            "currency": pl.String,
            "state": pl.String,
            "recorded_on": pl.Date,
        },
    )
    outcome = _outcome(fetch(_ANSWERED, [creditor_id], {"line_id": pl.Int64})["line_id"])
    confirmed = pl.col("state") == "confirmed"
    return rows.join(_first_applied(creditor_id, knowledge, since), on="line_id", how="left").select(
        "line_id",
        "booked_on",
        pl.when(confirmed & pl.col("applied_on").is_null())
        .then("recorded_on")
        .otherwise("applied_on")
        .alias("applied_on"),
        "undone_on",
        "amount_cents",
        "currency",
        outcome=outcome,
        matcher=pl.col("matcher").fill_null(""),
    )


def _outcome(answered: pl.Series) -> pl.Expr:
    """What became of a line: `answered` are those about which a person said whether the ledger knew them."""
    confirmed = pl.col("state") == "confirmed"
    return (
        pl.when(pl.col("person") != "")
        .then(pl.lit("person"))
        .when(pl.col("person") == "")
        .then(pl.lit("automatic"))
        .when(confirmed & pl.col("line_id").is_in(answered.implode()))
        .then(pl.lit("person"))
        .when(confirmed)
        .then(pl.lit("confirmed"))
        .when(pl.col("state") == "set_aside")
        .then(pl.lit("set_aside"))
        .otherwise(pl.lit("waiting"))
    )


def cases(creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    """Cases, with how many of four elements each customer's file has today; those closed later are still open."""
    rows = fetch(
        _filled(_CASES, knowledge.on, knowledge, knowledge.recorded("c")),
        [creditor_id],
        {
            "case_id": pl.Int64,
            "customer_id": pl.Int64,
            "opened_on": pl.Date,
            "closed_on": pl.Date,
            "elements": pl.Int64,
        },
    )
    return rows.with_columns(closed_on=pl.when(pl.col("closed_on") <= knowledge.on).then(pl.col("closed_on")))


def owners(creditor_id: int) -> pl.DataFrame:
    """Who answers for each customer: the person who follows it, else its portfolio."""
    return fetch(_OWNERS, [creditor_id], {"customer_id": pl.Int64, "owner": pl.String})
