"""Customers marked doubtful, and doubtful no more: by a person, or by the rule where the creditor lets it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import polars as pl

from encours.core.doubtful.marking import proposed
from encours.core.doubtful.policy import PERSON, WHOLE_BPS
from encours.core.evidence import canonical, plain
from encours.core.refusals import RuleError
from encours.records.doubtful.models import Doubtful, DoubtfulRate
from encours.records.doubtful.reading import doubtful_policy
from encours.records.frames.doubtful import looked_at
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor, Customer

_FACTS = ("oldest_due_on", "overdue_cents", "insolvent_on", "judicial_on", "noticed_on", "days")
_LONGEST = 200


def proposals(creditor: Creditor, *, on: date) -> pl.DataFrame:
    """Who should be marked today and whose mark should end (`core.doubtful.marking.PROPOSAL`); nothing is written."""
    policy = doubtful_policy(creditor.pk)
    return proposed(looked_at(creditor, policy, on=on), policy, on=on)


def mark_doubtful(
    customer: Customer, *, reason: str, from_on: date, on: date, author: str, at: datetime
) -> Doubtful:
    """Mark a customer by a person's word.

    Raises
        RuleError: no reason, a day to come, or it is marked already.
    """
    said = _said(reason)
    if from_on > on:
        raise RuleError(
            "from_on_wrong", "Un client est douteux à partir d’un jour déjà venu : corriger la date."
        )
    with recording(customer.creditor_id, "mark_doubtful", author=author, cause=said, at=at) as record:
        return _mark(record, customer.pk, PERSON, {}, said, from_on)


def accept_marks(
    creditor: Creditor, customers: Collection[int], *, on: date, author: str, at: datetime
) -> int:
    """Mark, or end the mark of, those of these customers whom the rules still propose; return how many.

    Raises
        RuleError: the rules propose none of them any more.
    """
    with recording(creditor, "accept_doubtful", author=author, cause="desk", at=at) as record:
        now = proposals(record.creditor, on=on).filter(pl.col("customer_id").is_in(list(customers)))
        if now.is_empty():
            raise RuleError(
                "stale_form", "Les règles ne proposent plus rien pour ces clients : relire la page."
            )
        return _follow(record, now, on)


def follow_doubtful(creditor: Creditor, *, on: date, author: str, at: datetime) -> int:
    """Mark and unmark by the rules alone, where the creditor lets them; return how many changed."""
    if not doubtful_policy(creditor.pk).automatic or proposals(creditor, on=on).is_empty():
        return 0
    with recording(creditor, "follow_doubtful", author=author, cause="doubtful policy", at=at) as record:
        return _follow(record, proposals(record.creditor, on=on), on)


def end_doubtful(marked: Doubtful, *, reason: str, on: date, author: str, at: datetime) -> None:
    """End a mark: `on` is the first day on which the customer is doubtful no more.

    Raises
        RuleError: no reason, or it ended already.
    """
    said = _said(reason)
    with recording(marked.creditor_id, "end_doubtful", author=author, cause=said, at=at) as record:
        _end(record, marked, said, on)


def set_rate(
    marked: Doubtful, *, rate_bps: int | None, reason: str, author: str, at: datetime
) -> DoubtfulRate:
    """Choose the rate of depreciation of a doubtful customer's debts (None: by their age again).

    Raises
        RuleError: no reason, a rate beyond the whole, or the customer is doubtful no more.
    """
    said = _said(reason)
    if rate_bps is not None and not 0 <= rate_bps <= WHOLE_BPS:
        raise RuleError("rate_wrong", "Le taux va de 0 à 100 %.")
    with recording(marked.creditor_id, "rate_doubtful", author=author, cause=said, at=at) as record:
        if not Doubtful.objects.filter(pk=marked.pk, ended_on__isnull=True).exists():
            raise RuleError("already_ended", "Ce client n’est plus douteux : rien n’est à déprécier.")
        made = DoubtfulRate.objects.create(
            creditor=record.creditor, recorded_at=record.at, entry=record.entry, customer_id=marked.customer_id,
            doubtful=marked, rate_bps=rate_bps, reason=said, by=author,
        )  # fmt: skip
        record.wrote(DoubtfulRate, [made])
        record.of(marked.customer_id, doubtful=marked.pk, rate_bps=rate_bps, reason=said)
        record.untouched.add(marked.customer_id)
    return made


def _said(reason: str) -> str:
    said = " ".join(reason.split())[:_LONGEST]
    if not said:
        raise RuleError(
            "reason_wrong", "Classer un client, ou non, parmi les douteux demande un motif : l’indiquer."
        )
    return said


def _follow(record: Record, now: pl.DataFrame, on: date) -> int:
    """Do what the rules propose."""
    running = {
        one.customer_id: one
        for one in Doubtful.objects.filter(creditor=record.creditor, ended_on__isnull=True)
    }
    for row in now.iter_rows(named=True):
        if row["change"] == "end":
            _end(record, running[row["customer_id"]], f"rule:{running[row['customer_id']].rule}", on)
        else:
            facts = {name: row[name] for name in _FACTS if row[name] is not None}
            _mark(record, row["customer_id"], row["rule"], facts, f"rule:{row['rule']}", on)
    record.tell(marked=int((now["change"] == "mark").sum()), ended=int((now["change"] == "end").sum()))
    return len(now)


def _mark(
    record: Record, customer: int, rule: str, facts: dict[str, Any], reason: str, from_on: date
) -> Doubtful:
    if Doubtful.objects.filter(customer=customer, ended_on__isnull=True).exists():
        raise RuleError("already_doubtful", "Ce client est déjà classé douteux.")
    made = Doubtful.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=customer,
        from_on=from_on,
        rule=rule,
        facts=canonical({name: plain(value) for name, value in facts.items()}),
        reason=reason,
        by=record.entry.author,
    )
    record.wrote(Doubtful, [made])
    record.of(customer, doubtful=made.pk, from_on=from_on, rule=rule, reason=reason)
    record.untouched.add(customer)  # what it owes, and what the day decides of it, stays
    return made


def _end(record: Record, marked: Doubtful, reason: str, on: date) -> None:
    ended = Doubtful.objects.filter(pk=marked.pk, ended_on__isnull=True).update(
        ended_on=max(on, marked.from_on),
        ended_at=record.at,
        ended_reason=reason,
        ended_by=record.entry.author,
    )
    if not ended:
        raise RuleError("already_ended", "Ce client n’est déjà plus classé douteux.")
    record.of(marked.customer_id, doubtful=marked.pk, ended_on=on, reason=reason)
    record.untouched.add(marked.customer_id)
