"""Credit data told by a table: limits, insurers' cover, ratings and decisions, each with its day and source."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.acts.signal_sales import write_signals
from encours.records.credit.models import CreditScore
from encours.records.history.writing import Record
from encours.records.merging.reading import accounts
from encours.records.parties.models import CreditLimit


def write_credit(record: Record, rows: pl.DataFrame, *, on: date) -> dict[str, Any]:
    """Write what is not known already; a limit past its last day, or of an unknown customer, is left aside.

    Where a row gives both, the company's own limit is written after the insurer's cover: the last one says.
    """
    customers = accounts(record.creditor.pk)
    told = [
        row | {"customer_id": customers[row["account"]]}
        for row in rows.iter_rows(named=True)
        if row["account"] in customers
    ]
    limits = [made for row in told for made in _limits(record, row, on)]
    scores = [made for row in told if (made := _score(record, row, on)) is not None]
    new_limits = _not_known(
        limits, _last_limits(record), lambda one: (one.customer_id, one.currency, one.source)
    )
    new_scores = _not_known(scores, _last_scores(record), lambda one: (one.customer_id, one.source))
    CreditLimit.objects.bulk_create(new_limits)
    CreditScore.objects.bulk_create(new_scores)
    record.wrote(CreditLimit, new_limits)
    record.wrote(CreditScore, new_scores)
    touched = sorted({made.customer_id for made in (*new_limits, *new_scores)})
    record.untouched |= set(touched)  # a limit or a note changes no decision about reminders
    write_signals(record, sorted({made.customer_id for made in new_limits}), on=on)
    return {"limits": len(new_limits), "scores": len(new_scores), "unknown": len(rows) - len(told)}


def _limits(record: Record, row: dict[str, Any], on: date) -> list[CreditLimit]:
    if row["until_on"] is not None and row["until_on"] < on:
        return []
    return [
        CreditLimit(
            **_stamp(record),
            customer_id=row["customer_id"],
            limit_cents=row[name],
            currency=row["currency"] or record.creditor.currency,
            source=source,
            until_on=row["until_on"],
        )
        for name, source in (("cover_cents", "insurer"), ("limit_cents", "file"))
        if row[name] is not None and row[name] >= 0
    ]


def _score(record: Record, row: dict[str, Any], on: date) -> CreditScore | None:
    if not row["score"] and not row["decision"]:
        return None
    return CreditScore(
        **_stamp(record),
        customer_id=row["customer_id"],
        score=row["score"] or "",
        decision=row["decision"] or "",
        on=row["said_on"] or on,
        source=row["source"] or "",
    )


def _stamp(record: Record) -> dict[str, Any]:
    return {
        "creditor": record.creditor,
        "recorded_at": record.at,
        "entry": record.entry,
        "by": record.entry.author,
    }


def _last_limits(record: Record) -> dict[Any, Any]:
    rows = CreditLimit.objects.filter(creditor=record.creditor).order_by("pk")
    return {(one.customer_id, one.currency, one.source): _said(one) for one in rows}


def _last_scores(record: Record) -> dict[Any, Any]:
    rows = CreditScore.objects.filter(creditor=record.creditor).order_by("on", "pk")
    return {(one.customer_id, one.source): _said(one) for one in rows}


def _said(one: Any) -> tuple[Any, ...]:
    if isinstance(one, CreditLimit):
        return (one.limit_cents, one.until_on)
    return (one.score, one.decision, one.on)


def _not_known(made: list[Any], known: dict[Any, Any], key: Any) -> list[Any]:
    """Those that say something else than the last one of their kind."""
    new = []
    for one in made:
        if known.get(key(one)) != _said(one):
            known[key(one)] = _said(one)
            new.append(one)
    return new
