"""Promises and what was applied to their items since, as `core.promises` judges them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.promises import judged
from encours.records.frames.doorway import fetch

_PROMISED = """
SELECT i.promise_id, i.receivable_id, i.amount_cents, p.made_on, p.until_on, p.withdrawn_on
FROM promises_promise p JOIN promises_promiseditem i ON i.promise_id = p.id
WHERE p.id IN ({marks})
"""
# An application and what reverses it count for nothing: what was taken back paid nothing.
_APPLIED = """
SELECT DISTINCT a.id, a.receivable_id, a.applied_on, a.amount_cents, CASE WHEN a.payment_id IS NULL THEN 0 ELSE 1 END
FROM promises_promiseditem i
JOIN cash_application a ON a.receivable_id = i.receivable_id
LEFT JOIN cash_application b ON b.reverses_id = a.id
WHERE i.promise_id IN ({marks}) AND a.reverses_id IS NULL AND b.id IS NULL
"""
_CHUNK = 5_000


def standing_of(promises: Sequence[int], *, on: date) -> pl.DataFrame:
    """What became of these promises (`core.promises.judged`): two queries for some thousands of them."""
    parts = [
        judged(*_facts(promises[start : start + _CHUNK]), on=on) for start in range(0, len(promises), _CHUNK)
    ]
    kinds = {"promise_id": pl.Int64, "state": pl.String, "promised_cents": pl.Int64, "paid_cents": pl.Int64}
    return pl.concat([pl.DataFrame(schema=kinds), *parts])


def ended_promises(creditor_id: int, since: date, *, on: date, known: str) -> pl.DataFrame:
    """The promises that ended after `since` and by a day, with what became of them (`core.measures.shapes.Promised`).

    `known` is the condition on what counts as known of them.
    """
    ended = fetch(
        f"""SELECT p.id, p.customer_id, p.until_on, p.currency FROM promises_promise p
        WHERE p.creditor_id = %s AND p.until_on > %s AND p.until_on <= %s {known}""",
        [creditor_id, since, on],
        {"promise_id": pl.Int64, "customer_id": pl.Int64, "until_on": pl.Date, "currency": pl.String},
    )
    return ended.join(standing_of(ended["promise_id"].to_list(), on=on), on="promise_id")


def _facts(keys: Sequence[int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    marks = ", ".join(["%s"] * len(keys))
    promised = fetch(
        _PROMISED.format(marks=marks),
        list(keys),
        {
            "promise_id": pl.Int64,
            "receivable_id": pl.Int64,
            "promised_cents": pl.Int64,
            "made_on": pl.Date,
            "until_on": pl.Date,
            "withdrawn_on": pl.Date,
        },
    )
    applied = fetch(
        _APPLIED.format(marks=marks),
        list(keys),
        {
            "application_id": pl.Int64,
            "receivable_id": pl.Int64,
            "applied_on": pl.Date,
            "amount_cents": pl.Int64,
            "paid": pl.Boolean,
        },
    )
    return promised, applied.drop("application_id")
