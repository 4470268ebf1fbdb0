"""What waits to leave or to be done, of customers of whom something moved since; and what paid each item last."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from encours.core.gate import UNTRUE
from encours.core.instalments import standing
from encours.core.letters import first_laid_on
from encours.records.frames.doorway import fetch, only
from encours.records.frames.instalments import plans_told
from encours.records.frames.shapes import Kinds
from encours.records.parties.models import Creditor

_FEW = 20_000  # customers or items: beyond, one reading of all costs less than naming each

# A statement of account, or a request for documents, is no run's: it claims nothing.
_QUEUED = """
SELECT m.id, m.customer_id, m.state, m.step_code, m.channel, m.currency, m.total_cents, m.planned_on, m.version,
       CASE WHEN m.needs_approval THEN 1 ELSE 0 END, CASE WHEN m.approved_at IS NULL THEN 0 ELSE 1 END,
       m.held_reason
FROM encours_messages_message m JOIN parties_customer c ON c.id = m.customer_id
WHERE m.creditor_id = %s AND m.state IN ('proposed', 'approved') AND m.run_id IS NOT NULL
  AND (m.facts_version < c.facts_version OR m.held_reason IN ({marks})) {of} ORDER BY m.id
"""
_MARKS = ", ".join(f"'{code}'" for code in sorted(UNTRUE))
QUEUED: Kinds = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "state": pl.String,
    "step_code": pl.String,
    "channel": pl.String,
    "currency": pl.String,
    "total_cents": pl.Int64,
    "planned_on": pl.Date,
    "version": pl.Int64,
    "needs_approval": pl.Boolean,
    "approved": pl.Boolean,
    "held_reason": pl.String,
}
# Letters laid these last days of which nobody said anything: what they say may no longer be so, since a fact of their
# customer moved after they were last looked at, or a hold begins by its date alone.
_LAID = """
SELECT m.id, m.customer_id, m.state, m.step_code, m.channel, m.currency, m.total_cents, d."on", m.version,
       CASE WHEN m.needs_approval THEN 1 ELSE 0 END, CASE WHEN m.approved_at IS NULL THEN 0 ELSE 1 END,
       m.held_reason, c.facts_version
FROM encours_messages_delivery d JOIN encours_messages_message m ON m.id = d.message_id
JOIN parties_customer c ON c.id = m.customer_id
WHERE d.creditor_id = %s AND d.channel = 'letter' AND d.state = 'delivered' AND d."on" >= %s AND m.run_id IS NOT NULL
  AND (m.facts_version < c.facts_version OR EXISTS (
    SELECT 1 FROM cases_hold h WHERE h.customer_id = m.customer_id AND h.released_on IS NULL
      AND h.from_on > d."on" AND h.from_on <= %s)) {of}
  AND NOT EXISTS (SELECT 1 FROM encours_messages_letterending e WHERE e.message_id = m.id AND NOT e.undone)
ORDER BY m.id
"""
LAID: Kinds = {**QUEUED, "facts_version": pl.Int64}
_LINES = """
SELECT message_id, receivable_id, role, open_cents, position, CASE WHEN courtesy_only THEN 1 ELSE 0 END
FROM encours_messages_messageitem WHERE creditor_id = %s {of} ORDER BY id
"""
_LINE: Kinds = {
    "message_id": pl.Int64,
    "receivable_id": pl.Int64,
    "role": pl.String,
    "open_cents": pl.Int64,
    "position": pl.Int64,
    "courtesy_only": pl.Boolean,
}
# What was asked about an invoice, now settled.
_TASKS = """
SELECT t.id, t.customer_id, t.receivable_id, t.version, t.recorded_at
FROM work_task t JOIN receivables_receivable r ON r.id = t.receivable_id
WHERE t.creditor_id = %s AND t.done_at IS NULL AND r.open_cents = 0 {of} ORDER BY t.id
"""
_TASK: Kinds = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "receivable_id": pl.Int64,
    "version": pl.Int64,
    "recorded_at": pl.Datetime("us"),
}
# Customers to call again, of whom nothing is overdue any more.
_CALLS = """
SELECT k.id, k.customer_id, k.recorded_at FROM cases_call k
WHERE k.creditor_id = %s AND k.waiting AND NOT EXISTS (
    SELECT 1 FROM receivables_receivable r
    WHERE r.customer_id = k.customer_id AND r.open_cents > 0 AND r.gone_on IS NULL AND r.kind <> 'retention'
      AND COALESCE((SELECT d.due_on FROM receivables_instalmentdue d WHERE d.receivable_id = r.id), r.due_on) < %s
) {of} ORDER BY k.id
"""
_CALL: Kinds = {"id": pl.Int64, "customer_id": pl.Int64, "recorded_at": pl.Datetime("us")}
# What stands of the applications, with the instant at which the file of their bank line came in.
_PAID = """
SELECT a.id, a.customer_id, a.receivable_id, r.due_on, a.source, l.id, a.recorded_at, i.recorded_at
FROM cash_application a JOIN receivables_receivable r ON r.id = a.receivable_id
LEFT JOIN cash_payment p ON p.id = a.payment_id
LEFT JOIN cash_bankline l ON l.id = COALESCE(a.bank_line_id, p.bank_line_id)
LEFT JOIN cash_statement s ON s.id = l.statement_id
LEFT JOIN documents_intake i ON i.id = s.intake_id
WHERE a.creditor_id = %s AND a.amount_cents > 0 {of}
  AND NOT EXISTS (SELECT 1 FROM cash_application b WHERE b.reverses_id = a.id)
"""
_PAYING: Kinds = {
    "paid_id": pl.Int64,
    "customer_id": pl.Int64,
    "receivable_id": pl.Int64,
    "due_on": pl.Date,
    "how": pl.String,
    "line_id": pl.Int64,
    "recorded_at": pl.Datetime("us"),
    "file_at": pl.Datetime("us"),
}
_NOTED = """
SELECT a.id, a.receivable_id, CASE WHEN a.credit_note_id IS NULL THEN 0 ELSE 1 END FROM cash_application a
WHERE a.creditor_id = %s AND a.amount_cents > 0 {of}
  AND NOT EXISTS (SELECT 1 FROM cash_application b WHERE b.reverses_id = a.id)
"""
# What was open of each before that payment.
_BEFORE = """
SELECT r.id, r.open_cents + a.amount_cents FROM cash_application a
JOIN receivables_receivable r ON r.id = a.receivable_id WHERE a.creditor_id = %s {of}
"""
_OPEN_BEFORE: Kinds = {"receivable_id": pl.Int64, "open_cents": pl.Int64}
# Money on account, and credit notes with something left: they lower what a message asks in all.
_ON_ACCOUNT = """
SELECT p.id, p.customer_id, p.source, l.id, p.recorded_at, i.recorded_at
FROM cash_payment p LEFT JOIN cash_bankline l ON l.id = p.bank_line_id
LEFT JOIN cash_statement s ON s.id = l.statement_id LEFT JOIN documents_intake i ON i.id = s.intake_id
WHERE p.creditor_id = %s AND p.unapplied_cents > 0 AND p.gone_on IS NULL {paid}
UNION ALL
SELECT r.id, r.customer_id, 'ledger', NULL, r.recorded_at, NULL FROM receivables_receivable r
WHERE r.creditor_id = %s AND r.open_cents < 0 AND r.gone_on IS NULL {noted}
"""
_WAITING: Kinds = {name: kind for name, kind in _PAYING.items() if name not in {"receivable_id", "due_on"}}
_ARRIVED = pl.min_horizontal("file_at", "recorded_at").alias("arrived_at")  # nulls are passed over


def queued(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Messages that wait to leave and were computed from facts that moved since, or are marked (`QUEUED`)."""
    of = _some("m.customer_id", customers)
    return fetch(_QUEUED.format(of=of, marks=_MARKS), [creditor_id], QUEUED)


def laid(creditor_id: int, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Letters not yet posted whose customer's facts moved since they were looked at.

    As `QUEUED`, `planned_on` being the day that they were laid; and `facts_version`, the customer's as it is read.
    """
    of = _some("m.customer_id", customers)
    days = Creditor.objects.values_list("posted_after_days", flat=True).get(pk=creditor_id)
    return fetch(_LAID.format(of=of), [creditor_id, first_laid_on(on, days), on], LAID)


def lines_of(creditor_id: int, messages: pl.Series) -> pl.DataFrame:
    """What these messages say, line by line, in their order."""
    keys = messages.to_list()
    lines = fetch(_LINES.format(of=_some("message_id", keys)), [creditor_id], _LINE)
    return lines.filter(pl.col("message_id").is_in(messages.implode()))


def tasks_settled(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Questions not answered about an invoice that is settled: id, customer_id, receivable_id, version, recorded_at."""
    return fetch(_TASKS.format(of=_some("t.customer_id", customers)), [creditor_id], _TASK)


def calls_settled(creditor_id: int, on: date, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Calls to make again to customers of whom nothing is overdue on that day: id, customer_id, recorded_at."""
    return fetch(_CALLS.format(of=_some("k.customer_id", customers)), [creditor_id, on], _CALL)


def paid_last(
    creditor_id: int, *, items: Sequence[int] | None = None, customers: Sequence[int] | None = None
) -> pl.DataFrame:
    """What standing application came last to each of these items, or to each item of these customers.

    customer_id, receivable_id, due_on, how, line_id, recorded_at, and `arrived_at`: when what told it came in. A bank
    line that only confirmed later what the ledger told is not what told it.
    """
    of = f"{_some('a.receivable_id', items)} {_some('a.customer_id', customers)}"
    found = fetch(_PAID.format(of=of), [creditor_id], _PAYING).with_columns(_ARRIVED)
    return found.sort("paid_id").unique("receivable_id", keep="last", maintain_order=True)


def by_instalment_paid(creditor_id: int, paid: pl.DataFrame) -> pl.DataFrame:
    """What `paid_last` found, `due_on` that of the instalment that was paid first, of an invoice in several."""
    plans = plans_told(creditor_id, paid["receivable_id"].to_list())
    if plans.is_empty():
        return paid
    keys = plans["receivable_id"].unique().to_list()
    before = fetch(_BEFORE.format(of=only("a.id", paid["paid_id"].to_list())), [creditor_id], _OPEN_BEFORE)
    told = standing(plans, before.filter(pl.col("receivable_id").is_in(keys)), on=date.max)
    dated = paid.join(told.select("receivable_id", "plan_due_on"), on="receivable_id", how="left")
    return dated.with_columns(due_on=pl.coalesce("plan_due_on", "due_on")).drop("plan_due_on")


def on_account_last(creditor_id: int, customers: Sequence[int]) -> pl.DataFrame:
    """The money on account, or credit note, that came last of each of these customers; columns as `paid_last`."""
    sql = _ON_ACCOUNT.format(paid=_some("p.customer_id", customers), noted=_some("r.customer_id", customers))
    found = fetch(sql, [creditor_id, creditor_id], _WAITING).with_columns(_ARRIVED)
    return found.sort("recorded_at", "paid_id").unique("customer_id", keep="last", maintain_order=True)


def by_credit_note(creditor_id: int, items: pl.Series) -> pl.Series:
    """Those of these items whose last standing application is a credit note's."""
    keys = items.drop_nulls().unique().to_list()
    if not keys:
        return pl.Series("receivable_id", [], dtype=pl.Int64)
    kinds: Kinds = {"paid_id": pl.Int64, "receivable_id": pl.Int64, "noted": pl.Boolean}
    found = fetch(_NOTED.format(of=_some("a.receivable_id", keys)), [creditor_id], kinds).sort("paid_id")
    last = found.unique("receivable_id", keep="last", maintain_order=True)
    return last.filter("noted")["receivable_id"]


def _some(column: str, keys: Sequence[int] | None) -> str:
    return only(column, None if keys is None or len(keys) > _FEW else keys)
