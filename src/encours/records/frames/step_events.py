"""What happened to items that scenarios look at (`core.frames.StepEvent`); read only where a scenario has branches."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.frames import StepEvent
from encours.core.scenario import Scenario
from encours.core.scenario.branches import events_in
from encours.records.frames.delivered import stands
from encours.records.frames.doorway import fetch, only

_OPEN: Final = "JOIN receivables_receivable r ON r.{key} AND r.open_cents > 0"
_REPLY: Final = f"""
SELECT r.id, MAX(x."on"), 0, NULL FROM encours_messages_received x
{_OPEN.format(key="customer_id = x.customer_id")}
WHERE x.creditor_id = %s AND x.kind = 'reply' AND x.filing = 'filed' AND x."on" <= %s {{of}} GROUP BY r.id
"""
_BOUNCE: Final = f"""
SELECT i.receivable_id, MAX(b."on"), 0, i.position FROM encours_messages_bounce b
JOIN encours_messages_messageitem i ON i.message_id = b.message_id AND i.position IS NOT NULL
{_OPEN.format(key="id = i.receivable_id")}
WHERE b.creditor_id = %s AND b."on" <= %s {{of}} GROUP BY i.receivable_id, i.position
"""
# Not kept: its end is past, and less came in by then than was promised of this item.
_PROMISE: Final = f"""
SELECT r.id, MAX(p.until_on), 0, NULL FROM promises_promiseditem i
JOIN promises_promise p ON p.id = i.promise_id AND p.withdrawn_on IS NULL
{_OPEN.format(key="id = i.receivable_id")}
WHERE i.creditor_id = %s AND p.until_on < %s {{of}} AND i.amount_cents > (
    SELECT COALESCE(SUM(a.amount_cents), 0) FROM cash_application a
    WHERE a.receivable_id = r.id AND a.applied_on >= p.made_on AND a.applied_on <= p.until_on)
GROUP BY r.id
"""
_DISPUTE: Final = f"""
SELECT r.id, MAX(d.opened_on), 0, NULL FROM disputes_dispute d
{_OPEN.format(key="id = d.receivable_id")}
WHERE d.creditor_id = %s AND d.opened_on <= %s {{of}} GROUP BY r.id
"""
_PART_PAYMENT: Final = f"""
SELECT r.id, MAX(a.applied_on), 0, NULL FROM cash_application a
{_OPEN.format(key="id = a.receivable_id")}
WHERE a.creditor_id = %s AND a.known_on <= %s AND a.payment_id IS NOT NULL {{of}}
GROUP BY r.id HAVING SUM(a.amount_cents) > 0
"""
# What its reminders have cost so far, at the price that a person recorded for sending one.
_COST: Final = f"""
SELECT r.id, MAX(d."on"), COUNT(*) * %s, NULL FROM encours_messages_delivery d
JOIN encours_messages_messageitem i ON i.message_id = d.message_id AND i.position IS NOT NULL
{_OPEN.format(key="id = i.receivable_id")}
WHERE d.creditor_id = %s AND d."on" <= %s AND d.state IN ('delivered', 'shadowed') {{of}} AND {{stands}}
GROUP BY r.id
"""
_PRICE: Final = """
SELECT amount_cents FROM measures_cost WHERE creditor_id = %s AND basis = 'action' AND action = 'sending'
  AND cancelled_at IS NULL AND from_on <= %s AND (to_on IS NULL OR to_on >= %s) ORDER BY id DESC LIMIT 1
"""
_ANSWERED: Final = """
SELECT r.receivable_id, MAX(r.done_on), r.because FROM cases_steptask r
WHERE r.creditor_id = %s AND r.done_on <= %s AND r.because <> 'step' {of} GROUP BY r.receivable_id, r.because
"""
_READINGS: Final = {
    "reply": _REPLY,
    "bounce": _BOUNCE,
    "promise": _PROMISE,
    "dispute": _DISPUTE,
    "part_payment": _PART_PAYMENT,
}
_NEWS: Final = frozenset({"reply", "promise", "dispute", "part_payment"})
_KINDS: Final[dict[str, Any]] = {
    "receivable_id": pl.Int64,
    "event_on": pl.Date,
    "cents": pl.Int64,
    "step": pl.Int64,
}


def step_events(
    creditor_id: int,
    scenarios: Collection[Scenario],
    *,
    on: date,
    customers: Sequence[int] | None = None,
) -> pl.DataFrame | None:
    """What happened by a day that these scenarios look at (StepEvent); None where they have no branch."""
    wanted = frozenset[str]().union(*(events_in(one) for one in scenarios))
    if not wanted:
        return None
    if "silence" in wanted:
        wanted |= _NEWS
    of = only("r.customer_id", customers)
    found = [
        _of(event, fetch(sql.format(of=of), [creditor_id, on], _KINDS))
        for event, sql in _READINGS.items()
        if event in wanted
    ]
    if "cost" in wanted:
        found.append(_costs(creditor_id, of, on))
    answers = fetch(
        _ANSWERED.format(of=of),
        [creditor_id, on],
        {"receivable_id": pl.Int64, "event_on": pl.Date, "about": pl.String},
    )
    found.append(answers.with_columns(event=pl.lit("answered"), cents=pl.lit(0, pl.Int64), step=_NO_STEP))
    columns = StepEvent.column_names()
    return pl.concat([one.select(columns) for one in found]).sort("receivable_id", "event", "step", "about")


_NO_STEP: Final = pl.lit(None, pl.Int64)


def _of(event: str, rows: pl.DataFrame) -> pl.DataFrame:
    """A promise is not kept from the morning after its end."""
    if event == "promise":
        rows = rows.with_columns(pl.col("event_on").dt.offset_by("1d"))
    return rows.with_columns(event=pl.lit(event), about=pl.lit(None, pl.String))


def _costs(creditor_id: int, of: str, on: date) -> pl.DataFrame:
    """Nothing where nobody recorded what sending one costs."""
    price = fetch(_PRICE, [creditor_id, on, on], {"amount_cents": pl.Int64})
    if price.is_empty():
        return _of("cost", pl.DataFrame(schema=_KINDS))
    sql = _COST.format(of=of, stands=stands("d.message_id", on))
    return _of("cost", fetch(sql, [price.item(), creditor_id, on], _KINDS))
