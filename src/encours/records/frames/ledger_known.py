"""Receivables, payments and what they extinguish, as known of a day: read once, for every measure of money."""

from __future__ import annotations

import polars as pl

from encours.core.measures.as_of import with_corrections
from encours.records.frames.doorway import fetch
from encours.records.frames.doubles import gone_as_known
from encours.records.frames.knowledge import Knowledge, literal
from encours.records.frames.shapes import Kinds

_STATE = """
SELECT r.{key}, r.customer_id, r.kind, r.issued_on, r.due_on, CASE WHEN r.due_source = 'assumed' THEN 1 ELSE 0 END,
       r.amount_cents, r.currency, r.gone_on, CASE WHEN r.reconstructed THEN 1 ELSE 0 END
FROM receivables_{table} r WHERE +r.creditor_id = %s {known}
"""
_STATES = {
    "receivable_id": pl.Int64,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "issued_on": pl.Date,
    "due_on": pl.Date,
    "due_assumed": pl.Boolean,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "gone_on": pl.Date,
    "reconstructed": pl.Boolean,
}
_PLANS = """
SELECT i.receivable_id, i.entry_id, i.due_on, i.amount_cents FROM receivables_instalment i
WHERE i.creditor_id = %s {known}
"""
_PLAN = {"receivable_id": pl.Int64, "entry_id": pl.Int64, "due_on": pl.Date, "amount_cents": pl.Int64}
_BY_PERSON = """
SELECT r.{key} FROM receivables_{table} r
WHERE r.creditor_id = %s AND r.due_source = 'person' AND EXISTS (
    SELECT 1 FROM receivables_instalment i WHERE i.receivable_id = r.{key}) {known}
"""
_APPLICATIONS = """
SELECT a.id, a.payment_id, a.credit_note_id, a.receivable_id, a.amount_cents, a.applied_on, a.reverses_id,
       CASE WHEN a.reason = 'returned' THEN 1 ELSE 0 END
FROM cash_application a WHERE +a.creditor_id = %s {known}
"""
_APPLICATION = {
    "application_id": pl.Int64,
    "payment_id": pl.Int64,
    "credit_note_id": pl.Int64,
    "receivable_id": pl.Int64,
    "amount_cents": pl.Int64,
    "applied_on": pl.Date,
    "reverses_id": pl.Int64,
    "returned": pl.Boolean,
}
_PAYMENTS = """
SELECT p.id, p.customer_id, p.paid_on, p.amount_cents, p.currency, CASE WHEN p.in_bank_journal THEN 1 ELSE 0 END,
       {gone}
FROM cash_payment p WHERE +p.creditor_id = %s {known}
"""
_PAYMENT = {
    "payment_id": pl.Int64,
    "customer_id": pl.Int64,
    "paid_on": pl.Date,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "in_bank": pl.Boolean,
    "gone_on": pl.Date,
}
# Money given back that the ledger took over: it went out of count when the ledger's own receivable was recorded.
_TAKEN_OVER = """
SELECT p.id, r.id FROM cash_payment p JOIN receivables_receivable r
  ON r.creditor_id = p.creditor_id AND r."key" = p.ledger_key
WHERE p.creditor_id = %s AND p.gone_on IS NOT NULL AND p.amount_cents < 0
"""
_IMPORTED = """
SELECT COUNT(*) FROM history_entry e WHERE e.creditor_id = %s AND e.act LIKE 'import%%'
  AND e.at >= '{day}' AND e.at <= {until}
"""


def receivables(creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    """Every receivable known, in its state of then: what was superseded since is read from the past."""
    states = _in_their_state(_STATE, _STATES, creditor_id, knowledge)
    gone = pl.col("gone_on").is_not_null()
    if knowledge.by_source:
        gone = gone & (pl.col("gone_on") <= knowledge.on)
    return states.with_columns(gone=gone).drop("gone_on")


def _in_their_state(sql: str, kinds: Kinds, creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    rows = fetch(sql.format(key="id", table="receivable", known=knowledge.known("r")), [creditor_id], kinds)
    if knowledge.until is None:
        return rows
    since = f"{knowledge.recorded('r')} AND r.superseded_at > {literal(knowledge.until)}"
    past = sql.format(key="receivable_id", table="receivablepast", known=since)
    return pl.concat([rows, fetch(past, [creditor_id], kinds)])


def plans_known(creditor_id: int, knowledge: Knowledge, states: pl.DataFrame) -> pl.DataFrame:
    """The instalments that stood and were chased: receivable_id, due_on, amount_cents; `states` as `receivables`."""
    told = fetch(_PLANS.format(known=knowledge.recorded("i")), [creditor_id], _PLAN)
    if told.is_empty():
        return told.drop("entry_id")
    whole = _in_their_state(_BY_PERSON, {"receivable_id": pl.Int64}, creditor_id, knowledge)
    last = told.filter((pl.col("entry_id") == pl.col("entry_id").max()).over("receivable_id"))
    return (
        last.join(states.select("receivable_id", owed_cents="amount_cents"), on="receivable_id")
        .filter((pl.col("amount_cents").sum() == pl.col("owed_cents")).over("receivable_id"))
        .join(whole, on="receivable_id", how="anti")
        .drop("entry_id", "owed_cents")
    )


def applications(creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    """Every application known, with what is known of its correction."""
    rows = fetch(_APPLICATIONS.format(known=knowledge.known("a")), [creditor_id], _APPLICATION)
    return with_corrections(rows)


def payments(
    creditor_id: int, knowledge: Knowledge, applied: pl.DataFrame, states: pl.DataFrame
) -> pl.DataFrame:
    """Every payment known that counts."""
    gone = gone_as_known("p", "payment") if knowledge.until is not None else "p.gone_on"
    rows = fetch(_PAYMENTS.format(known=knowledge.known("p"), gone=gone), [creditor_id], _PAYMENT)
    return rows.filter(~_gone(creditor_id, knowledge, applied, states)).drop("gone_on")


def _gone(creditor_id: int, knowledge: Knowledge, applied: pl.DataFrame, states: pl.DataFrame) -> pl.Expr:
    """Whether a payment was out of count: told by what undid it, else by its day."""
    gone = pl.col("gone_on")
    if knowledge.by_source:
        return gone.is_not_null() & (gone <= knowledge.on)
    if knowledge.until is None:
        return gone.is_not_null()
    standing = _standing_of(applied)
    earlier = (gone < knowledge.on) | (
        (gone == knowledge.on) & pl.lit(value=_imported(creditor_id, knowledge))
    )
    taken, out = _taken_over(creditor_id, states)
    undone = pl.col("payment_id").is_in(_undone_of(applied).implode())
    key = pl.col("payment_id")
    return gone.is_not_null() & (
        pl.when(key.is_in(taken.implode()))
        .then(key.is_in(out.implode()))
        .when(key.is_in(standing.implode()))
        .then(pl.lit(value=False))
        .when(undone)
        .then(gone <= knowledge.on)
        .otherwise(earlier)
    )


def _standing_of(applied: pl.DataFrame) -> pl.Series:
    """Payments that something applied still stands on: they count."""
    standing = applied.filter(pl.col("reverses_id").is_null() & pl.col("undone_on").is_null())
    return standing["payment_id"].drop_nulls().unique()


def _undone_of(applied: pl.DataFrame) -> pl.Series:
    return applied.filter(pl.col("reverses_id").is_not_null())["payment_id"].drop_nulls().unique()


def _taken_over(creditor_id: int, states: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    pairs = fetch(_TAKEN_OVER, [creditor_id], {"payment_id": pl.Int64, "receivable_id": pl.Int64})
    return pairs["payment_id"], pairs.join(states, on="receivable_id", how="semi")["payment_id"]


def _imported(creditor_id: int, knowledge: Knowledge) -> bool:
    """Whether a file was taken in on the day itself by then."""
    if knowledge.until is None:
        return True
    sql = _IMPORTED.format(day=knowledge.on.isoformat(), until=literal(knowledge.until))
    return bool(fetch(sql, [creditor_id], {"count": pl.Int64})["count"][0])
