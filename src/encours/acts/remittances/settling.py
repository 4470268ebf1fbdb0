"""What an advice leaves out, settled: contested, promised, given up, or put to a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

import polars as pl
from django.db.models import Sum

from encours.acts.dispute import write_dispute
from encours.acts.noticing import day_of
from encours.acts.promise import Promised, write_promise
from encours.acts.remittances.advised import missing_cents, named
from encours.core.refusals import RuleError
from encours.core.remittance.parts import Part, Said, parts_told, wrong_parts
from encours.core.remittance.reasons import reason_of
from encours.core.remittance.shorts import Shorts
from encours.records.cash.models import Application, BankLine
from encours.records.disputes.models import Dispute
from encours.records.frames.cash import move_open_balances
from encours.records.frames.remittances import told_untreated
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from encours.records.remittances.models import RemittanceLine, ShortPart
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
    line.missing_cents, line.treated = _left_out(line, told, receivable), "none"
    line.treated_by = author
    if line.missing_cents:
        granted = _given_up(line, receivable, "discount")
        said = Said(line.deduction_cents, line.discount_cents - granted, line.code, line.text)
        parts = parts_told(said, missing_cents=line.missing_cents, paid_cents=line.paid_cents, shorts=shorts)
        do_parts(record, line, receivable, parts, shorts=shorts, author=author)
    elif _given_up(line, receivable, "difference"):
        line.treated, line.reason = "accept", reason_of(line.code, line.text, shorts.own)
    line.save(update_fields=["receivable", "customer", "missing_cents", "reason", "treated", "treated_by"])


def _item(line: RemittanceLine) -> Receivable:
    """The item that a document is, as it is now."""
    return Receivable.objects.get(pk=line.receivable_id or 0)


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


def do_parts(
    record: Record,
    line: RemittanceLine,
    receivable: Receivable,
    parts: Sequence[Part],
    *,
    shorts: Shorts,
    author: str,
) -> None:
    """Contest, promise or give up each part, inside the act that asks for it; what is to ask waits for a person.

    The line says the whole: its one treatment and reason, or `several`; while something is asked, that alone.
    """
    asked = [part for part in parts if part.treatment == "ask"]
    settled = [part for part in parts if part.treatment != "ask"]
    for part in settled:
        _treat(record, line, receivable, part, shorts=shorts, author=author)
    before = list(line.parts.filter(undone_on__isnull=True))
    if before or len(parts) > 1:
        _keep(record, line, receivable, settled, author)
    if asked:
        line.treated, line.reason = "ask", asked[0].reason
        line.missing_cents = sum(part.cents for part in asked)
        return
    line.treated = "several" if before or len(parts) > 1 else parts[0].treatment
    line.reason = max(parts, key=lambda part: part.cents).reason
    line.missing_cents = sum(part.cents for part in parts) + sum(part.amount_cents for part in before)


def _keep(
    record: Record, line: RemittanceLine, receivable: Receivable, parts: Sequence[Part], author: str
) -> None:
    made = [
        ShortPart(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            line=line,
            customer_id=receivable.customer_id,
            amount_cents=part.cents,
            treated=part.treatment,
            reason=part.reason,
            by=author,
        )
        for part in parts
    ]
    ShortPart.objects.bulk_create(made)
    record.wrote(ShortPart, made)


def _treat(
    record: Record,
    line: RemittanceLine,
    receivable: Receivable,
    part: Part,
    *,
    shorts: Shorts,
    author: str,
) -> None:
    bank_line = line.remittance.line
    on = bank_line.booked_on if bank_line else day_of(record)
    if part.treatment == "deduct":
        _deduct(record, line, receivable, part, on=on, author=author)
    elif part.treatment == "promise":
        items = [(receivable, part.cents)]
        by_day = part.due_on or on + timedelta(days=shorts.promise_days)
        said = Promised(
            receivable.customer_id, items, on, by_day, shorts.grace_days, "advice", line.text, author
        )
        write_promise(record, said)
    else:
        _give_up(record, line, receivable, part.cents)


def _deduct(
    record: Record, line: RemittanceLine, receivable: Receivable, part: Part, *, on: date, author: str
) -> None:
    contested = Dispute(
        receivable=receivable,
        amount_cents=part.cents,
        kind="deduction",
        code=part.reason,
        reason=(line.text or line.code or part.reason)[:200],
        advised=line,
        by=author,
    )
    write_dispute(record, contested, on=on)


def treat_short(line: RemittanceLine, parts: Sequence[Part], *, author: str, at: datetime) -> None:
    """A person says what becomes of what a document leaves out, in one part or several.

    Raises
        RuleError: it was said already, an unknown reason or treatment, a promise without its day, parts that do not
            come to what is missing, or more than is open.
    """
    with recording(line.creditor_id, "treat_short", author=author, cause="desk", at=at) as record:
        now = RemittanceLine.objects.select_related("remittance__line").get(pk=line.pk)
        if now.treated != "ask" or now.receivable_id is None:
            raise RuleError("short_not_asked", "Ce manque a déjà reçu sa réponse.")
        receivable = _item(now)
        asked = min(now.missing_cents, receivable.open_cents)
        if asked <= 0:
            raise RuleError("short_gone", "Cette facture n’a plus rien d’ouvert : il n’y a plus de manque.")
        wrong = wrong_parts(parts, asked)
        if wrong:
            raise RuleError(f"{wrong}_wrong", _WRONG[wrong])
        now.treated_by = author
        do_parts(record, now, receivable, parts, shorts=shorts_rule(record.creditor.pk), author=author)
        now.save(update_fields=["missing_cents", "reason", "treated", "treated_by"])
        told = [{"treatment": one.treatment, "code": one.reason, "amount_cents": one.cents} for one in parts]
        record.of(receivable.customer_id, short=now.pk, parts=told)


_WRONG: Final = {
    "treatment": "Choisir un motif et ce qu’on fait du manque.",
    "sum": "Les parts ne font pas le montant qui manque : les corriger.",
    "day": "Une promesse porte un jour : l’indiquer.",
}


def _give_up(record: Record, line: RemittanceLine, receivable: Receivable, cents: int) -> None:
    """Give up so much, beside the bank line that paid the rest."""
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
        amount_cents=cents,
        applied_on=bank_line.booked_on,
        known_on=bank_line.booked_on,
        reason="accepted_by_person",
        source="person",
    )
    record.wrote(Application, [made])
    moved = {"receivable_id": [receivable.pk], "moved_cents": [-cents]}
    move_open_balances(pl.DataFrame(moved))
