"""An electronic invoice says the same in every syntax, and is refused when its sums do not tie."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from einvoices import Sold, Told, cii, pdf, ubl
from encours.core.einvoice.documents import Document, Identifier
from encours.core.einvoice.telling import decimal_text, facts_of
from encours.core.refusals import UnreadableFileError
from encours.formats import einvoice
from encours.formats.einvoice.reading import read_document

Writer = Callable[[Told], bytes]
BOTH = pytest.mark.parametrize("write", [cii, ubl])


def refusal(content: bytes, name: str = "") -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        read_document(content, name)
    return caught.value


def test_both_syntaxes_say_the_same() -> None:
    told = Told(
        lines=(Sold(), Sold("Écrou", "3", "6.5", "19.50")),
        allowance="9.50",
        charge="5.00",
        prepaid="30.00",
        rounding="0.02",
        preceding=("F-2025-900",),
        notes=(("PMT", "40 euros"), ("PMD", "trois fois le taux"), ("AAB", "Pas d'escompte")),
    )
    one, other = read_document(cii(told)), read_document(ubl(told))
    assert replace(one, syntax="") == replace(other, syntax="")


@BOTH
def test_an_invoice_says_who_what_when_and_how_much(write: Writer) -> None:
    document = read_document(write(Told(prepaid="20.00")))
    assert (document.kind, document.number, document.profile) == ("invoice", "F-2026-001", "EN 16931")
    assert (document.issued_on, document.due_on) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (document.seller.name, document.seller.siren) == ("Vauban Industrie", "732829320")
    assert (document.buyer.siren, document.buyer.vat_number) == ("552100554", "FR47552100554")
    assert document.buyer.legal_id == Identifier("552100554", "0002")
    assert (document.order_number, document.payment_reference) == ("BC-77", "F-2026-001")
    totals = document.totals
    assert (totals.net_cents, totals.tax_cents, totals.total_cents) == (100_00, 20_00, 120_00)
    assert (totals.prepaid_cents, totals.payable_cents, document.owed_cents) == (20_00, 100_00, 120_00)
    (line,) = document.lines
    assert (line.name, decimal_text(line.quantity_micros), decimal_text(line.price_micros)) == (
        "Vis", "10", "10",
    )  # fmt: skip
    assert (line.net_cents, line.rate_ppm, line.unit) == (100_00, 200_000, "C62")
    (means,) = document.means
    assert (means.code, means.iban) == ("30", "FR7630006000011234567890189")


@BOTH
def test_a_credit_note_names_the_invoice_it_corrects_and_lowers_what_is_owed(write: Writer) -> None:
    document = read_document(write(Told(type_code="381", number="AV-1", preceding=("F-2026-001",))))
    assert (document.kind, document.owed_cents) == ("credit_note", -120_00)
    assert [each.number for each in document.preceding] == ["F-2026-001"]


def test_an_invoice_of_a_negative_total_is_a_credit_note() -> None:
    told = Told(lines=(Sold(quantity="-10", net="-100.00"),))
    document = read_document(cii(told))
    assert (document.kind, document.owed_cents) == ("credit_note", -120_00)


@BOTH
@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"lines": "99.00", "net": "99.00", "total": "119.80", "tax": "20.80", "payable": "119.80"}, "lines"),
        ({"net": "101.00", "total": "121.00", "payable": "121.00"}, "net"),
        ({"total": "121.00", "payable": "121.00"}, "total"),
        ({"payable": "119.99"}, "payable"),
    ],
)
def test_sums_that_do_not_tie_refuse_the_document_and_name_the_sum(
    write: Writer, wrong: dict[str, str], rule: str
) -> None:
    error = refusal(write(Told(sums=wrong)))
    assert error.rule == f"untied_{rule}"
    assert "F-2026-001" in error.sentence


def test_a_profile_without_lines_ties_from_its_totals() -> None:
    told = Told(
        lines=(),
        sums={"lines": "100.00", "net": "100.00", "tax": "20.00", "total": "120.00", "payable": "90.00"},
    )
    content = cii(told, "urn:factur-x.eu:1p0:minimum").replace(
        b"<ram:TotalPrepaidAmount>0.00</ram:TotalPrepaidAmount>", b""
    )
    document = read_document(content)
    assert document.profile == "Factur-X MINIMUM"
    assert document.totals.prepaid_cents == 30_00  # MINIMUM does not print it: what is not payable is paid


def test_the_pdf_and_its_xml_are_one_document() -> None:
    assert read_document(pdf(cii()), "facture.pdf") == read_document(cii(), "facture.xml")


def test_a_price_for_several_units_is_told_for_one() -> None:
    content = ubl().replace(
        b"</cbc:PriceAmount>", b'</cbc:PriceAmount><cbc:BaseQuantity unitCode="C62">4</cbc:BaseQuantity>'
    )
    assert decimal_text(read_document(content).lines[0].price_micros) == "2.5"


@pytest.mark.parametrize(
    ("was", "is_now", "rule"),
    [
        (b"100.00", b"cent", "unreadable_number"),
        (b"<ram:GrandTotalAmount>120.00", b"<ram:GrandTotalAmount>120.001", "amount_decimals"),
        (b"20260302", b"20261302", "unreadable_day"),
        (b"<ram:ID>F-2026-001</ram:ID>", b"", "number_missing"),
        (b"<ram:InvoiceCurrencyCode>EUR", b"<ram:InvoiceCurrencyCode>ECU", "unknown_currency"),
    ],
)
def test_a_term_that_cannot_be_read_is_named_with_its_line(was: bytes, is_now: bytes, rule: str) -> None:
    error = refusal(cii().replace(was, is_now))
    assert error.rule == rule
    assert error.remedy


def test_an_amount_may_bear_zeros_beyond_the_cent() -> None:
    document = read_document(cii().replace(b"120.00", b"120.0000"))
    assert document.totals.total_cents == 120_00


def test_the_vat_in_the_currency_of_the_accounts_is_not_added_to_the_invoice() -> None:
    other = b'<ram:TaxTotalAmount currencyID="DKK">149.20</ram:TaxTotalAmount>'
    document = read_document(cii().replace(b"<ram:TaxTotalAmount ", other + b"<ram:TaxTotalAmount "))
    assert document.totals.tax_cents == 20_00


def test_an_attached_document_is_kept_with_its_bytes() -> None:
    inside = (
        b"<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>BL-9</ram:IssuerAssignedID><ram:TypeCode>916"
        b'</ram:TypeCode><ram:AttachmentBinaryObject mimeCode="text/plain" filename="bl.txt">Ym9uam91cg=='
        b"</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
    )
    document = read_document(cii().replace(b"</ram:ApplicableHeaderTradeAgreement>", inside))
    (attached,) = document.attached
    assert (attached.name, attached.media_type, attached.content) == ("bl.txt", "text/plain", b"bonjour")


def test_the_facts_shown_hold_every_figure_asked_for() -> None:
    *_, piece = einvoice.read(io.BytesIO(cii()))
    (document,) = piece.facts["documents"]
    assert isinstance(document, Document)
    told = facts_of(document)
    assert {
        "kind", "number", "issued_on", "due_on", "seller", "buyer", "currency", "net_cents", "tax_cents",
        "total_cents", "prepaid_cents", "payable_cents", "lines", "payment_means", "payment_reference", "preceding",
    } <= set(told)  # fmt: skip
    assert told["notes"] == [{"subject": "PMT", "text": "Indemnité forfaitaire de 40 euros"}]
