"""An electronic invoice completes the invoice that is known, or is that invoice: one fact, whatever its sources."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from einvoices import Sold, Told, cii, pdf, ubl
from encours.acts.import_file import import_file
from encours.acts.import_file.many import File, import_many
from encours.acts.open_creditor import open_creditor
from encours.core.refusals import UnreadableFileError
from encours.records.cash.models import Application, Payment
from encours.records.documents.keeping import opened
from encours.records.documents.models import Intake
from encours.records.frames.invariants import breaches
from encours.records.history.models import Entry
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.parties.models import Attachment, Creditor, Customer
from encours.records.receivables.models import (
    ElectronicInvoice,
    Instalment,
    InvoiceLine,
    Receivable,
    ReceivablePast,
)
from encours.records.sales.models import Order
from same_tables import killed

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
CLAIRE = "claire@vauban.example"
TABLE = "Compte;Facture;Date;Montant TTC\nC1;F 2026/001;02/03/2026;120,00\nC1;F-9;02/03/2026;60,00\n"


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Vauban Industrie", siren="732829320", author=CLAIRE, at=AT)


def take(creditor: Creditor, content: bytes, house: Path, name: str = "facture.xml") -> Intake:
    return import_file(creditor, content, name, author=CLAIRE, at=AT, on=ON, home=house).intake


def whole(creditor: Creditor, house: Path) -> None:
    seal(creditor.pk, at=AT, home=house)
    assert list(breaches()) == []
    assert verify(creditor.pk, home=house).findings == []


@pytest.mark.both
def test_an_unknown_invoice_is_written_with_its_buyer_its_lines_and_its_original(
    creditor: Creditor, house: Path
) -> None:
    content = pdf(cii(Told(lines=(Sold(), Sold("Écrou", "3", "6.5", "19.50")))))
    intake = take(creditor, content, house, "facture.pdf")
    (row,) = Receivable.objects.all()
    assert (row.kind, row.number, row.amount_cents, row.open_cents) == (
        "invoice",
        "F-2026-001",
        143_40,
        143_40,
    )
    assert (row.due_on, row.due_source, row.po_number) == (date(2026, 4, 1), "file", "BC-77")
    customer = row.customer
    assert (customer.name, customer.siren, customer.vat_number) == (
        "Garage Martin",
        "552100554",
        "FR47552100554",
    )
    assert (customer.postcode, customer.city, customer.account) == ("59000", "Lille", "552100554")
    assert list(
        InvoiceLine.objects.values_list("position", "name", "quantity", "unit_price", "net_cents")
    ) == [
        (1, "Vis", "10", "10", 100_00),
        (2, "Écrou", "3", "6.5", 19_50),
    ]
    (original,) = Attachment.objects.select_related("kept")
    assert (original.receivable, original.kind, original.kept.media_type) == (
        row,
        "invoice",
        "application/pdf",
    )
    assert opened(original.kept, home=house) == content
    assert intake.counts["new"] == 1
    whole(creditor, house)


@pytest.mark.both
def test_what_the_ledger_knows_is_completed_and_never_added_to(creditor: Creditor, house: Path) -> None:
    take(creditor, TABLE.encode(), house, "factures.csv")
    before = Receivable.objects.get(number="F 2026/001")
    assert before.due_source == "assumed"
    intake = take(creditor, cii(), house)
    assert Receivable.objects.count() == 2
    now = Receivable.objects.get(pk=before.pk)
    assert (now.due_on, now.due_source, now.po_number) == (date(2026, 4, 1), "file", "BC-77")
    assert (now.amount_cents, now.open_cents, now.version) == (120_00, 120_00, before.version + 1)
    assert ReceivablePast.objects.get(receivable=now).due_source == "assumed"
    customer = Customer.objects.get()  # found by the invoice, whose number and amount it bears
    assert (customer.account, customer.siren, customer.vat_number) == ("C1", "552100554", "FR47552100554")
    assert customer.name == "Garage Martin"
    assert intake.counts["found_by"] == "invoice"
    assert (intake.counts["known"], intake.counts["completed"]) == (1, 1)
    assert ElectronicInvoice.objects.get().receivable == now
    whole(creditor, house)


@pytest.mark.both
def test_an_amount_that_differs_is_reported_and_the_ledger_stands(creditor: Creditor, house: Path) -> None:
    take(creditor, TABLE.encode(), house, "factures.csv")
    take(creditor, cii(), house)
    intake = take(creditor, cii(Told(number="F9")), house, "autre.xml")
    assert intake.counts["differs"] == 1
    assert [notice["rule"] for notice in intake.notices] == ["amount_differs"]
    row = Receivable.objects.get(number="F-9")
    assert (row.amount_cents, row.open_cents) == (60_00, 60_00)
    assert row.electronic_invoices.get().owed_cents == 120_00
    whole(creditor, house)


@pytest.mark.both
def test_a_due_date_that_a_person_gave_stays(creditor: Creditor, house: Path) -> None:
    take(creditor, TABLE.encode(), house, "factures.csv")
    Receivable.objects.update(due_on=date(2026, 5, 5), due_source="person")
    take(creditor, cii(), house)
    assert Receivable.objects.get(number="F 2026/001").due_on == date(2026, 5, 5)


@pytest.mark.both
def test_a_later_table_knows_the_invoice_again(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(Told(buyer_id="C1", number="F-9", lines=(Sold(net="50.00", price="5"),))), house)
    take(creditor, TABLE.encode(), house, "factures.csv")
    assert sorted(Receivable.objects.values_list("number", flat=True)) == ["F 2026/001", "F-9"]


def test_the_same_invoice_in_another_syntax_is_the_same_fact(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(), house)
    take(creditor, ubl(), house, "facture-ubl.xml")
    assert (Receivable.objects.count(), InvoiceLine.objects.count(), Customer.objects.count()) == (1, 1, 1)
    assert ElectronicInvoice.objects.count() == 2
    whole(creditor, house)


@pytest.mark.both
def test_the_same_bytes_twice_change_nothing(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(), house)
    tables = _tables()
    assert import_file(creditor, cii(), "copie.xml", author=CLAIRE, at=AT, on=ON, home=house).again
    assert _tables() == tables


def test_a_purchase_invoice_is_set_aside(creditor: Creditor, house: Path) -> None:
    content = cii(Told(seller="Forge du Nord", seller_siren="404833048"))
    intake = take(creditor, content, house)
    assert intake.counts["set_aside"] == 1
    assert intake.notices[0]["rule"] == "not_our_sale"
    assert (Receivable.objects.count(), Customer.objects.count()) == (0, 0)
    whole(creditor, house)


def test_a_seller_without_number_is_known_by_its_name(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(Told(seller="VAUBAN INDUSTRIE SAS", seller_siren="")), house)
    assert Receivable.objects.count() == 1


@pytest.mark.both
def test_what_is_prepaid_is_a_payment_and_the_rest_is_open(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(Told(prepaid="50.00", rounding="0.05")), house)
    row = Receivable.objects.get()
    assert (row.amount_cents, row.open_cents) == (120_05, 70_05)
    assert list(Application.objects.values_list("amount_cents", "reason")) == [
        (50_00, "invoice_says_prepaid")
    ]
    whole(creditor, house)


def test_what_is_prepaid_beyond_the_invoice_waits_unapplied(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(Told(prepaid="150.00")), house)
    assert Receivable.objects.get().open_cents == 0
    assert Payment.objects.get().unapplied_cents == 30_00
    whole(creditor, house)


def test_a_credit_note_is_deducted_from_the_invoice_it_corrects(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(), house)
    avoir = Told(number="AV-1", type_code="381", preceding=("f 2026 001",), lines=(Sold(net="25.00"),))
    intake = take(creditor, ubl(avoir), house, "avoir.xml")
    assert intake.counts["corrects"] == 1
    rows = dict(Receivable.objects.values_list("number", "open_cents"))
    assert rows == {"F-2026-001": 90_00, "AV-1": 0}
    used = Application.objects.get()
    assert (used.credit_note.number, used.receivable.number, used.amount_cents) == (
        "AV-1",
        "F-2026-001",
        30_00,
    )
    whole(creditor, house)


def test_a_credit_note_that_names_nothing_known_stays_open(creditor: Creditor, house: Path) -> None:
    take(creditor, ubl(Told(number="AV-1", type_code="381", preceding=("F-1",))), house)
    assert Receivable.objects.get().open_cents == -120_00
    assert Application.objects.count() == 0


def test_a_customer_is_found_by_its_vat_number_before_its_name(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(), house)
    intake = take(
        creditor, cii(Told(number="F-2", buyer="G. Martin et fils", buyer_siren="")), house, "2.xml"
    )
    assert intake.counts["found_by"] == "number"
    assert Customer.objects.get().name == "Garage Martin"


def test_a_customer_found_by_its_name_alone_is_told(creditor: Creditor, house: Path) -> None:
    nameless = {"buyer_siren": "", "buyer_vat": ""}
    take(creditor, cii(Told(**nameless)), house)
    intake = take(creditor, cii(Told(number="F-2", buyer="GARAGE MARTIN SARL", **nameless)), house, "2.xml")
    assert intake.counts["found_by"] == "name"
    assert intake.notices[0]["rule"] == "found_by_name"
    assert Customer.objects.count() == 1


@pytest.mark.both
def test_a_namesake_with_another_number_is_another_customer(creditor: Creditor, house: Path) -> None:
    take(creditor, cii(), house)
    other = Told(number="F-2", buyer_siren="404833048", buyer_vat="FR83404833048")
    take(creditor, cii(other), house, "2.xml")
    assert sorted(Customer.objects.values_list("siren", flat=True)) == ["404833048", "552100554"]


def test_a_due_date_before_the_invoice_gives_way_to_the_usual_terms(creditor: Creditor, house: Path) -> None:
    intake = take(creditor, cii(Told(due="2026-01-01")), house)
    row = Receivable.objects.get()
    assert (row.due_on, row.due_source) == (date(2026, 4, 1), "assumed")
    assert intake.notices[0]["rule"] == "due_before_issue"


@pytest.mark.both
def test_what_comes_inside_is_opened_from_the_invoice(creditor: Creditor, house: Path) -> None:
    inside = (
        b"<ram:AdditionalReferencedDocument><ram:IssuerAssignedID>BL-9</ram:IssuerAssignedID><ram:TypeCode>916"
        b'</ram:TypeCode><ram:AttachmentBinaryObject mimeCode="text/plain" filename="../bl.txt">Ym9uam91cg=='
        b"</ram:AttachmentBinaryObject></ram:AdditionalReferencedDocument></ram:ApplicableHeaderTradeAgreement>"
    )
    take(creditor, cii().replace(b"</ram:ApplicableHeaderTradeAgreement>", inside), house)
    attached = Attachment.objects.select_related("kept").get(kind="other")
    assert (attached.title, opened(attached.kept, home=house)) == ("bl.txt", b"bonjour")
    assert attached.receivable == Receivable.objects.get()
    whole(creditor, house)


@pytest.mark.both
def test_an_order_is_an_order_and_owes_nothing(creditor: Creditor, house: Path) -> None:
    content = cii(Told(number="PO-1", type_code="220"), "urn:order-x.eu:1p0:comfort")
    intake = take(creditor, content, house, "commande.xml")
    order = Order.objects.get()
    assert (order.number, order.amount_cents, order.state) == ("PO-1", 120_00, "open")
    assert (intake.counts["orders"], Receivable.objects.count()) == (1, 0)
    assert Attachment.objects.get().kind == "order"
    whole(creditor, house)


def test_a_document_whose_sums_do_not_tie_writes_nothing(creditor: Creditor, house: Path) -> None:
    with pytest.raises(UnreadableFileError, match="ne tombe pas juste"):
        take(creditor, cii(Told(sums={"payable": "1.00"})), house)
    assert (Intake.objects.count(), Receivable.objects.count()) == (0, 0)


DOCUMENTS = [
    ("1.xml", cii()),
    ("2.xml", cii(Told(number="F-2", prepaid="50.00"))),
    ("3.xml", ubl(Told(number="AV-1", type_code="381", preceding=("F-2",), lines=(Sold(net="25.00"),)))),
    ("4.xml", cii(Told(number="PO-1", type_code="220"))),
    ("5.xml", cii(Told(seller="Forge", seller_siren="404833048"))),
]


@pytest.mark.both
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(killed_at=st.lists(st.integers(1, 60), min_size=1, max_size=3), again=st.booleans())
def test_killed_anywhere_and_run_again_the_tables_are_the_same(
    creditor: Creditor, house: Path, killed_at: list[int], again: bool
) -> None:
    firm = Creditor.objects.create(name=f"Vauban Industrie {Creditor.objects.count()}", vat_number="")
    twin = Creditor.objects.create(name=f"Vauban Industrie {Creditor.objects.count()}", vat_number="")
    for name, content in _sold_by(firm):
        take(firm, content, house, name)
    for name, content in _sold_by(twin):
        for place in killed_at:
            killed(place, partial(take, twin, content, house, name))
        take(twin, content, house, name)
        if again:
            take(twin, content, house, name)
    assert _facts(twin) == _facts(firm)


def _sold_by(creditor: Creditor) -> list[tuple[str, bytes]]:
    """The same documents, sold by this creditor."""
    seller = creditor.name.encode()
    return [
        (name, content.replace(b"732829320", b"").replace(b"Vauban Industrie", seller))
        for name, content in DOCUMENTS
    ]


_MODELS = (
    Customer,
    Receivable,
    ElectronicInvoice,
    InvoiceLine,
    Payment,
    Application,
    Order,
    Attachment,
    Intake,
)
_KEYS = {"id", "entry_id", "creditor_id", "recorded_at", "search_key", "place", "kept_id", "sha256"}


def _facts(creditor: Creditor) -> dict[str, list[str]]:
    """Every fact of a creditor, primary keys and stamps apart."""
    told: dict[str, list[str]] = {}
    for model in _MODELS:
        fields = [
            field.attname
            for field in model._meta.concrete_fields
            if field.attname not in _KEYS and not field.attname.endswith("_id")
        ]
        rows = model.objects.filter(creditor=creditor).values_list(*fields)
        told[model.__name__] = sorted(json.dumps(row, default=str).replace(creditor.name, "") for row in rows)
    return told


def _tables() -> list[int]:
    return [model.objects.count() for model in _MODELS]


def in_instalments(*parts: tuple[bytes, bytes]) -> bytes:
    """The usual invoice, due in several times."""
    terms = b"".join(
        b'<ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime><udt:DateTimeString format="102">%s'
        b"</udt:DateTimeString></ram:DueDateDateTime><ram:PartialPaymentAmount>%s</ram:PartialPaymentAmount>"
        b"</ram:SpecifiedTradePaymentTerms>" % part
        for part in parts
    )
    head, rest = cii().split(b"<ram:SpecifiedTradePaymentTerms>", 1)
    return head + terms + rest.split(b"</ram:SpecifiedTradePaymentTerms>", 1)[1]


TWICE = ((b"20260401", b"50.00"), (b"20260501", b"70.00"))
PLAN = [(date(2026, 4, 1), 50_00), (date(2026, 5, 1), 70_00)]


def plan() -> list[tuple[date, int]]:
    rows = Instalment.objects.standing().order_by("due_on")
    return list(rows.values_list("due_on", "amount_cents"))


def test_every_instalment_is_kept_each_with_its_own_due_date(creditor: Creditor, house: Path) -> None:
    intake = take(creditor, in_instalments(*TWICE), house)
    row, said = Receivable.objects.get(), ElectronicInvoice.objects.get()
    assert (row.due_on, row.open_cents, said.due_on) == (date(2026, 5, 1), 120_00, date(2026, 5, 1))
    assert json.loads(said.told)["instalments"] == [
        {"due_on": "2026-04-01", "amount_cents": 50_00},
        {"due_on": "2026-05-01", "amount_cents": 70_00},
    ]
    assert [notice["rule"] for notice in intake.notices] == ["several_due_dates"]
    assert plan() == PLAN
    whole(creditor, house)


@pytest.mark.both
def test_the_same_document_again_gives_the_instalments_that_were_not_taken(
    creditor: Creditor, house: Path
) -> None:
    content = in_instalments(*TWICE)
    first = take(creditor, content, house)
    Instalment.objects.all().delete()  # as where it was taken in before instalments were kept
    assert take(creditor, content, house) == first
    assert plan() == PLAN
    list(import_many(creditor, [File("b.xml", content)], author=CLAIRE, at=AT, on=ON, home=house))
    assert Entry.objects.filter(act="import_einvoice").count() == 2


def test_a_table_says_the_instalments_of_a_document_otherwise_and_is_not_believed(
    creditor: Creditor, house: Path
) -> None:
    take(creditor, in_instalments(*TWICE), house)
    account = Customer.objects.get().account
    rows = f"{account};F-2026-001;01/04/2026;60,00\n{account};F-2026-001;01/05/2026;60,00\n"
    take(creditor, f"Compte;Facture;Échéance;Montant TTC\n{rows}".encode(), house, "factures.csv")
    assert plan() == PLAN


def test_a_document_says_the_instalments_of_a_table_otherwise_and_is_believed(
    creditor: Creditor, house: Path
) -> None:
    rows = "C1;F-2026-001;02/03/2026;01/04/2026;60,00\nC1;F-2026-001;02/03/2026;01/05/2026;60,00\n"
    table = f"Compte;Facture;Date;Échéance;Montant TTC\n{rows}"
    take(creditor, table.encode(), house, "factures.csv")
    take(creditor, b"Compte;SIREN\nC1;552100554\n", house, "clients.csv")
    take(creditor, in_instalments(*TWICE), house)
    assert Receivable.objects.count() == 1
    assert plan() == PLAN
    whole(creditor, house)
