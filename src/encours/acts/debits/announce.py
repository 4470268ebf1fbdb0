"""Pre-notifications: what is to be collected is told to the customer, so many days before (EPC016-06, 4.1)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import polars as pl

from encours.acts.approvals.by_asker import agreed_by_asker
from encours.acts.deciding_once import decide_then_write
from encours.core.debits.choosing import DUE, Planned, chosen, planned
from encours.core.debits.rules import DebitRules
from encours.core.debits.telling import holds_until
from encours.records.debits.models import Debit, DebitItem
from encours.records.debits.reading import debit_rules
from encours.records.frames.debits import debitable_items
from encours.records.history.writing import Record
from encours.records.messages.models import DEBIT_NOTICE, Message, MessageItem
from encours.records.parties.models import Creditor, Customer


def announce_debits(creditor: Creditor, *, on: date, author: str, at: datetime) -> int:
    """Announce what is due for collection (`core.debits.choosing`); return how many transactions.

    One message a customer and day, approved by whoever published the rules; it leaves with the next sending, through
    the gate. Where the rules let an invoice announce its own collection, no message does. Nothing is announced before
    the creditor has said its identifier.

    Raises
        RuleError: other acts kept moving the same facts; nothing was written.
    """
    rules = debit_rules(creditor.pk)
    if not rules.ics:
        return 0
    written = decide_then_write(
        creditor.pk,
        lambda: _decide(creditor.pk, rules, on),
        lambda record, found: _write(record, found, rules, on),
        act="announce_debits",
        author=author,
        cause=f"rules {rules.notice_days} days",
        at=at,
    )
    return written or 0


def _decide(creditor_id: int, rules: DebitRules, on: date) -> list[Planned] | None:
    items = chosen(debitable_items(creditor_id, on=on), rules, on=on)
    return planned(items.filter(pl.col("reason") == DUE), rules) or None


def _write(record: Record, found: Sequence[Planned], rules: DebitRules, on: date) -> int:
    fact = {"creditor": record.creditor, "recorded_at": record.at, "entry": record.entry}
    messages = _messages(record, found, on)
    debits = [
        Debit(
            **fact,
            customer_id=each.customer_id,
            mandate_id=each.mandate_id,
            message=None if each.by_invoice else messages[each.customer_id, each.collect_on],
            announced_on=on,
            collect_on=each.collect_on,
            notify_on=each.collect_on - timedelta(days=rules.notice_days),
            until_on=holds_until(each.collect_on),
            announced_cents=each.cents,
            amount_cents=each.cents,
            by=record.entry.author,
        )
        for each in found
    ]
    Debit.objects.bulk_create(debits)
    items = [
        DebitItem(
            **fact,
            customer_id=each.customer_id,
            debit=debit,
            receivable_id=receivable,
            announced_cents=cents,
            amount_cents=cents,
        )
        for each, debit in zip(found, debits, strict=True)
        for receivable, cents in each.items
    ]
    DebitItem.objects.bulk_create(items)
    record.wrote(Debit, debits)
    record.wrote(DebitItem, items)
    _tell(record, debits)
    return len(debits)


def _tell(record: Record, debits: Sequence[Debit]) -> None:
    told = defaultdict[int, list[dict[str, object]]](list)
    for debit in debits:
        told[debit.customer_id].append(
            {"debit": debit.pk, "collect_on": debit.collect_on.isoformat(), "cents": debit.announced_cents}
        )
    for customer, rows in told.items():
        record.of(customer, debits_announced=rows)
    record.tell(announced=len(debits), total_cents=sum(debit.announced_cents for debit in debits))


def _messages(record: Record, found: Sequence[Planned], on: date) -> dict[tuple[int, date], Message]:
    """One message for each customer and day of collection, with a line for each item.

    Each says the version that this very act leaves its customer with.
    """
    together = defaultdict[tuple[int, date], list[Planned]](list)
    for each in (one for one in found if not one.by_invoice):
        together[each.customer_id, each.collect_on].append(each)
    versions = dict(
        Customer.objects.filter(pk__in={customer for customer, _ in together}).values_list(
            "pk", "facts_version"
        )
    )
    made = {
        key: _message(record, key, rows, versions[key[0]] + 1, on) for key, rows in sorted(together.items())
    }
    agreed_by_asker(record, list(made.values()), asker=record.entry.author)
    Message.objects.bulk_create(made.values())
    MessageItem.objects.bulk_create(
        MessageItem(
            creditor=record.creditor, message=made[key], receivable_id=item, role="debited", open_cents=cents
        )
        for key, rows in together.items()
        for each in rows
        for item, cents in each.items
    )
    return made


def _message(
    record: Record, key: tuple[int, date], rows: Sequence[Planned], version: int, on: date
) -> Message:
    customer, day = key
    return Message(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=customer,
        key=f"debit-{customer}-{day:%Y%m%d}-{record.entry.pk}",
        step_code=DEBIT_NOTICE,
        position=0,
        channel="email",
        courtesy_only=True,
        currency="EUR",
        total_cents=sum(each.cents for each in rows),
        planned_on=on,
        facts_version=version,
    )
