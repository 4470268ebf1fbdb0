"""Write a customer credit transfer initiation: one payment block for each day, with its control sums.

Texts come in the characters that SEPA lets through (`core.debits.identifiers.latin`); amounts in cents of euro.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lxml import etree

from encours.formats.payment_file import PaymentFile, amount, written

_OLD: Final = "pain.001.001.03"
VERSIONS: Final = (_OLD, "pain.001.001.09")


@dataclass(frozen=True, slots=True)
class Transfer:
    """One credit transfer: whom, on which account, how much, on which day, under which identifier and words."""

    end_to_end_id: str
    cents: int
    on: date
    name: str
    iban: str
    wording: str


@dataclass(frozen=True, slots=True)
class Order:
    """All that a bank is asked to pay from one account of one company."""

    id: str
    at: datetime
    payer: str
    iban: str
    bic: str
    transfers: tuple[Transfer, ...]


def write(order: Order, version: str) -> bytes:
    """The file's bytes, in one of `VERSIONS`; ValueError for another."""
    if version not in VERSIONS:
        raise ValueError(version)
    return _Writing(version).document(order)


class _Writing(PaymentFile):
    """What each element needs to know: the namespace, and what the version calls things."""

    def __init__(self, version: str) -> None:
        super().__init__(version, "BIC" if version == _OLD else "BICFI")
        self.day = "ReqdExctnDt" if version == _OLD else "ReqdExctnDt/Dt"

    def document(self, order: Order) -> bytes:
        rows = order.transfers
        root, body = self.opened(
            "CstmrCdtTrfInitn", order.id, order.at, order.payer, count=len(rows), cents=_sum(rows)
        )
        days: dict[date, list[Transfer]] = defaultdict(list)
        for each in rows:
            days[each.on].append(each)
        for number, (day, of_day) in enumerate(sorted(days.items()), start=1):
            self.block(body, order, f"{order.id}-{number}", day, tuple(of_day))
        return written(root)

    def block(
        self, parent: etree._Element, order: Order, name: str, day: date, rows: tuple[Transfer, ...]
    ) -> None:
        block = self.put(parent, "PmtInf")
        self.put(block, "PmtInfId", name)
        self.put(block, "PmtMtd", "TRF")
        self.put(block, "BtchBookg", "false")  # each is found again by its own debit
        self.sums(block, len(rows), _sum(rows))
        self.put(block, "PmtTpInf/SvcLvl/Cd", "SEPA")
        self.put(block, self.day, day.isoformat())
        self.put(block, "Dbtr/Nm", order.payer)
        self.put(block, "DbtrAcct/Id/IBAN", order.iban)
        self.agent(block, "DbtrAgt", order.bic)
        self.put(block, "ChrgBr", "SLEV")
        for each in rows:
            self.transfer(block, each)

    def transfer(self, parent: etree._Element, each: Transfer) -> None:
        block = self.put(parent, "CdtTrfTxInf")
        self.put(block, "PmtId/EndToEndId", each.end_to_end_id)
        self.put(block, "Amt/InstdAmt", amount(each.cents)).set("Ccy", "EUR")
        self.put(block, "Cdtr/Nm", each.name)
        self.put(block, "CdtrAcct/Id/IBAN", each.iban)
        self.put(block, "RmtInf/Ustrd", each.wording)


def _sum(rows: tuple[Transfer, ...]) -> int:
    return sum(each.cents for each in rows)
