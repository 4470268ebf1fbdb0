"""Experiments in frames: who entered, by which version each is chased, and the facts that its result is told from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.experiments import CHALLENGER
from encours.core.experiments.outcomes import ENTRY, EXPENSE, MARK
from encours.core.measures.as_of import with_corrections
from encours.records.experiments.models import Experiment
from encours.records.frames.delivered import not_recalled
from encours.records.frames.doorway import fetch, only
from encours.records.parties.models import Creditor

_ENTERED = """
SELECT e.customer_id, e.arm, e.stratum, e.entered_on, e.owed_cents
FROM experiments_entered e WHERE e.experiment_id = %s {of}
"""
_RECEIPTS = """
SELECT a.id, a.customer_id, a.receivable_id, a.applied_on, a.amount_cents, a.reverses_id,
       CASE WHEN a.reason = 'returned' THEN 1 ELSE 0 END
FROM cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
WHERE +a.creditor_id = %s AND a.credit_note_id IS NULL AND a.given_up = '' AND r.currency = %s {of}
"""
_LEFT = """
SELECT d.customer_id, d."on", d.channel
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
WHERE d.creditor_id = %s AND d.state IN ('delivered', %s) AND d."on" >= %s AND d."on" <= %s
  AND m.run_id IS NOT NULL AND (m.carrier_id IS NULL OR m.carrier_id = m.id) AND {left}
"""
_MARKS = """
SELECT c.customer_id, c."on", c.kind FROM measures_complaint c
WHERE c.creditor_id = %s AND c.cancelled_at IS NULL AND c."on" >= %s
"""
_OWED = """
SELECT r.id, r.customer_id, r.amount_cents, r.due_on FROM receivables_receivable r
WHERE r.creditor_id = %s AND r.amount_cents > 0 AND r.currency = %s AND r.due_on >= %s AND r.due_on <= %s
  AND r.same_as_id IS NULL
"""
_MINE = "AND a.customer_id IN (SELECT e.customer_id FROM experiments_entered e WHERE e.experiment_id = {key})"


def entered(experiment: Experiment, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """The customers of an experiment, all or a few, in the shape `ENTRY`."""
    return fetch(_ENTERED.format(of=only("e.customer_id", customers)), [experiment.pk], ENTRY)


def versions_drawn(experiment: Experiment, entries: pl.DataFrame) -> pl.DataFrame:
    """By which version each customer entered is chased: customer_id, scenario_version_id."""
    ours = pl.col("arm") == CHALLENGER
    return entries.select(
        "customer_id",
        scenario_version_id=pl.when(ours)
        .then(pl.lit(experiment.challenger_id, pl.Int64))
        .otherwise(pl.lit(experiment.champion_id, pl.Int64)),
    )


def receipts(creditor: Creditor, *, of: Experiment | None = None) -> pl.DataFrame:
    """The cash applied, with the item (`receivable_id`) it paid, in the shape `RECEIPT`; mistakes undone left out."""
    kinds = {
        "application_id": pl.Int64,
        "customer_id": pl.Int64,
        "receivable_id": pl.Int64,
        "applied_on": pl.Date,
        "amount_cents": pl.Int64,
        "reverses_id": pl.Int64,
        "returned": pl.Boolean,
    }
    mine = _MINE.format(key=of.pk) if of else ""
    told = fetch(_RECEIPTS.format(of=mine), [creditor.pk, creditor.currency], kinds)
    return (
        with_corrections(told)
        .filter(~pl.col("corrected"))
        .select("customer_id", "receivable_id", on="applied_on", cents="amount_cents")
    )


def expenses(creditor: Creditor, prices: pl.DataFrame, *, since: date, on: date) -> pl.DataFrame:
    """What each message that left cost, by the prices recorded (`core.replay.judging.PRICE`); unpriced: nothing."""
    left = fetch(
        _LEFT.format(left=not_recalled("d.message_id", on)),
        [creditor.pk, "shadowed" if creditor.shadow else "delivered", since, on],
        {"customer_id": pl.Int64, "on": pl.Date, "channel": pl.String},
    )
    return (
        left.join(prices, on="channel")
        .filter(pl.col("on") >= pl.col("from_on"), pl.col("on") <= pl.col("to_on").fill_null(date.max))
        .select(*EXPENSE)
    )


def marks(creditor_id: int, *, since: date) -> pl.DataFrame:
    """Complaints and wishes for no more messages, in the shape `MARK`."""
    return fetch(_MARKS, [creditor_id, since], MARK)


def fell_due(creditor: Creditor, *, from_on: date, to_on: date) -> pl.DataFrame:
    """What fell due over a period: receivable_id, customer_id, amount_cents, due_on."""
    kinds = {
        "receivable_id": pl.Int64,
        "customer_id": pl.Int64,
        "amount_cents": pl.Int64,
        "due_on": pl.Date,
    }
    return fetch(_OWED, [creditor.pk, creditor.currency, from_on, to_on], kinds)
