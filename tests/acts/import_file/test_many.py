"""Many files at once: the same tables as one by one, one act for the electronic invoices, refusals apart."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from einvoices import Sold, Told, cii, pdf, ubl
from encours.acts.import_file import import_file
from encours.acts.import_file.einvoice_aside import take_up_again
from encours.acts.import_file.many import Became, File, import_many, unpacked
from encours.acts.open_creditor import open_creditor
from encours.records.cash.models import Application
from encours.records.documents.models import Intake
from encours.records.frames.invariants import breaches
from encours.records.history.models import Entry
from encours.records.history.sealing import seal
from encours.records.history.verifying import verify
from encours.records.intake.models import SetAside
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import InvoiceLine, Receivable
from formats.test_archives import packed
from same_tables import facts_of, killed

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ON = date(2026, 11, 20)
CLAIRE = "claire@vauban.example"
TABLE = "Compte;Facture;Date;Montant TTC\nC1;F 2026/001;02/03/2026;120,00\nC1;F-9;02/03/2026;60,00\n"
TEN = [
    File("credit.xml", ubl(Told(number="AV-1", type_code="381", preceding=("F-2",), lines=(Sold(net="25.00"),)))),
    File("1.xml", cii()),
    File("2.xml", cii(Told(number="F-2", prepaid="50.00"))),
    File("2-ubl.xml", ubl(Told(number="F-2", prepaid="50.00"))),
    File("3.pdf", pdf(cii(Told(number="F-3", buyer="Autre", buyer_siren="404833048", buyer_vat="")))),
    File("4.xml", cii(Told(number="PO-1", type_code="220"))),
    File("5.xml", cii(Told(seller="Forge", seller_siren="404833048"))),
    File("6.xml", cii(Told(number="F-6", due=""))),
    File("7.xml", cii(Told(number="F-7", buyer="Sans Numéro", buyer_siren="", buyer_vat=""))),
    File("8.xml", cii(Told(number="F-8", buyer="SANS NUMERO SARL", buyer_siren="", buyer_vat=""))),
]  # fmt: skip


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Vauban Industrie", siren="732829320", author=CLAIRE, at=AT)


def take(creditor: Creditor, files: list[File], house: Path) -> list[Became]:
    return list(import_many(creditor, files, author=CLAIRE, at=AT, on=ON, home=house))


def whole(creditor: Creditor, house: Path) -> None:
    seal(creditor.pk, at=AT, home=house)
    assert list(breaches()) == []
    assert verify(creditor.pk, home=house).findings == []


@pytest.mark.both
def test_invoices_that_come_together_are_one_act_and_a_credit_note_finds_the_invoice_beside_it(
    creditor: Creditor, house: Path
) -> None:
    before = Entry.objects.count()
    became = take(creditor, TEN, house)
    assert [one.file.name for one in became] == [file.name for file in TEN]
    assert all(one.result is not None and not one.result.again for one in became)
    assert Entry.objects.count() == before + 1
    assert dict(Receivable.objects.values_list("number", "open_cents")) == {
        "F-2026-001": 120_00,
        "F-2": 40_00,
        "AV-1": 0,
        "F-3": 120_00,
        "F-6": 120_00,
        "F-7": 120_00,
        "F-8": 120_00,
    }
    assert Application.objects.count() == 2
    assert Customer.objects.count() == 3  # the namesake without number is the same
    assert InvoiceLine.objects.count() == 7
    assert Intake.objects.count() == 10
    whole(creditor, house)


def test_a_document_that_is_refused_leaves_the_others_be(creditor: Creditor, house: Path) -> None:
    bad = File("faux.xml", cii(Told(number="F-0", sums={"payable": "1.00"})))
    became = take(creditor, [TEN[1], bad, TEN[2], File("note.bin", b"\x00\x01 rien")], house)
    assert [one.refused.rule if one.refused else "" for one in became] == [
        "",
        "untied_payable",
        "",
        "unknown_format",
    ]
    assert Receivable.objects.count() == 2
    assert Intake.objects.count() == 2
    whole(creditor, house)


def test_the_same_bytes_twice_are_one_import_in_a_batch_and_after(creditor: Creditor, house: Path) -> None:
    first = take(creditor, [TEN[1], File("copie.xml", TEN[1].content)], house)
    again = take(creditor, [TEN[1]], house)
    assert [one.result.again for one in (*first, *again) if one.result] == [False, True, True]
    assert Intake.objects.count() == Receivable.objects.count() == 1


@pytest.mark.both
def test_a_batch_completes_what_the_books_know(creditor: Creditor, house: Path) -> None:
    import_file(creditor, TABLE.encode(), "factures.csv", author=CLAIRE, at=AT, on=ON, home=house)
    take(creditor, [File("1.xml", cii()), File("1-ubl.xml", ubl())], house)
    assert Receivable.objects.count() == 2
    row = Receivable.objects.get(number="F 2026/001")
    assert (row.due_on, row.due_source, row.po_number, row.version) == (date(2026, 4, 1), "file", "BC-77", 2)
    assert row.electronic_invoices.count() == 2
    assert Customer.objects.get().siren == "552100554"
    whole(creditor, house)


@pytest.mark.both
def test_queries_do_not_grow_with_the_documents(creditor: Creditor, house: Path) -> None:
    counts = []
    for first, many in ((0, 1), (10, 3), (20, 30)):
        files = [File(f"{rank}.xml", cii(Told(number=f"G-{rank}"))) for rank in range(first, first + many)]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            take(creditor, files, house)
        counts.append(len(asked))
    assert counts[2] <= counts[1] <= counts[0]


@pytest.mark.both
def test_a_zip_is_taken_in_file_by_file(creditor: Creditor, house: Path) -> None:
    lot = File("lot.zip", packed({"mars/1.xml": TEN[1].content, "mars/2.xml": TEN[2].content}))
    became = take(creditor, list(unpacked(lot)), house)
    assert [one.file.name for one in became] == ["lot.zip/mars/1.xml", "lot.zip/mars/2.xml"]
    assert sorted(Intake.objects.values_list("name", flat=True)) == ["1.xml", "2.xml"]


@pytest.mark.both
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.integers(1, 70), min_size=1, max_size=3), again=st.booleans())
def test_killed_anywhere_and_run_again_the_tables_are_the_same(
    creditor: Creditor, house: Path, places: list[int], again: bool
) -> None:
    firm = Creditor.objects.create(name=f"Vauban Industrie {Creditor.objects.count()}", vat_number="")
    twin = Creditor.objects.create(name=f"Vauban Industrie {Creditor.objects.count()}", vat_number="")
    take(firm, _sold_by(firm), house)
    for place in places:
        killed(place, lambda: take(twin, _sold_by(twin), house))
    take(twin, _sold_by(twin), house)
    if again:
        take(twin, _sold_by(twin), house)
    assert facts_of(twin) == facts_of(firm)


def _sold_by(creditor: Creditor) -> list[File]:
    """The same XML documents, sold by this creditor."""
    seller: Any = creditor.name.encode()
    return [
        File(file.name, file.content.replace(b"732829320", b"").replace(b"Vauban Industrie", seller))
        for file in TEN
        if file.name.endswith(".xml")
    ]


OTHER = {"seller": "Vauban Nord", "seller_siren": "404833048"}


@pytest.mark.both
def test_what_was_set_aside_is_taken_up_again_once_the_identity_is_corrected(
    creditor: Creditor, house: Path
) -> None:
    files = [File(f"{rank}.xml", cii(Told(number=f"N-{rank}", **OTHER))) for rank in (1, 2)]
    take(creditor, [*files, TEN[1]], house)
    assert (SetAside.objects.filter(taken_at=None).count(), Receivable.objects.count()) == (2, 1)
    assert take_up_again(creditor, author=CLAIRE, at=AT, on=ON, home=house) == 0
    Creditor.objects.filter(pk=creditor.pk).update(siren="404833048")
    assert take_up_again(creditor, author=CLAIRE, at=AT, on=ON, home=house) == 2
    assert take_up_again(creditor, author=CLAIRE, at=AT, on=ON, home=house) == 0
    assert sorted(Receivable.objects.values_list("number", flat=True)) == ["F-2026-001", "N-1", "N-2"]
    assert SetAside.objects.filter(taken_at=None).count() == 0
    intake = Intake.objects.get(name="1.xml", counts__number="N-1")
    assert (intake.counts.get("set_aside"), intake.counts["new"], intake.notices) == (None, 1, [])
    assert Intake.objects.count() == 3
    whole(creditor, house)


def test_the_same_bytes_again_are_taken_up_where_they_prove_to_be_ours(
    creditor: Creditor, house: Path
) -> None:
    first, second = (File(f"{rank}.xml", cii(Told(number=f"N-{rank}", **OTHER))) for rank in (1, 2))
    take(creditor, [first, second], house)
    assert [one.result.again for one in take(creditor, [first], house) if one.result] == [True]
    Creditor.objects.filter(pk=creditor.pk).update(siren="404833048")
    assert [one.result.again for one in take(creditor, [first], house) if one.result] == [False]
    creditor.refresh_from_db()
    assert not import_file(creditor, second.content, "2.xml", author=CLAIRE, at=AT, on=ON, home=house).again
    assert Receivable.objects.count() == 2
    whole(creditor, house)


@pytest.mark.both
@pytest.mark.once
@pytest.mark.parametrize("place", [1, 10, 25, 40, 55, 70])
def test_killed_while_it_takes_up_the_tables_are_whole(creditor: Creditor, house: Path, place: int) -> None:
    take(creditor, [File(f"{rank}.xml", cii(Told(number=f"N-{rank}", **OTHER))) for rank in (1, 2)], house)
    Creditor.objects.filter(pk=creditor.pk).update(siren="404833048")
    killed(place, lambda: take_up_again(creditor, author=CLAIRE, at=AT, on=ON, home=house))
    take_up_again(creditor, author=CLAIRE, at=AT, on=ON, home=house)
    assert Receivable.objects.count() == 2
    whole(creditor, house)
