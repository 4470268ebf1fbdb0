"""A person says what a bank line pays; or that it is not a customer's; or that an account is ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F

from encours.acts.cash_writing import Paid, write_payments
from encours.acts.portions import Portion, checked, paid_by
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.cash.models import BankAccount, BankLine, Candidate, Payer
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable

_OPEN_STATES = ("unapplied", "doubtful", "set_aside")


def apply_line(
    line: BankLine,
    allocations: Sequence[Portion] | Sequence[tuple[Receivable, int]],
    *,
    customer: Customer,
    remember_payer: bool,
    made_from: int | None,
    author: str,
    at: datetime,
) -> None:
    """Apply a credit to a customer's items, so many cents each; the rest is unapplied cash of that customer.

    Raises
        StaleFormError: the line changed since the form was made.
        RuleError: it is no credit that waits, or more would be applied than it brings or than is open.
    """
    with recording(
        line.creditor_id, "apply_line", author=author, cause=f"bank line {line.pk}", at=at
    ) as record:
        now = waiting_line(line, made_from)
        portions = checked(now, [Portion(*each) for each in allocations])
        if customer.creditor_id != now.creditor_id:
            raise RuleError("other_creditor", "Ce client est celui d'un autre créancier.")
        strange = next((each.item for each in portions if each.item.customer_id != customer.pk), None)
        if strange is not None:
            raise RuleError("other_customer", f"La facture {strange.number} est d'un autre client.")
        write_applied(record, now, paid_by(now, portions, owner=customer.pk, reason="by_person"))
        if remember_payer:
            remember_sender(record, now, customer)


def waiting_line(line: BankLine, made_from: int | None) -> BankLine:
    """The line as it is now.

    Raises
        StaleFormError: it changed since the form was made.
        RuleError: it is no credit that waits.
    """
    now = BankLine.objects.get(pk=line.pk)
    same_version(now.version, made_from, "Cette ligne")
    if now.amount_cents <= 0 or now.state not in _OPEN_STATES:
        raise RuleError("line_not_waiting", "Cette ligne n'attend plus d'affectation.")
    return now


def write_applied(record: Record, line: BankLine, paid: Paid) -> None:
    """Write what a person said that a line pays; it waits no more."""
    write_payments(record, paid, source="person")
    _settle(line, "applied")
    for customer, applied in paid.payments.select("customer_id", "applied_cents").iter_rows():
        record.of(customer, line=line.pk, amount_cents=line.amount_cents, applied_cents=applied)


def set_aside(
    line: BankLine, *, reason: str, remember: bool, made_from: int | None, author: str, at: datetime
) -> None:
    """Say that a credit is not a customer's, with a reason; remembered for that payer if asked.

    Raises
        RuleError: no reason, or the line does not wait.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Dire pourquoi cette ligne n'est pas d'un client.")
    with recording(line.creditor_id, "set_aside", author=author, cause=reason, at=at) as record:
        now = BankLine.objects.get(pk=line.pk)
        same_version(now.version, made_from, "Cette ligne")
        if now.amount_cents <= 0 or now.state not in {"unapplied", "doubtful"}:
            raise RuleError("line_not_waiting", "Cette ligne n'attend plus d'affectation.")
        _settle(now, "set_aside", reason=reason)
        if remember:
            remember_sender(record, now, None, reason=reason)
        record.tell(line=now.pk, reason=reason, remembered=remember)


def take_back(line: BankLine, *, made_from: int | None, author: str, at: datetime) -> None:
    """Put a line set aside back among those that wait.

    Raises
        RuleError: it was not set aside.
    """
    with recording(
        line.creditor_id, "take_back", author=author, cause=f"bank line {line.pk}", at=at
    ) as record:
        now = BankLine.objects.get(pk=line.pk)
        same_version(now.version, made_from, "Cette ligne")
        if now.state != "set_aside":
            raise RuleError("line_not_set_aside", "Cette ligne n'est pas mise de côté.")
        _settle(now, "unapplied")
        record.tell(line=now.pk)


def attach_account(account: BankAccount, *, made_from: int | None, author: str, at: datetime) -> int:
    """Say that an account collects for this creditor; its waiting credits may now be applied. Returns how many."""
    with recording(
        account.creditor_id, "attach_account", author=author, cause=account.number, at=at
    ) as record:
        now = BankAccount.objects.get(pk=account.pk)
        same_version(now.version, made_from, now.number)
        BankAccount.objects.filter(pk=now.pk).update(attached=True, version=F("version") + 1)
        lines = BankLine.objects.filter(account=now, state="detached").update(state="unapplied")
        record.tell(account=now.number, lines=lines)
    return lines


def _settle(line: BankLine, state: str, *, reason: str = "") -> None:
    BankLine.objects.filter(pk=line.pk).update(
        state=state, set_aside_reason=reason[:200], version=F("version") + 1
    )
    Candidate.objects.filter(line=line).delete()


def remember_sender(record: Record, line: BankLine, customer: Customer | None, *, reason: str = "") -> None:
    """A person's word is confirmed: the payer's IBAN, else the name it goes by."""
    kind, value = ("iban", line.iban) if line.iban else ("alias", line.counterparty)
    if not value:
        return
    same = Payer.objects.filter(creditor=record.creditor, kind=kind, value=value)
    # Nobody's, or somebody's: the last word stands. Of several customers, each is kept.
    (same if customer is None else same.filter(customer__isnull=True)).delete()
    Payer.objects.update_or_create(
        creditor=record.creditor,
        kind=kind,
        value=value,
        customer=customer,
        defaults={
            "confirmed": True,
            "reason": reason[:200],
            "recorded_at": record.at,
            "entry": record.entry,
        },
    )
    record.tell(payer=kind, remembered_for=customer.pk if customer else None)
