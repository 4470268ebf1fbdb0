"""The payouts that a provider's file announces: each kept once, whatever files tell it."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from encours.acts.import_file.bank_chain import place_of
from encours.acts.import_file.result import Reading
from encours.records.cash.models import BankAccount, BankLine
from encours.records.cash.payouts import Payout
from encours.records.documents.models import Intake
from encours.records.history.writing import Record

_FAILED = "le prestataire dit que ce versement a échoué"


def keep_payouts(record: Record, intake: Intake, reading: Reading) -> dict[str, int]:
    """Keep what is announced (`formats.banktables.payouts`), with the provider's own line; return how many are new.

    One known already gains what its first file did not say; of another amount, it stays as it was first told, and is
    counted. One that its provider took back is awaited no more.
    """
    told = reading.facts.get("announced_payouts", [])
    made: list[Payout] = []
    differ = 0
    for each in (one for one in told if not one["failed"]):
        same = _same(record, each)
        known = Payout.objects.filter(**same).first()
        if known is None:
            made.append(_made(record, intake, same, each))
        elif known.net_cents == each["net_cents"]:
            _complete(record, known, each)
        else:
            differ += 1
    record.wrote(Payout, made)
    for each in told:
        if each["failed"]:
            waiting = Payout.objects.filter(**_same(record, each), state="waiting")
            waiting.update(state="dismissed", reason=_FAILED, version=F("version") + 1)
    return {"payouts": len(made), **({"payouts_differ": differ} if differ else {})} if told else {}


def _same(record: Record, told: dict[str, Any]) -> dict[str, Any]:
    number = place_of(record.creditor.pk, told["account"][:40], told["currency"])
    account = BankAccount.objects.get(creditor=record.creditor, number=number, currency=told["currency"])
    return {"account": account, "reference": told["reference"] or told["fingerprint"]}


def _made(record: Record, intake: Intake, same: dict[str, Any], told: dict[str, Any]) -> Payout:
    return Payout.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        **same,
        provider=told["provider"],
        paid_on=told["on"],
        net_cents=told["net_cents"],
        currency=told["currency"],
        gross_cents=told["gross_cents"],
        fee_cents=told["fee_cents"],
        told_by=_line(record, told),
        intake=intake,
    )


def _complete(record: Record, known: Payout, told: dict[str, Any]) -> None:
    """What its first file did not say of it."""
    if known.told_by_id is None:
        known.told_by = _line(record, told)
    if known.gross_cents is None:
        known.gross_cents, known.fee_cents = told["gross_cents"], told["fee_cents"]
    known.save(update_fields=["told_by", "gross_cents", "fee_cents"])


def _line(record: Record, told: dict[str, Any]) -> BankLine | None:
    """The provider's own line, unless another payout is told by it."""
    if told["fingerprint"] is None:
        return None
    lines = BankLine.objects.filter(creditor=record.creditor, fingerprint=told["fingerprint"])
    return lines.filter(payout_told__isnull=True).first()
