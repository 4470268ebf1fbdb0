"""Whether a file is an electronic invoice: by the root of an XML, or the beginning of a PDF."""

from __future__ import annotations

import re
from typing import Final

PDF: Final = b"%PDF-"
_BYTE_ORDER_MARKS: Final = b"\xef\xbb\xbf\xff\xfe"
_ROOT: Final = re.compile(
    rb"""<(?:[\w.-]+:)?(?P<name>CrossIndustryInvoice|CrossIndustryDocument|SCRDMCCBDACIOMessageStructure"""
    rb"""|Invoice|CreditNote|Order)[\s>]"""
)
_NAMESPACES: Final = (
    b"urn:un:unece:uncefact:data:",
    b"urn:ferd:CrossIndustryDocument:invoice:1p0",
    b"urn:oasis:names:specification:ubl:schema:xsd:",
)


def sniff(head: bytes, name: str) -> float:
    """Confidence, from 0 to 1, that these first bytes open an electronic invoice (`name` is not needed)."""
    del name
    opening = head.lstrip(_BYTE_ORDER_MARKS + b" \t\r\n")
    if opening.startswith(PDF):
        return 0.6
    plain = head.replace(b"\0", b"")
    found = _ROOT.search(plain)
    if found is None:
        return _hidden_pdf(head)
    return 0.97 if any(space in plain for space in _NAMESPACES) else 0.0


def _hidden_pdf(head: bytes) -> float:
    """A PDF that begins as something else is read here to be refused: readers of PDF would open it."""
    return 0.45 if PDF in head[:1024] else 0.0
