"""Write a customer direct debit initiation: a group for each sequence, scheme and day, with its control sums.

Texts come in the characters that SEPA lets through (`core.debits.identifiers.latin`); amounts in cents of euro.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lxml import etree

from encours.formats.payment_file import PaymentFile, amount, written

_BIC: Final = {"pain.008.001.02": "BIC", "pain.008.001.08": "BICFI"}
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
    return _Writing(version, _BIC[version]).document(order)


class _Writing(PaymentFile):
    """What each element needs to know: the namespace, and how a bank is named in this version."""

    def document(self, order: Order) -> bytes:
        count = sum(len(each.transactions) for each in order.groups)
        cents = sum(each.cents for each in order.groups)
        root, body = self.opened(
            "CstmrDrctDbtInitn", order.id, order.at, order.creditor, count=count, cents=cents
        )
        for group in order.groups:
            self.group(body, order, group)
        return written(root)

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
        self.put(block, "InstdAmt", amount(each.cents)).set("Ccy", "EUR")
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
