"""REMADV as XML (ERPEL): the same message, an element for each amount."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from lxml import etree

from encours.core.remittance.advice import Advice, AdviceLine
from encours.formats.bank_text import cents
from encours.formats.hostile_xml import HARDENED, broken, refuse_doctype
from encours.formats.remittance.refusing import LONGEST, MOST_LINES, REMEDY, refused, too_many

ROOT: Final = "ErpelMessage"
_TYPE: Final = "RemittanceAdvice"
_MOST_TAGS: Final = 1_500_000
_CREDIT: Final = ("381", "83", "261", "396")


def read_erpel(content: bytes) -> list[Advice]:
    """Every remittance advice of a message.

    Raises UnreadableFileError: hostile or broken XML, `not_an_advice`, amounts and days that are none.
    """
    root = _root(content)
    told = [_advice(each) for each in root.iter("{*}Document") if _attribute(each, "DocumentType") == _TYPE]
    if not told:
        raise refused("not_an_advice", "Ce message ERPEL ne porte aucun avis de paiement.")
    return told


def _root(content: bytes) -> Any:
    if content.count(b"<") > _MOST_TAGS:
        raise too_many()
    try:
        root = etree.fromstring(content.removeprefix(b"\xef\xbb\xbf").lstrip(), etree.XMLParser(**HARDENED))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise broken(error, REMEDY) from None
    refuse_doctype(root, "L’avis contient une déclaration DOCTYPE, qu’aucun avis n’emploie.", REMEDY)
    return root


def _advice(document: Any) -> Advice:
    lines = [
        _line(rank, each)
        for rank, each in enumerate(document.iter("{*}REMADVListLineItemExtension"), start=1)
    ]
    if len(lines) > MOST_LINES:
        raise too_many()
    customer = document.find("{*}Customer")
    total = _amount(document, ".//{*}REMADVExtension/{*}AmountRemitted", 0)
    return Advice(
        payer=_text(customer, "{*}Address/{*}Name") if customer is not None else "",
        payer_id=_text(customer, "{*}FurtherIdentification")[:60] if customer is not None else "",
        currency=_attribute(document, "DocumentCurrency").upper()[:3],
        lines=tuple(lines),
        total_cents=total,
        number=_text(document, "{*}DocumentNumber"),
        paid_on=_day(_text(document, "{*}PaymentConditions/{*}DueDate"))
        or _day(_text(document, "{*}DocumentDate")),
    )


def _line(rank: int, told: Any) -> AdviceLine:
    kind = "credit_note" if _text(told, "{*}BusinessProcessID") in _CREDIT else "invoice"
    amounts = told.find("{*}MonetaryAmounts")
    gross = _amount(amounts, "{*}InvoiceGrossAmount/{*}Amount", rank)
    commission = abs(_amount(amounts, "{*}CommissionAmount/{*}Amount", rank) or 0)
    discount = abs(_amount(amounts, "{*}PaymentDiscountAmount/{*}Amount", rank) or 0)
    paid = _amount(amounts, "{*}RemittedAmount/{*}Amount", rank)
    if paid is None:
        paid = (gross or 0) - commission - discount
    codes = [_text(each, "{*}ReasonCode") for each in told.iterfind("{*}MonetaryAmounts/{*}Adjustment")]
    code = f"EDI:{codes[0]}" if codes and codes[0] else ""
    deducted = commission or ((gross - discount - paid) if gross is not None else 0)
    number = _text(told, "{*}DocumentNumber")
    # What is deducted under the element of commissions is one, whatever the code of its parts.
    return AdviceLine(
        number, paid, gross, discount, deducted, kind, "EDI:12" if commission else code, "", rank
    )


def _amount(told: Any, path: str, rank: int) -> int | None:
    text = "" if told is None else _text(told, path)
    return cents(text, rank, path.rpartition("}")[2]) if text else None


def _text(told: Any, path: str) -> str:
    return " ".join((told.findtext(path) or "").split())[:LONGEST]


def _attribute(told: Any, name: str) -> str:
    return next((value for key, value in told.attrib.items() if etree.QName(key).localname == name), "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise refused("unreadable_day", f"« {text[:20]} » n’est pas une date.") from None
