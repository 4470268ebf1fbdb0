"""Real electronic invoices: each is read to the figures that a plain look finds, or refused for a reason below."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from lxml import etree

from encours.core.inspection import inspect
from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.hardened import root_of
from encours.formats.einvoice.pdf import embedded_xml
from encours.formats.einvoice.reading import read_document
from encours.formats.registry import detect, detect_file
from encours.formats.remittance import read as read_advice
from formats.sample_tables import expected

SHARED = Path(__file__).resolve().parents[4] / "shared" / "samples"
FOLDERS = (SHARED / "einvoice", SHARED / "remittance_docs" / "orderx")
STATUSES = {
    name.rpartition("/")[2] for name, line in expected("einvoice").items() if line.startswith("status ")
}
FILES = sorted(
    path
    for folder in FOLDERS
    for path in folder.rglob("*")
    if path.is_file() and path.name != "PROVENANCE.md" and path.name not in STATUSES
)
REFUSED = {
    Path(name).name: line.removeprefix("refused ")
    for table in ("einvoice", "orderx")
    for name, line in expected(table).items()
    if line.startswith("refused ")
}
NOT_OURS = {
    ".TXT": "not_an_advice",
    ".json": "unknown_format",
}  # invoices in EDIFACT and GOBL, and their refusal
KINDS = {
    "Avoir": "credit_note",
    "Facture": "invoice",
    "Gutschrift": "invoice",
}  # Gutschrift: self-billed, code 389

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/samples/einvoice is absent")


def local(root: etree._Element, *names: str) -> list[str]:
    """The texts of the elements so named, wherever they stand: an oracle that shares nothing with the reader."""
    return [
        (found.text or "").strip()
        for name in names
        for found in root.iterfind(f".//{{*}}{name}")
        if found.text
    ]


def cents(texts: list[str]) -> set[int]:
    return {round(float(text) * 100) for text in texts}


def _read_otherwise(content: bytes, name: str) -> None:
    """As what it seems to be: EDIFACT is known for its payment advice alone."""
    detect(content[:8192], name)
    list(read_advice(io.BytesIO(content)))


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_a_real_file_is_read_right_or_refused_for_the_right_reason(path: Path) -> None:
    content = path.read_bytes()
    if path.suffix in NOT_OURS:
        with pytest.raises(UnreadableFileError) as caught:
            _read_otherwise(content, path.name)
        assert caught.value.rule == NOT_OURS[path.suffix]
        return
    assert detect(content[:8192], path.name).name == "einvoice"
    if path.name in REFUSED:
        with pytest.raises(UnreadableFileError) as caught:
            read_document(content, path.name)
        assert caught.value.rule == REFUSED[path.name]
        return
    document = read_document(content, path.name)
    root = root_of(embedded_xml(content) if path.suffix == ".pdf" else content)
    totals = document.totals
    assert document.number in local(root, "ID")
    assert totals.total_cents in cents(local(root, "GrandTotalAmount", "TaxInclusiveAmount", "PayableAmount"))
    payable = cents(local(root, "DuePayableAmount", "PayableAmount"))
    if payable:  # an order, and the oldest profile, print none
        assert totals.payable_cents in payable
    assert totals.net_cents in cents(
        local(root, "TaxBasisTotalAmount", "TaxExclusiveAmount", "LineExtensionAmount")
    )
    for said, kind in KINDS.items():
        if path.name.startswith(said) or f"_{said}." in path.name:
            assert document.kind == kind
    assert document.seller.name
    assert document.buyer.name


# What a person would look for in the XML, and what `encours inspect --json` must then tell.
TOLD = {
    "due_on": ("DueDateDateTime", "DueDate", "PaymentDueDate"),
    "payment_reference": ("PaymentReference", "PaymentID"),
    "payment_means": ("PaymentMeansCode", "IBANID", "ProprietaryID", "PayeeFinancialAccount"),
    "preceding": ("InvoiceReferencedDocument", "BillingReference"),
    "lines": ("IncludedSupplyChainTradeLineItem", "InvoiceLine", "CreditNoteLine", "OrderLine"),
    "taxes": ("ApplicableHeaderTradeSettlement/{*}ApplicableTradeTax", "TaxSubtotal"),
    "prepaid_cents": ("TotalPrepaidAmount", "PrepaidAmount"),
}
ALWAYS = ("kind", "number", "issued_on", "currency", "net_cents", "tax_cents", "total_cents", "payable_cents")
IDENTIFIERS = ("siren", "siret", "vat_number", "tax_number", "legal_id", "ids", "endpoint")


def has(root: etree._Element, names: tuple[str, ...]) -> bool:
    """Whether the document says any of these with something in it that is not nothing."""
    found = (each for name in names for each in root.iterfind(f".//{{*}}{name}"))
    return any("".join(each.itertext()).strip() not in {"", "0", "0.00", "-0.00"} for each in found)


def test_inspection_tells_all_that_a_document_says() -> None:
    missing = []
    for path in FILES:
        if path.suffix in NOT_OURS or path.name in REFUSED:
            continue
        with path.open("rb") as file:
            known = detect_file(file, path.name)
            (told,) = inspect(known.name, known.kind, known.read(file))["documents"]
        content = path.read_bytes()
        root = root_of(embedded_xml(content) if path.suffix == ".pdf" else content)
        missing += [(path.name, name) for name, said in TOLD.items() if has(root, said) and not told[name]]
        missing += [(path.name, name) for name in ALWAYS if told[name] is None]
        for party, node in (("seller", "SellerTradeParty"), ("buyer", "BuyerTradeParty")):
            said = root.find(f".//{{*}}{node}")
            if said is not None and has(said, ("ID", "GlobalID")):
                missing += [(path.name, party)] * (not any(told[party][name] for name in IDENTIFIERS))
    assert missing == []


EXPECTED = {  # kind, number, net, tax, total, prepaid, payable, lines, seller's SIREN, what it corrects
    "Avoir_FR_type381_BASIC.pdf": (
        "credit_note", "AV-2017-0005", 218_48, 14_99, 233_47, 0, 233_47, 2, "999999998", ["FA-2017-0010"],
    ),
    "Facture_FR_MINIMUM.pdf": ("invoice", "FA-2017-0010", 624_90, 46_25, 671_15, 201_00, 470_15, 0, "999999998", []),
    "invoice_EN16931.pdf": ("invoice", "F20260023", 100_00, 4_90, 104_90, 0, 104_90, 3, "123456782", ["F20260003"]),
    "ubl-21-extended-ctc-fr.xml": (
        "invoice", "F124212", 273_00, 35_03, 308_03, 100_00, 208_03, 2, "999999998", ["F124211", "F124210"],
    ),
    "ubl-tc434-creditnote1.xml": ("credit_note", "018304 / 28865", 100_11, 0, 100_11, 0, 100_11, 1, "", []),
    "zugferd-comfort.xml": ("invoice", "471102", 473_00, 56_87, 529_87, 0, 529_87, 2, "", []),
    "ORDER-X_EX04_RESPONSE-COMFORT.xml": (
        "order_response", "PO123456789-R01", 300_00, 60_00, 360_00, 0, 360_00, 4, "123456789", [],
    ),
    "CIIBasicInvoice_V7_07.xml": (
        "credit_note", "F20220029", -100_00, 0, -100_00, -10_00, -90_00, 3, "123456782", ["F20220003"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_figures_read_by_a_person_are_read_the_same(name: str) -> None:
    (path,) = [path for path in FILES if path.name == name][:1]
    document = read_document(path.read_bytes(), name)
    totals = document.totals
    assert (
        document.kind,
        document.number,
        totals.net_cents,
        totals.tax_cents,
        totals.total_cents,
        totals.prepaid_cents,
        totals.payable_cents,
        len(document.lines),
        document.seller.siren,
        [each.number for each in document.preceding],
    ) == EXPECTED[name]


def test_the_pdf_of_a_corpus_says_what_its_xml_says() -> None:
    pairs = [
        (SHARED / "einvoice/corpus_zf_pdf/XML-Rechnung/FX" / f"EN16931_{name}.pdf",
         SHARED / "einvoice/corpus_xml/XML-Rechnung/CII" / f"EN16931_{name}.cii.xml")
        for name in ("Einfach", "Rabatte", "Gutschrift")
    ]  # fmt: skip
    for pdf, xml in pairs:
        one, other = read_document(pdf.read_bytes()), read_document(xml.read_bytes())
        assert (one.totals, one.kind, len(one.lines)) == (other.totals, other.kind, len(other.lines))
