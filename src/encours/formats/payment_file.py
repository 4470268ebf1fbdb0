"""What both files handed to a bank have in common (ISO 20022 pain.001 and pain.008): head, sums, banks, elements."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lxml import etree

_SPACE: Final = "urn:iso:std:iso:20022:tech:xsd:{}"
_UNKNOWN_BANK: Final = "NOTPROVIDED"


class PaymentFile:
    """A file being written: its namespace, and how a bank is named in its version (`bic`)."""

    def __init__(self, version: str, bic: str) -> None:
        self.space = _SPACE.format(version)
        self.bic = bic

    def opened(
        self, message: str, name: str, at: datetime, who: str, *, count: int, cents: int
    ) -> tuple[etree._Element, etree._Element]:
        """The document and its message, with its head: identifier, instant, number and sum, who asks."""
        spaces = {None: self.space}
        # lxml's stubs forget that the default namespace is named None
        root = etree.Element(f"{{{self.space}}}Document", nsmap=spaces)  # type: ignore[arg-type]
        body = self.put(root, message)
        header = self.put(body, "GrpHdr")
        self.put(header, "MsgId", name)
        self.put(header, "CreDtTm", at.strftime("%Y-%m-%dT%H:%M:%S"))
        self.sums(header, count, cents)
        self.put(header, "InitgPty/Nm", who)
        return root, body

    def agent(self, parent: etree._Element, role: str, bic: str) -> None:
        """A bank by its BIC; SEPA finds it by the IBAN alone where it is not told."""
        block = self.put(parent, f"{role}/FinInstnId")
        if bic:
            self.put(block, self.bic, bic)
        else:
            self.put(block, "Othr/Id", _UNKNOWN_BANK)

    def sums(self, parent: etree._Element, count: int, cents: int) -> None:
        """How many, and how much in all."""
        self.put(parent, "NbOfTxs", str(count))
        self.put(parent, "CtrlSum", amount(cents))

    def put(self, parent: etree._Element, path: str, text: str | None = None) -> etree._Element:
        """Add an element, and those that lead to it; return the last."""
        for name in path.split("/"):
            parent = etree.SubElement(parent, f"{{{self.space}}}{name}")
        parent.text = text
        return parent


def amount(cents: int) -> str:
    """Cents as these files write an amount."""
    return f"{cents // 100}.{cents % 100:02d}"


def written(root: etree._Element) -> bytes:
    """The bytes of a document."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
