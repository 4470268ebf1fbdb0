"""Write a customer credit transfer initiation: one payment block for each day, with its control sums.

Texts come in the characters that SEPA lets through (`core.debits.identifiers.latin`); amounts in cents of euro.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lxml import etree

_SPACE: Final = "urn:iso:std:iso:20022:tech:xsd:{}"
_OLD: Final = "pain.001.001.03"
VERSIONS: Final = (_OLD, "pain.001.001.09")
_UNKNOWN_BANK: Final = "NOTPROVIDED"


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


class _Writing:
    """What each element needs to know: the namespace, and what the version calls things."""

    def __init__(self, version: str) -> None:
        self.space = _SPACE.format(version)
        self.bic = "BIC" if version == _OLD else "BICFI"
        self.day = "ReqdExctnDt" if version == _OLD else "ReqdExctnDt/Dt"

    def document(self, order: Order) -> bytes:
        spaces = {None: self.space}
        # lxml's stubs forget that the default namespace is named None
        root = etree.Element(f"{{{self.space}}}Document", nsmap=spaces)  # type: ignore[arg-type]
        body = self.put(root, "CstmrCdtTrfInitn")
        header = self.put(body, "GrpHdr")
        self.put(header, "MsgId", order.id)
        self.put(header, "CreDtTm", order.at.strftime("%Y-%m-%dT%H:%M:%S"))
        self.sums(header, order.transfers)
        self.put(header, "InitgPty/Nm", order.payer)
        days: dict[date, list[Transfer]] = defaultdict(list)
        for each in order.transfers:
            days[each.on].append(each)
        for number, (day, rows) in enumerate(sorted(days.items()), start=1):
            self.block(body, order, f"{order.id}-{number}", day, tuple(rows))
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def block(
        self, parent: etree._Element, order: Order, name: str, day: date, rows: tuple[Transfer, ...]
    ) -> None:
        block = self.put(parent, "PmtInf")
        self.put(block, "PmtInfId", name)
        self.put(block, "PmtMtd", "TRF")
        self.put(block, "BtchBookg", "false")  # each is found again by its own debit
        self.sums(block, rows)
        self.put(block, "PmtTpInf/SvcLvl/Cd", "SEPA")
        self.put(block, self.day, day.isoformat())
        self.put(block, "Dbtr/Nm", order.payer)
        self.put(block, "DbtrAcct/Id/IBAN", order.iban)
        agent = self.put(block, "DbtrAgt/FinInstnId")
        if order.bic:
            self.put(agent, self.bic, order.bic)
        else:
            self.put(agent, "Othr/Id", _UNKNOWN_BANK)
        self.put(block, "ChrgBr", "SLEV")
        for each in rows:
            self.transfer(block, each)

    def transfer(self, parent: etree._Element, each: Transfer) -> None:
        block = self.put(parent, "CdtTrfTxInf")
        self.put(block, "PmtId/EndToEndId", each.end_to_end_id)
        self.put(block, "Amt/InstdAmt", _amount(each.cents)).set("Ccy", "EUR")
        self.put(block, "Cdtr/Nm", each.name)
        self.put(block, "CdtrAcct/Id/IBAN", each.iban)
        self.put(block, "RmtInf/Ustrd", each.wording)

    def sums(self, parent: etree._Element, rows: tuple[Transfer, ...]) -> None:
        self.put(parent, "NbOfTxs", str(len(rows)))
        self.put(parent, "CtrlSum", _amount(sum(each.cents for each in rows)))

    def put(self, parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
        """Add an element, and those that lead to it; return the last."""
        for name in path.split("/"):
            parent = etree.SubElement(parent, f"{{{self.space}}}{name}")
        parent.text = text
        return parent


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
