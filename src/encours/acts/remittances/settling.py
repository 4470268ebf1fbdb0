"""What an advice leaves out, settled: contested, promised, given up, or put to a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db.models import Sum

from encours.acts.dispute import write_dispute
from encours.acts.noticing import day_of
from encours.acts.promise import Promised, write_promise
from encours.acts.remittances.advised import missing_cents, named
from encours.core.refusals import RuleError
from encours.core.remittance.reasons import REASONS, reason_of
from encours.core.remittance.shorts import Shorts
from encours.records.cash.models import Application, BankLine
from encours.records.disputes.models import Dispute
from encours.records.frames.cash import move_open_balances
from encours.records.frames.remittances import told_untreated
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from encours.records.remittances.models import RemittanceLine
from encours.records.remittances.reading import shorts_rule


def settle_shorts(creditor: Creditor, *, author: str, at: datetime) -> int:
    """Do what the creditor's rule says of what tied advices leave out; return how many documents were looked at."""
    told = told_untreated(creditor.pk)
    if told.is_empty():
        return 0
    found = named(creditor.pk, told)
    if found.is_empty():
        return 0
    shorts = shorts_rule(creditor.pk)
    rows = {row["remittance_line_id"]: row for row in told.iter_rows(named=True)}
    with recording(creditor, "settle_shorts", author=author, cause="advices", at=at) as record:
        for key, item, customer in found.select(
            "remittance_line_id", "receivable_id", "customer_id"
        ).iter_rows():
            line = RemittanceLine.objects.select_related("remittance__line").get(pk=key)
            line.receivable_id, line.customer_id = item, customer
            _settle(record, line, rows[key], shorts, author)
        record.tell(documents=len(found))
    return len(found)


def _settle(record: Record, line: RemittanceLine, told: dict[str, Any], shorts: Shorts, author: str) -> None:
    receivable = _item(line)
    missing = _left_out(line, told, receivable)
    line.missing_cents, line.treated = missing, "none"
    if missing:
        line.reason = _reason(line, shorts)
        gross = line.paid_cents + missing
        line.treated = shorts.treatment(line.reason, missing, gross)
        if line.treated == "accept":  # it was given up with the payment, or could not be
            line.treated = "ask"
        do_treat(record, line, receivable, shorts=shorts, author=author)
    elif _given_up(line, receivable, "difference"):
        line.treated, line.reason = "accept", _reason(line, shorts)
    line.treated_by = author
    line.save(update_fields=["receivable", "customer", "missing_cents", "reason", "treated", "treated_by"])


def _item(line: RemittanceLine) -> Receivable:
    """The item that a document is, as it is now."""
    return Receivable.objects.get(pk=line.receivable_id or 0)


def _reason(line: RemittanceLine, shorts: Shorts) -> str:
    if not line.deduction_cents and line.discount_cents and not line.text and not line.code:
        return "discount"
    return reason_of(line.code, line.text, shorts.own)


def _left_out(line: RemittanceLine, told: dict[str, Any], receivable: Receivable) -> int:
    """What is still to be said of an item: no more than is open of it, and not contested already."""
    if line.paid_cents < 0 or receivable.open_cents <= 0:
        return 0
    missing = missing_cents(told) + line.discount_cents
    if line.gross_cents is None and not missing:
        missing = receivable.open_cents  # it pays less than is owed, and does not say why
    missing -= _given_up(line, receivable, "discount") + _given_up(line, receivable, "difference")
    contested = Dispute.objects.filter(receivable=receivable, closed_on__isnull=True).aggregate(
        cents=Sum("amount_cents")
    )["cents"]
    return max(min(missing, receivable.open_cents - (contested or 0)), 0)


def _given_up(line: RemittanceLine, receivable: Receivable, kind: str) -> int:
    beside = Application.objects.filter(
        bank_line=line.remittance.line_id, receivable=receivable, given_up=kind
    )
    return int(beside.aggregate(cents=Sum("amount_cents"))["cents"] or 0)


def do_treat(
    record: Record,
    line: RemittanceLine,
    receivable: Receivable,
    *,
    shorts: Shorts,
    author: str,
    due_on: date | None = None,
) -> None:
    """Contest or promise what a document leaves out, inside the act that asks for it."""
    bank_line = line.remittance.line
    on = bank_line.booked_on if bank_line else day_of(record)
    if line.treated == "deduct":
        _deduct(record, line, receivable, on=on, author=author)
    elif line.treated == "promise":
        items = [(receivable, line.missing_cents)]
        by_day = due_on or on + timedelta(days=shorts.promise_days)
        said = Promised(
            receivable.customer_id, items, on, by_day, shorts.grace_days, "advice", line.text, author
        )
        write_promise(record, said)


def _deduct(record: Record, line: RemittanceLine, receivable: Receivable, *, on: date, author: str) -> None:
    contested = Dispute(
        receivable=receivable,
        amount_cents=line.missing_cents,
        kind="deduction",
        code=line.reason,
        reason=(line.text or line.code or line.reason)[:200],
        advised=line,
        by=author,
    )
    write_dispute(record, contested, on=on)


def treat_short(
    line: RemittanceLine,
    *,
    treatment: str,
    reason: str,
    due_on: date | None,
    author: str,
    at: datetime,
) -> None:
    """A person says what becomes of what a document leaves out.

    Raises
        RuleError: it was said already, an unknown reason or treatment, a promise without its day, or more than is open.
    """
    if treatment not in {"deduct", "promise", "accept"} or reason not in REASONS:
        raise RuleError("treatment_wrong", "Choisir un motif et ce qu’on fait du manque.")
    with recording(line.creditor_id, "treat_short", author=author, cause="desk", at=at) as record:
        now = RemittanceLine.objects.select_related("remittance__line").get(pk=line.pk)
        if now.treated != "ask" or now.receivable_id is None:
            raise RuleError("short_not_asked", "Ce manque a déjà reçu sa réponse.")
        receivable = _item(now)
        now.missing_cents = min(now.missing_cents, receivable.open_cents)
        if now.missing_cents <= 0:
            raise RuleError("short_gone", "Cette facture n’a plus rien d’ouvert : il n’y a plus de manque.")
        now.treated, now.reason, now.treated_by = treatment, reason, author
        if treatment == "promise" and due_on is None:
            raise RuleError("day_missing", "Une promesse porte un jour : l’indiquer.")
        if treatment == "accept":
            _give_up(record, now, receivable)
        do_treat(
            record, now, receivable, shorts=shorts_rule(record.creditor.pk), author=author, due_on=due_on
        )
        now.save(update_fields=["missing_cents", "reason", "treated", "treated_by"])
        record.of(
            receivable.customer_id,
            short=now.pk,
            treatment=treatment,
            code=reason,
            amount_cents=now.missing_cents,
        )


def _give_up(record: Record, line: RemittanceLine, receivable: Receivable) -> None:
    """Give up what is missing, beside the bank line that paid the rest."""
    bank_line: BankLine | None = line.remittance.line
    if bank_line is None:
        raise RuleError("advice_not_tied", "Cet avis n’est rattaché à aucune ligne.")
    made = Application.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=receivable.customer_id,
        given_up="difference",
        bank_line=bank_line,
        receivable=receivable,
        amount_cents=line.missing_cents,
        applied_on=bank_line.booked_on,
        known_on=bank_line.booked_on,
        reason="accepted_by_person",
        source="person",
    )
    record.wrote(Application, [made])
    moved = {"receivable_id": [receivable.pk], "moved_cents": [-line.missing_cents]}
    move_open_balances(pl.DataFrame(moved))
