"""What people recorded for measures: costs, outcomes, complaints, surveys and figures stored at the start."""

from __future__ import annotations

from fractions import Fraction

import polars as pl

from encours.records.frames.doorway import fetch
from encours.records.frames.knowledge import Knowledge, literal

_COSTS = """
SELECT c.kind, c.basis, c.action, c.amount_cents, c.currency, c.minutes, c.from_on, c.to_on
FROM measures_cost c WHERE c.creditor_id = %s {standing}
"""
_COST = {
    "kind": pl.String,
    "basis": pl.String,
    "action": pl.String,
    "amount_cents": pl.Int64,
    "currency": pl.String,
    "minutes": pl.Int64,
    "from_on": pl.Date,
    "to_on": pl.Date,
}
_OUTCOMES = """
SELECT c."on", c.customer_id, c.kind, c.amount_cents, c.currency
FROM measures_outcome c WHERE c.creditor_id = %s {standing}
"""
_OUTCOME = {
    "on": pl.Date,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "amount_cents": pl.Int64,
    "currency": pl.String,
}
_COMPLAINTS = """
SELECT c."on", c.customer_id, c.kind, c.source, NULL FROM measures_complaint c
WHERE c.creditor_id = %s {standing}
"""
_SURVEYS = """
SELECT c.asked_on, c.customer_id, 'survey', 'customer', a.score FROM measures_survey c
LEFT JOIN measures_surveyanswer a ON a.survey_id = c.id {answered} WHERE c.creditor_id = %s {standing}
"""
_VOICE = {
    "on": pl.Date,
    "customer_id": pl.Int64,
    "kind": pl.String,
    "source": pl.String,
    "score": pl.Int64,
}
_BASELINES = """
SELECT b.code, b.value, b.parts FROM measures_baseline b WHERE b.creditor_id = %s AND b.currency = %s {known}
ORDER BY b.id
"""


def _standing(knowledge: Knowledge) -> str:
    """Recorded by then, and not cancelled by then."""
    if knowledge.until is None:
        return "AND c.cancelled_at IS NULL"
    cancelled = f"AND (c.cancelled_at IS NULL OR c.cancelled_at > {literal(knowledge.until)})"
    return f"{knowledge.recorded('c')} {cancelled}"


def costs(creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    """Costs recorded, and prices of actions."""
    return fetch(_COSTS.format(standing=_standing(knowledge)), [creditor_id], _COST)


def outcomes(creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    """Losses, depreciations and their reversals, interest and indemnities collected."""
    return fetch(_OUTCOMES.format(standing=_standing(knowledge)), [creditor_id], _OUTCOME)


def voices(creditor_id: int, knowledge: Knowledge) -> pl.DataFrame:
    """Complaints, opt-outs and surveys with their scores."""
    standing = _standing(knowledge)
    answered = knowledge.recorded("a")
    return pl.concat(
        [
            fetch(_COMPLAINTS.format(standing=standing), [creditor_id], _VOICE),
            fetch(_SURVEYS.format(standing=standing, answered=answered), [creditor_id], _VOICE),
        ]
    )


def baselines(creditor_id: int, knowledge: Knowledge, currency: str) -> dict[str, Fraction]:
    """The figures stored at the start, the latest of each measure."""
    rows = fetch(
        _BASELINES.format(known=knowledge.recorded("b")),
        [creditor_id, currency],
        {"code": pl.String, "value": pl.Int64, "parts": pl.Int64},
    )
    return {code: Fraction(value, parts) for code, value, parts in rows.iter_rows()}
