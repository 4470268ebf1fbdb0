"""Life-cycle messages are read status by status; whatever else is refused."""

from __future__ import annotations

import io
from datetime import date

import pytest

from encours.core.einvoice.lifecycle import Reason, Status
from encours.core.inspection import inspect
from encours.core.refusals import UnreadableFileError
from encours.formats.lifecycle import read
from encours.formats.registry import detect

SPACE = "urn:un:unece:uncefact:data:standard:"


def message(code: str, number: str = "F-1", reason: str = "QTE_ERR", seller: str = "732829320") -> bytes:
    """A message of a platform about one invoice, as annex B of XP Z12-014 shapes them."""
    told = f"<r:ReasonCode>{reason}</r:ReasonCode><r:Reason>3 manquent</r:Reason>"
    why = f"<r:SpecifiedDocumentStatus>{told}</r:SpecifiedDocumentStatus>"
    return f"""<m:CrossDomainAcknowledgementAndResponse xmlns:m="{SPACE}CrossDomainAcknowledgementAndResponse:100"
      xmlns:r="{SPACE}ReusableAggregateBusinessInformationEntity:100" xmlns:q="{SPACE}QualifiedDataType:100">
      <m:AcknowledgementDocument><r:TypeCode>23</r:TypeCode><r:ReferenceReferencedDocument>
      <r:IssuerAssignedID>{number}</r:IssuerAssignedID>
      <r:ReceiptDateTime><q:DateTimeString format="204">20261118093000</q:DateTimeString></r:ReceiptDateTime>
      <r:FormattedIssueDateTime><q:DateTimeString format="102">20260901</q:DateTimeString></r:FormattedIssueDateTime>
      <r:ProcessConditionCode>{code}</r:ProcessConditionCode>
      <r:IssuerTradeParty><r:GlobalID schemeID="0002">{seller}</r:GlobalID></r:IssuerTradeParty>
      {why if reason else ""}</r:ReferenceReferencedDocument></m:AcknowledgementDocument>
      </m:CrossDomainAcknowledgementAndResponse>""".encode()


def said(content: bytes) -> list[Status]:
    statuses: list[Status] = next(iter(read(io.BytesIO(content)))).facts["statuses"]
    return statuses


def test_a_status_says_its_invoice_its_days_and_why() -> None:
    reason = Reason("QTE_ERR", "3 manquent")
    day, issued = date(2026, 11, 18), date(2026, 9, 1)
    assert said(message("207")) == [Status("F-1", issued, "207", "En litige", day, "732829320", (reason,))]
    assert said(message("207"))[0].words == "207 En litige : QTE_ERR 3 manquent"


@pytest.mark.parametrize(
    ("codes", "effect"),
    [("206 207 208 210", "dispute"), ("213 221 501", "hold"), ("200 205 211 212 999", "none")],
)
def test_a_status_says_what_it_changes(codes: str, effect: str) -> None:
    assert {said(message(code))[0].effect for code in codes.split()} == {effect}


def test_inspect_tells_the_statuses() -> None:
    known = detect(message("213")[:4096], "cdar.xml")
    told = inspect(known.name, known.kind, known.read(io.BytesIO(message("213", reason=""))))
    (status,) = told["statuses"]
    assert (known.name, status["code"], status["name"], status["effect"]) == (
        "lifecycle",
        "213",
        "Rejetée",
        "hold",
    )
    assert (status["said_on"], told["rows_kept"]) == ("2026-11-18", 1)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (message("207", number=""), "no_status"),
        (message(""), "no_status"),
        (message("207")[:-20], "broken_xml"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + message("207"), "xml_doctype"),
        (b"<Invoice/>", "not_a_status"),
    ],
)
def test_what_is_no_such_message_is_refused_with_a_sentence(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        said(content)
    assert refusal.value.rule == rule
