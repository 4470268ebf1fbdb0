"""Write a customer direct debit initiation: a group for each sequence, scheme and day, with its control sums.

Texts come in the characters that SEPA lets through (`core.debits.identifiers.latin`); amounts in cents of euro.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lxml import etree

_SPACE: Final = "urn:iso:std:iso:20022:tech:xsd:{}"
_BIC: Final = {"pain.008.001.02": "BIC", "pain.008.001.08": "BICFI"}
_UNKNOWN_BANK: Final = "NOTPROVIDED"
_SAME_MANDATE_NEW_ACCOUNT: Final = "SMNDA"


@dataclass(frozen=True, slots=True)
class Transaction:
    """One debit; `former_umr` and `new_account` tell what was amended since the last one under the mandate."""

    end_to_end_id: str
    cents: int
    umr: str
    signed_on: date
    debtor: str
    iban: str
    bic: str
    wording: str
    former_umr: str = ""
    new_account: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Debits of one sequence (FRST, RCUR, OOFF, FNAL), one scheme (CORE, B2B) and one day."""

    id: str
    scheme: str
    sequence: str
    collect_on: date
    transactions: tuple[Transaction, ...]

    @property
    def cents(self) -> int:
        """The sum of its debits."""
        return sum(each.cents for each in self.transactions)


@dataclass(frozen=True, slots=True)
class Order:
    """All that a bank is asked to collect for one creditor on one account; `ics` identifies the creditor."""

    id: str
    at: datetime
    creditor: str
    ics: str
    iban: str
    bic: str
    groups: tuple[Group, ...]


def write(order: Order, version: str) -> bytes:
    """The file's bytes, in one of the versions pain.008.001.02 and pain.008.001.08; ValueError for another."""
    if version not in _BIC:
        raise ValueError(version)
    return _Writing(version).document(order)


class _Writing:
    """What each element needs to know: the namespace, and how a bank is named in this version."""

    def __init__(self, version: str) -> None:
        self.space = _SPACE.format(version)
        self.bic = _BIC[version]

    def document(self, order: Order) -> bytes:
        spaces = {None: self.space}
        # lxml's stubs forget that the default namespace is named None
        root = etree.Element(f"{{{self.space}}}Document", nsmap=spaces)  # type: ignore[arg-type]
        body = self.put(root, "CstmrDrctDbtInitn")
        header = self.put(body, "GrpHdr")
        self.put(header, "MsgId", order.id)
        self.put(header, "CreDtTm", order.at.strftime("%Y-%m-%dT%H:%M:%S"))
        self.sums(
            header, sum(len(each.transactions) for each in order.groups), sum(g.cents for g in order.groups)
        )
        self.put(header, "InitgPty/Nm", order.creditor)
        for group in order.groups:
            self.group(body, order, group)
        return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)

    def group(self, parent: etree._Element, order: Order, group: Group) -> None:
        block = self.put(parent, "PmtInf")
        self.put(block, "PmtInfId", group.id)
        self.put(block, "PmtMtd", "DD")
        self.put(block, "BtchBookg", "true")
        self.sums(block, len(group.transactions), group.cents)
        kind = self.put(block, "PmtTpInf")
        self.put(kind, "SvcLvl/Cd", "SEPA")
        self.put(kind, "LclInstrm/Cd", group.scheme)
        self.put(kind, "SeqTp", group.sequence)
        self.put(block, "ReqdColltnDt", group.collect_on.isoformat())
        self.put(block, "Cdtr/Nm", order.creditor)
        self.put(block, "CdtrAcct/Id/IBAN", order.iban)
        self.agent(block, "CdtrAgt", order.bic)
        self.put(block, "ChrgBr", "SLEV")
        identity = self.put(block, "CdtrSchmeId/Id/PrvtId/Othr")
        self.put(identity, "Id", order.ics)
        self.put(identity, "SchmeNm/Prtry", "SEPA")
        for each in group.transactions:
            self.transaction(block, each)

    def transaction(self, parent: etree._Element, each: Transaction) -> None:
        block = self.put(parent, "DrctDbtTxInf")
        self.put(block, "PmtId/EndToEndId", each.end_to_end_id)
        self.put(block, "InstdAmt", _amount(each.cents)).set("Ccy", "EUR")
        mandate = self.put(block, "DrctDbtTx/MndtRltdInf")
        self.put(mandate, "MndtId", each.umr)
        self.put(mandate, "DtOfSgntr", each.signed_on.isoformat())
        self.amended(mandate, each)
        self.agent(block, "DbtrAgt", each.bic)
        self.put(block, "Dbtr/Nm", each.debtor)
        self.put(block, "DbtrAcct/Id/IBAN", each.iban)
        self.put(block, "RmtInf/Ustrd", each.wording)

    def amended(self, mandate: etree._Element, each: Transaction) -> None:
        if not (each.former_umr or each.new_account):
            return
        self.put(mandate, "AmdmntInd", "true")
        details = self.put(mandate, "AmdmntInfDtls")
        if each.former_umr:
            self.put(details, "OrgnlMndtId", each.former_umr)
        if each.new_account:
            self.put(details, "OrgnlDbtrAcct/Id/Othr/Id", _SAME_MANDATE_NEW_ACCOUNT)

    def agent(self, parent: etree._Element, role: str, bic: str) -> None:
        """A bank by its BIC; SEPA finds it by the IBAN alone where it is not told."""
        block = self.put(parent, f"{role}/FinInstnId")
        if bic:
            self.put(block, self.bic, bic)
        else:
            self.put(block, "Othr/Id", _UNKNOWN_BANK)

    def sums(self, parent: etree._Element, count: int, cents: int) -> None:
        self.put(parent, "NbOfTxs", str(count))
        self.put(parent, "CtrlSum", _amount(cents))

    def put(self, parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
        """Add an element, and those that lead to it; return the last."""
        for name in path.split("/"):
            parent = etree.SubElement(parent, f"{{{self.space}}}{name}")
        parent.text = text
        return parent


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"
