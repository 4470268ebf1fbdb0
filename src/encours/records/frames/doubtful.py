"""What says whether a customer is doubtful, and what of its debts is to be transferred and written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

from encours.core.doubtful.depreciating import DEBT
from encours.core.doubtful.marking import CUSTOMER
from encours.core.doubtful.policy import DoubtfulPolicy
from encours.core.scenario import from_dict
from encours.records.frames.delivered import stands
from encours.records.frames.doorway import fetch
from encours.records.parties.models import Creditor
from encours.records.policies.models import ScenarioVersion

# Ours to claim, in the currency of the books: what a factor bought, a double or what no file has any more is none.
_OURS: Final = """r.creditor_id = %s AND r.open_cents > 0 AND r.currency = %s AND r.gone_on IS NULL
  AND r.same_as_id IS NULL AND r.factor = ''"""
_HELD: Final = """SELECT h.customer_id, MIN(h.from_on) FROM cases_hold h
WHERE h.creditor_id = %s AND h.kind = %s AND h.receivable_id IS NULL AND h.from_on <= %s
  AND (h.released_on IS NULL OR h.released_on > %s) GROUP BY h.customer_id"""
_OVERDUE: Final = f"""SELECT r.customer_id, MIN(r.due_on), CAST(SUM(r.open_cents) AS BIGINT)
FROM receivables_receivable r WHERE {_OURS} AND r.due_on < %s AND r.customer_id IN ({{looked}}) GROUP BY
r.customer_id"""
_OLD: Final = f"SELECT DISTINCT r.customer_id FROM receivables_receivable r WHERE {_OURS} AND r.due_on <= %s"
_MARKED: Final = """SELECT d.customer_id, d.rule FROM doubtful_doubtful d
WHERE d.creditor_id = %s AND d.ended_on IS NULL"""
_NOTICED: Final = f"""SELECT v.customer_id, MAX(v."on") FROM encours_messages_delivery v
JOIN encours_messages_message m ON m.id = v.message_id
WHERE v.creditor_id = %s AND v.state = 'delivered' AND v."on" <= %s AND m.step_code IN ({{codes}}) AND {{stands}}
  AND EXISTS (SELECT 1 FROM encours_messages_messageitem i JOIN receivables_receivable r ON r.id = i.receivable_id
              WHERE i.message_id = m.id AND i.position IS NOT NULL AND {_OURS}) GROUP BY v.customer_id"""
_CREDITS: Final = """SELECT c.customer_id, CAST(SUM(c.cents) AS BIGINT) FROM (
  SELECT r.customer_id, -r.open_cents AS cents FROM receivables_receivable r
  WHERE r.creditor_id = %s AND r.open_cents < 0 AND r.currency = %s AND r.gone_on IS NULL AND r.same_as_id IS NULL
  UNION ALL SELECT p.customer_id, p.unapplied_cents FROM cash_payment p
  WHERE p.creditor_id = %s AND p.unapplied_cents > 0 AND p.currency = %s AND p.gone_on IS NULL AND p.same_as_id IS NULL
) c WHERE c.customer_id IN ({looked}) GROUP BY c.customer_id"""
# Those of doubtful customers, and those that something was entered of and is not undone.
_DEBTS: Final = """
SELECT r.id, r.customer_id, r.due_on,
  CASE WHEN r.open_cents > 0 AND r.gone_on IS NULL AND r.same_as_id IS NULL AND r.factor = '' THEN r.open_cents
       ELSE 0 END,
  0, CASE WHEN d.id IS NULL THEN 0 ELSE 1 END,
  CASE WHEN EXISTS (SELECT 1 FROM cases_hold h WHERE h.customer_id = r.customer_id AND h.kind = 'insolvency'
    AND h.from_on <= %s AND (h.released_on IS NULL OR h.released_on > %s)) THEN 1 ELSE 0 END,
  (SELECT t.rate_bps FROM doubtful_doubtfulrate t WHERE t.doubtful_id = d.id ORDER BY t.id DESC LIMIT 1),
  e.net_cents, e.tax_cents,
  CASE WHEN COALESCE((SELECT b.booked_cents FROM doubtful_booking b WHERE b.receivable_id = r.id AND b.kind = 'doubtful'
    ORDER BY b.id DESC LIMIT 1), CASE WHEN r.root = '416' THEN 1 ELSE 0 END) > 0 THEN 1 ELSE 0 END,
  CAST(COALESCE((SELECT SUM(b.booked_cents) FROM doubtful_booking b WHERE b.receivable_id = r.id
    AND b.kind = 'depreciation'), 0) AS BIGINT)
FROM receivables_receivable r
LEFT JOIN doubtful_doubtful d ON d.customer_id = r.customer_id AND d.ended_on IS NULL
LEFT JOIN receivables_electronicinvoice e ON e.id = (
  SELECT MAX(x.id) FROM receivables_electronicinvoice x WHERE x.receivable_id = r.id)
WHERE r.creditor_id = %s AND r.currency = %s AND (
  (d.id IS NOT NULL AND r.open_cents > 0)
  OR r.id IN (SELECT b.receivable_id FROM doubtful_booking b WHERE b.creditor_id = %s)){of}
ORDER BY r.customer_id, r.due_on, r.id
"""


def formal_codes(creditor_id: int) -> list[str]:
    """The codes of the steps that are formal notices, in any version of any scenario of the creditor."""
    contents = ScenarioVersion.objects.filter(creditor_id=creditor_id).values_list("content", flat=True)
    return sorted({step.code for one in contents for step in from_dict(one).steps if step.formal})


def looked_at(creditor: Creditor, policy: DoubtfulPolicy, *, on: date) -> pl.DataFrame:
    """The customers that a rule may make doubtful, and those who are (`core.doubtful.marking.CUSTOMER`)."""
    ours = [creditor.pk, creditor.currency]
    held = {kind: _held(creditor, kind, on) for kind in ("insolvency", "judicial")}
    marked = fetch(_MARKED, ours[:1], {"customer_id": pl.Int64, "marked_rule": pl.String})
    noticed = noticed_customers(creditor, on=on)
    old = fetch(_OLD, [*ours, on - timedelta(days=policy.overdue_days or 1)], {"customer_id": pl.Int64})
    if not policy.overdue_days:
        old = old.clear()
    told = [one.select("customer_id") for one in (*held.values(), marked, noticed, old)]
    looked = pl.concat(told).unique().sort("customer_id")
    keys = ", ".join(str(key) for key in looked["customer_id"]) or "0"
    overdue = fetch(
        _OVERDUE.format(looked=keys),
        [*ours, on],
        {"customer_id": pl.Int64, "oldest_due_on": pl.Date, "overdue_cents": pl.Int64},
    )
    found = (
        looked.join(overdue, on="customer_id", how="left")
        .join(_credits(creditor, keys), on="customer_id", how="left")
        .join(held["insolvency"].rename({"from_on": "insolvent_on"}), on="customer_id", how="left")
        .join(held["judicial"].rename({"from_on": "judicial_on"}), on="customer_id", how="left")
        .join(noticed, on="customer_id", how="left")
        .join(marked, on="customer_id", how="left")
    )
    net = (pl.col("overdue_cents").fill_null(0) - pl.col("credit_cents").fill_null(0)).clip(lower_bound=0)
    return found.with_columns(overdue_cents=net).select(*CUSTOMER)


def noticed_customers(creditor: Creditor, *, on: date) -> pl.DataFrame:
    """When the last formal notice of a debt still owed was delivered: customer_id, noticed_on."""
    codes = ", ".join(["%s"] * len(formal_codes(creditor.pk))) or "''"
    sql = _NOTICED.format(codes=codes, stands=stands("m.id", on))
    params = [creditor.pk, on, *formal_codes(creditor.pk), creditor.pk, creditor.currency]
    return fetch(sql, params, {"customer_id": pl.Int64, "noticed_on": pl.Date})


def _held(creditor: Creditor, kind: str, on: date) -> pl.DataFrame:
    return fetch(_HELD, [creditor.pk, kind, on, on], {"customer_id": pl.Int64, "from_on": pl.Date})


def _credits(creditor: Creditor, keys: str) -> pl.DataFrame:
    """What customers may still deduct: credit notes and money on account."""
    return fetch(
        _CREDITS.format(looked=keys),
        [creditor.pk, creditor.currency] * 2,
        {"customer_id": pl.Int64, "credit_cents": pl.Int64},
    )


def doubtful_debts(creditor: Creditor, *, on: date, customers: list[int] | None = None) -> pl.DataFrame:
    """The debts of doubtful customers, and those that something was entered of (`core.doubtful.depreciating.DEBT`)."""
    of = "" if customers is None else f" AND r.customer_id IN ({', '.join(map(str, customers)) or '0'})"
    debts = fetch(_DEBTS.format(of=of), [on, on, creditor.pk, creditor.currency, creditor.pk], dict(DEBT))
    keys = ", ".join(str(key) for key in debts["customer_id"].unique().sort()) or "0"
    deducted = _credits(creditor, keys)
    return (
        debts.drop("credit_cents")
        .join(deducted, on="customer_id", how="left", maintain_order="left")
        .with_columns(pl.col("credit_cents").fill_null(0))
        .select(*DEBT)
    )
