"""The rhythm at which a customer receives its statement of account, and the statements that it brings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Subquery

from encours.acts.rules import same_version
from encours.acts.send_statement import balance_cents, statement_message, tell_asked
from encours.channels import registry
from encours.core.days import is_business_day, next_business_day
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.messages.models import RHYTHMS, AskedStatement, Message, StatementRhythm
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.receivables.models import Receivable

_AUTHOR = "rule:statements@1"
_BATCH = 200


def set_rhythm(
    customer: Customer, *, rhythm: str, made_from: int | None, author: str, at: datetime
) -> StatementRhythm:
    """Say how often a customer receives its statement (`RHYTHMS`); what was said before stays readable.

    Raises
        StaleFormError: somebody said otherwise since the form was made.
        RuleError: a rhythm that the house does not know.
    """
    if rhythm not in RHYTHMS:
        raise RuleError("rhythm_wrong", "Choisir un envoi chaque mois, ou aucun.")
    with recording(customer.creditor_id, "statement_rhythm", author=author, cause="desk", at=at) as record:
        last = last_rhythm(customer)
        same_version(last.pk if last else 0, made_from, customer.name)
        made = StatementRhythm.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            rhythm=rhythm,
            by=author,
        )
        record.wrote(StatementRhythm, [made])
        record.of(customer.pk, rhythm=rhythm, before=last.rhythm if last else "none")
        record.untouched.add(customer.pk)
    return made


def last_rhythm(customer: Customer) -> StatementRhythm | None:
    """What was said last, if anything was."""
    return StatementRhythm.objects.filter(customer=customer).order_by("-pk").first()


def propose_statements(creditor: Creditor, *, on: date, at: datetime, settings: Mapping[str, Any]) -> int:
    """Ask for the month's statements from its first business day on, once a customer; return how many.

    Only for whom owes something and can be reached, and where the house can send: no month is made up for later.
    """
    if creditor.shadow or not creditor.sender_email or not registry.configured("email", settings):
        return 0
    first = next_business_day(on.replace(day=1))
    if on < first or not is_business_day(on):
        return 0
    due = list(_due(creditor, first))
    return sum(
        _ask(creditor, due[start : start + _BATCH], on=on, at=at) for start in range(0, len(due), _BATCH)
    )


def _due(creditor: Creditor, first: date) -> Any:
    """The rhythms whose customer has no statement yet this month; one chosen later begins the month after."""
    last = StatementRhythm.objects.filter(customer=OuterRef("customer")).order_by("-pk").values("pk")[:1]
    done = Message.objects.filter(
        creditor=creditor, customer=OuterRef("customer"), key__startswith="statement-"
    )
    month = f"{first:%Y-%m}"
    reached = Contact.objects.filter(customer=OuterRef("customer"), removed_at__isnull=True).exclude(email="")
    owed = Receivable.objects.filter(customer=OuterRef("customer"), gone_on__isnull=True).exclude(
        open_cents=0
    )
    midnight = datetime.combine(first + timedelta(days=1), datetime.min.time(), ZoneInfo(creditor.time_zone))
    return (
        StatementRhythm.objects.filter(
            Exists(owed),
            Exists(reached),
            ~Exists(done.filter(key__endswith=f"-{month}")),
            creditor=creditor,
            rhythm="monthly",
            recorded_at__lt=midnight,
            pk=Subquery(last),
        )
        .select_related("customer__creditor")
        .order_by("pk")
    )


def _ask(creditor: Creditor, rows: Sequence[StatementRhythm], *, on: date, at: datetime) -> int:
    """Write a batch in one act; a customer that another worker has asked for meanwhile is left."""
    totals = {row.customer_id: balance_cents(row.customer, on=on) for row in rows}
    cause = f"monthly statement {on:%Y-%m}"
    with recording(creditor.pk, "ask_statement", author=_AUTHOR, cause=cause, at=at) as record:
        keys = {row.customer_id: f"statement-{row.customer_id}-{on:%Y-%m}" for row in rows}
        taken = set(
            Message.objects.filter(creditor=creditor, key__in=keys.values()).values_list(
                "customer_id", flat=True
            )
        )
        people = Customer.objects.in_bulk([row.customer_id for row in rows])
        messages = [
            statement_message(
                record,
                people[row.customer_id],
                key=keys[row.customer_id],
                on=on,
                total_cents=totals[row.customer_id],
                approved_by=row.by,
            )
            for row in rows
            if row.customer_id not in taken
        ]
        Message.objects.bulk_create(messages)
        asked = [_carried(record, message, on) for message in messages]
        AskedStatement.objects.bulk_create(asked)
        record.wrote(AskedStatement, asked)
        for one in asked:
            tell_asked(record, one, totals[one.customer_id])
        record.tell(asked=len(asked))
    return len(asked)


def _carried(record: Record, message: Message, on: date) -> AskedStatement:
    """The open items of the day, as PDF; not saved."""
    return AskedStatement(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=message.customer_id,
        message=message,
        form="open",
        on=on,
        files="pdf",
        by_person=False,
    )
