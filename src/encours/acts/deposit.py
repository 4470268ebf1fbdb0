"""Slips of cheques, card payments and bills: keyed, tied to the credit that they are, told apart for matching."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from encours.acts.apply_line import remember_sender
from encours.acts.rules import same_version
from encours.core.matching.deposits import credits_of
from encours.core.refusals import RuleError
from encours.formats.deposit_slips import SlipLine
from encours.records.cash.deposits import Deposit, DepositItem
from encours.records.cash.models import BankLine, Candidate
from encours.records.frames.deposits import slips_waiting, waiting_credits_of
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor, Customer

_WORDS = {"cheque": "CHEQUE", "card": "CARTE", "bill": "LCR"}
_WAITING = ("unapplied", "doubtful", "detached")


@dataclass(frozen=True, slots=True)
class Slipped:
    """A slip as a person keys it."""

    kind: str
    number: str
    deposited_on: date
    fee_cents: int
    currency: str
    lines: Sequence[SlipLine]


def key_in_deposit(creditor: Creditor, told: Slipped, *, author: str, at: datetime, on: date) -> Deposit:
    """Keep a slip; it is tied to its credit when that is certain (`tie_deposits`), else a person does.

    Raises
        RuleError: no line, a day to come, the fee eats all, or the same slip is known.
    """
    with recording(creditor, "key_in_deposit", author=author, cause=told.number, at=at) as record:
        return keep_slip(record, told, author=author, on=on)


def keep_slip(record: Record, told: Slipped, *, author: str, on: date) -> Deposit:
    """The same, inside the act that brings it.

    Raises
        RuleError: no line, a day to come, the fee eats all, or the same slip is known.
    """
    total = sum(each.amount_cents for each in told.lines)
    if not told.lines:
        raise RuleError("lines_wrong", "Un bordereau porte au moins une ligne.")
    if told.deposited_on > on:
        raise RuleError(
            "deposited_on_wrong", "Ce jour est à venir : enregistrer la remise quand elle est faite."
        )
    if not 0 <= told.fee_cents < total:
        raise RuleError("fee_cents_wrong", "Les frais vont de zéro à moins que le total.")
    same = {"kind": told.kind, "number": told.number, "deposited_on": told.deposited_on}
    known = Deposit.objects.of([record.creditor.pk]).filter(**same).exclude(state="cancelled")
    if known.exists():
        raise RuleError("number_wrong", "Ce bordereau est déjà enregistré à ce jour.")
    made = Deposit.objects.create(
        **_stamp(record),
        **same,
        total_cents=total,
        fee_cents=told.fee_cents,
        currency=told.currency,
        by=author,
    )
    items = DepositItem.objects.bulk_create(_items(record, made, told.lines))
    record.wrote(Deposit, [made])
    record.wrote(DepositItem, items)
    record.tell(deposit=made.pk, items=len(items), total_cents=total, fee_cents=told.fee_cents)
    return made


def tie_deposits(creditor: Creditor, *, author: str, at: datetime) -> int:
    """Tie the slips whose credit is certain; return how many."""
    slips = slips_waiting(creditor.pk)
    if slips.is_empty():
        return 0
    first = min(slips["deposited_on"].to_list())
    sure = credits_of(slips, waiting_credits_of(creditor.pk, since=first)).filter("certain")
    for key, line, reason in sure.select("deposit_id", "line_id", "reason").iter_rows():
        told: dict[str, Any] = {"made_from": None, "author": author, "at": at}
        tie_deposit(Deposit.objects.get(pk=key), BankLine.objects.get(pk=line), because=reason, **told)
    return len(sure)


def tie_deposit(
    deposit: Deposit,
    line: BankLine,
    *,
    because: str = "by_person",
    made_from: int | None,
    author: str,
    at: datetime,
) -> None:
    """Say which credit a slip is: its lines take the place of the whole, each matched as a line of its own.

    They come to the credit, to the cent: what the bank keeps is a debit among them, and so is what is missing; what
    the credit brings beyond is a line that waits.

    Raises
        StaleFormError: the slip changed since the page was read.
        RuleError: the slip is tied or cancelled, or the line is no credit that waits in its currency.
    """
    with recording(deposit.creditor_id, "tie_deposit", author=author, cause=deposit.number, at=at) as record:
        now = Deposit.objects.get(pk=deposit.pk)
        same_version(now.version, made_from, "Ce bordereau")
        whole = BankLine.objects.get(pk=line.pk)
        if now.state != "waiting":
            raise RuleError("deposit_not_waiting", "Ce bordereau n’attend plus de ligne de banque.")
        fits = (whole.creditor_id, whole.currency) == (now.creditor_id, now.currency)
        if not fits or whole.amount_cents <= 0 or whole.state not in _WAITING:
            raise RuleError(
                "line_wrong", "Cette ligne n’est pas un encaissement qui attend dans cette devise."
            )
        Deposit.objects.filter(pk=now.pk).update(
            state="tied", line=whole, tied_because=because, version=F("version") + 1
        )
        BankLine.objects.filter(pk=whole.pk).update(state="detailed", version=F("version") + 1)
        Candidate.objects.filter(line=whole).delete()
        _tell_apart(record, now, whole)
        record.tell(deposit=now.pk, line=whole.pk, because=because)


def untie_deposit(deposit: Deposit, *, reason: str, made_from: int | None, author: str, at: datetime) -> None:
    """Take a slip from its credit, which waits again.

    Raises
        StaleFormError: the slip changed since the form was made.
        RuleError: no reason, it is not tied, or some of its lines are applied.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Détacher un bordereau demande un motif : l’indiquer.")
    with recording(deposit.creditor_id, "untie_deposit", author=author, cause=reason, at=at) as record:
        now = Deposit.objects.get(pk=deposit.pk)
        same_version(now.version, made_from, "Ce bordereau")
        if now.state != "tied":
            raise RuleError("deposit_not_tied", "Ce bordereau n’est rattaché à aucune ligne.")
        lines = BankLine.objects.filter(statement_id=now.line.statement_id, batch=_batch(now))  # type: ignore[union-attr]
        if lines.exclude(state__in=(*_WAITING, "set_aside", "debit", "detailed")).exists():
            raise RuleError(
                "deposit_applied",
                "Des lignes de ce bordereau sont affectées : annuler d’abord ces affectations.",
            )
        DepositItem.objects.filter(deposit=now).update(line=None)
        lines.update(state="detailed", version=F("version") + 1)
        Candidate.objects.filter(line__in=lines).delete()
        attached = "unapplied" if now.line.account.attached else "detached"  # type: ignore[union-attr]
        BankLine.objects.filter(deposit=now).update(state=attached, version=F("version") + 1)
        Deposit.objects.filter(pk=now.pk).update(
            state="waiting", line=None, tied_because="", version=F("version") + 1
        )
        record.tell(deposit=now.pk, line=now.line_id)


def cancel_deposit(
    deposit: Deposit, *, reason: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Give up a slip that no credit is.

    Raises
        StaleFormError: the slip changed since the form was made.
        RuleError: no reason, or it is tied or cancelled.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Annuler un bordereau demande un motif : l’indiquer.")
    with recording(deposit.creditor_id, "cancel_deposit", author=author, cause=reason, at=at) as record:
        now = Deposit.objects.get(pk=deposit.pk)
        same_version(now.version, made_from, "Ce bordereau")
        if now.state != "waiting":
            raise RuleError("deposit_not_waiting", "Ce bordereau n’attend plus de ligne de banque.")
        Deposit.objects.filter(pk=now.pk).update(state="cancelled", version=F("version") + 1)
        record.tell(deposit=now.pk)


def _items(record: Record, deposit: Deposit, lines: Sequence[SlipLine]) -> list[DepositItem]:
    """The items, each with the one customer whose account or name it bears."""
    told = {each.payer for each in lines if each.payer}
    ours = Customer.objects.filter(creditor=record.creditor, merged_into__isnull=True)
    by_account = {each.account: each for each in ours.filter(account__in=told)}
    by_name: dict[str, list[Customer]] = {}
    for each in ours.filter(name__in=told - by_account.keys()):
        by_name.setdefault(each.name, []).append(each)
    alone = by_account | {name: found[0] for name, found in by_name.items() if len(found) == 1}
    return [
        DepositItem(
            **_stamp(record),
            deposit=deposit,
            customer=alone.get(each.payer),
            position=position,
            number=each.number,
            payer=each.payer,
            amount_cents=each.amount_cents,
            words=each.words,
        )
        for position, each in enumerate(lines, start=1)
    ]


def _tell_apart(record: Record, deposit: Deposit, whole: BankLine) -> None:
    """Write the lines of a slip, known again by their batch."""
    items = list(deposit.items.select_related("customer").order_by("position"))
    made = [_line(record, deposit, whole, each) for each in items]
    rest = whole.amount_cents - deposit.total_cents + deposit.fee_cents
    for rank, (cents, words) in enumerate(((-deposit.fee_cents, "FRAIS"), (rest, "ECART")), start=1):
        if cents:
            made.append(_beside(record, deposit, whole, cents, f"{words} REMISE {deposit.number}", -rank))
    BankLine.objects.bulk_create(made)
    record.wrote(BankLine, made)
    for item, line in zip(items, made, strict=False):
        DepositItem.objects.filter(pk=item.pk).update(line=line)
        if item.customer is not None:
            remember_sender(record, line, item.customer)


def _line(record: Record, deposit: Deposit, whole: BankLine, item: DepositItem) -> BankLine:
    words = " ".join(part for part in (_WORDS[deposit.kind], item.number, item.words) if part)
    line = _beside(record, deposit, whole, item.amount_cents, words, item.position)
    line.counterparty = item.customer.name if item.customer else item.payer
    line.reference = item.number
    return line


def _beside(
    record: Record, deposit: Deposit, whole: BankLine, cents: int, words: str, position: int
) -> BankLine:
    waits = whole.state if whole.state in {"unapplied", "detached"} else "unapplied"
    return BankLine(
        **_stamp(record),
        known_on=whole.known_on,
        account_id=whole.account_id,
        statement_id=whole.statement_id,
        booked_on=whole.booked_on,
        value_on=whole.value_on,
        amount_cents=cents,
        currency=whole.currency,
        batch=_batch(deposit),
        wording=words,
        fingerprint=f"{_batch(deposit)}:{position}",
        state=waits if cents > 0 else "debit",
    )


def _batch(deposit: Deposit) -> str:
    """Of this tie: the version tells it from an earlier one that was undone."""
    tied = deposit.version if deposit.state == "waiting" else deposit.version - 1
    return f"deposit:{deposit.pk}:{tied}"


def _stamp(record: Record) -> dict[str, Any]:
    return {"creditor": record.creditor, "recorded_at": record.at, "entry": record.entry}
