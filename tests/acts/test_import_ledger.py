"""A ledger taken in: what is new, changed, gone, carried forward; never added twice, never half written."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from books import AT, AUTHOR, ON, SIREN, Books, owed, sound, take_in, take_ledger
from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.core.refusals import UnreadableFileError
from encours.jobs.demo_company import write_demo
from encours.records.cash.models import Application, Payment
from encours.records.documents.models import Intake
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

LAST, THIS = 2025, 2026


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)


def invoice(number: str) -> Receivable:
    return Receivable.objects.get(number=number)


def everything() -> list[list[object]]:
    """All rows that an import may write, and the history."""
    models = (Customer, Receivable, Payment, Application, Intake, Entry, Leaf)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_a_ledger_gives_invoices_payments_and_what_pays_what(creditor: Creditor, house: Path) -> None:
    books = Books()
    books.sale(date(2026, 9, 1), "DUPONT", "F1", 120_000, "A").receipt(
        date(2026, 10, 2), "DUPONT", 120_000, let="A"
    )
    books.sale(date(2026, 10, 1), "DUPONT", "F2", 80_000)
    result = take_ledger(creditor, books, THIS, house)
    assert not result.again
    assert result.intake.counts["receivables"] == {"new": 2}
    assert (invoice("F1").open_cents, invoice("F2").open_cents) == (0, 80_000)
    assert invoice("F2").due_on == date(2026, 10, 31)
    assert invoice("F2").due_source == "assumed"
    assert owed(creditor) == 80_000
    sound(creditor, house)


def test_the_same_bytes_twice_change_nothing(creditor: Creditor, house: Path) -> None:
    books = Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000)
    take_ledger(creditor, books, THIS, house)
    before = everything()
    again = take_in(creditor, books.content(), "under another name.txt", house)
    assert again.again
    assert everything() == before


@pytest.mark.both
def test_a_newer_file_says_what_is_new_changed_and_gone(creditor: Creditor, house: Path) -> None:
    books = (
        Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000).sale(date(2026, 9, 2), "DURAND", "F2", 50_000)
    )
    take_ledger(creditor, books, THIS, house)
    newer = (
        Books()
        .sale(date(2026, 9, 1), "DUPONT", "F1", 130_000)
        .sale(date(2026, 10, 2), "DUPONT", "F3", 10_000)
    )
    counts = take_ledger(creditor, newer, THIS, house).intake.counts
    assert counts["receivables"] == {"changed": 1, "gone": 1, "new": 1}
    assert invoice("F1").open_cents == 130_000
    assert invoice("F1").past.get().amount_cents == 120_000
    assert invoice("F2").gone_on == ON
    assert owed(creditor) == 140_000
    sound(creditor, house)


def test_what_was_gone_comes_back_under_its_own_row(creditor: Creditor, house: Path) -> None:
    whole = (
        Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000).sale(date(2026, 9, 2), "DURAND", "F2", 50_000)
    )
    take_ledger(creditor, whole, THIS, house)
    key = invoice("F2").pk
    take_ledger(creditor, Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000), THIS, house)
    whole.sale(date(2026, 10, 2), "DURAND", "F3", 1_000)
    take_ledger(creditor, whole, THIS, house)
    assert (invoice("F2").pk, invoice("F2").gone_on) == (key, None)
    assert owed(creditor) == 171_000
    sound(creditor, house)


def test_an_opening_carries_an_invoice_with_its_part_payments(creditor: Creditor, house: Path) -> None:
    first = Books().sale(date(2025, 11, 3), "DUPONT", "F1", 100_000, "a")
    first.receipt(date(2025, 12, 1), "DUPONT", 40_000, piece="R9", let="a")
    take_ledger(creditor, first, LAST, house)
    known = invoice("F1").pk
    opening = [
        ("DUPONT", "F1", date(2025, 11, 3), 100_000, "411", "a"),
        ("DUPONT", "R9", date(2025, 12, 1), -40_000, "411", "a"),
    ]
    take_ledger(creditor, Books().opening(date(2026, 1, 1), *opening), THIS, house)
    assert (invoice("F1").pk, invoice("F1").amount_cents, invoice("F1").open_cents) == (
        known,
        100_000,
        60_000,
    )
    assert Payment.objects.count() == 1
    paid = (
        Books()
        .opening(date(2026, 1, 1), *opening)
        .receipt(date(2026, 2, 2), "DUPONT", 60_000, label="VIR F1")
    )
    paid.sale(date(2026, 2, 3), "DUPONT", "F2", 1_000)
    take_ledger(creditor, paid, THIS, house)
    assert owed(creditor) == 1_000
    assert Receivable.objects.count() == 2
    sound(creditor, house)


def test_an_invoice_carried_for_its_rest_keeps_its_amount(creditor: Creditor, house: Path) -> None:
    first = Books().sale(date(2025, 11, 3), "DUPONT", "F1", 100_000, "a")
    first.receipt(date(2025, 12, 1), "DUPONT", 40_000, let="a")
    take_ledger(creditor, first, LAST, house)
    opening = ("DUPONT", "F1", date(2025, 11, 3), 60_000, "411", "")
    take_ledger(creditor, Books().opening(date(2026, 1, 1), opening), THIS, house)
    assert (invoice("F1").amount_cents, invoice("F1").open_cents) == (100_000, 60_000)
    sound(creditor, house)


@pytest.mark.both
def test_a_credit_note_carried_beside_its_invoice_counts_once(creditor: Creditor, house: Path) -> None:
    first = Books().sale(date(2025, 11, 3), "DUPONT", "F1", 100_000, "a")
    first.sale(date(2025, 12, 1), "DUPONT", "AV1", -25_000, "a")
    take_ledger(creditor, first, LAST, house)
    this = Books().opening(
        date(2026, 1, 1),
        ("DUPONT", "F1", date(2025, 11, 3), 100_000, "411", "A"),
        ("DUPONT", "AV1", date(2025, 12, 1), -25_000, "411", "A"),
    )
    this.receipt(date(2026, 1, 20), "DUPONT", 75_000, let="A")
    take_ledger(creditor, this, THIS, house)
    assert owed(creditor) == 0
    assert set(Receivable.objects.values_list("open_cents", flat=True)) == {0}
    sound(creditor, house)


def test_an_accepted_bill_carried_under_its_own_number_is_the_invoice_it_replaced(
    creditor: Creditor, house: Path
) -> None:
    first = Books().sale(date(2025, 11, 3), "CEFFET", "F1", 100_000, "A")
    first.bill(date(2025, 11, 20), "CEFFET", "LCR7", 100_000, "A")
    take_ledger(creditor, first, LAST, house)
    opening = ("CEFFET", "LCR7", date(2025, 11, 20), 100_000, "413", "")
    counts = take_ledger(creditor, Books().opening(date(2026, 1, 1), opening), THIS, house).intake.counts
    assert counts["receivables"] == {"carried": 1}
    assert (invoice("F1").open_cents, invoice("F1").gone_on, invoice("F1").kind) == (100_000, None, "invoice")
    paid = Books().opening(date(2026, 1, 1), (*opening[:5], "A"))
    paid._line("BQ", date(2026, 1, 31), "413000", "CEFFET", "E1", date(2026, 1, 31), "LCR7", -100_000, "A")
    paid._line("BQ", date(2026, 1, 31), "512000", "", "E1", date(2026, 1, 31), "LCR7", 100_000, "")
    take_ledger(creditor, paid, THIS, house)
    again = paid.sale(date(2026, 3, 1), "CEFFET", "F2", 5_000)
    take_ledger(creditor, again, THIS, house)
    assert Receivable.objects.count() == 2
    assert owed(creditor, "CEFFET") == 5_000
    sound(creditor, house)


@pytest.mark.both
def test_unused_money_carried_forward_is_the_payment_known(creditor: Creditor, house: Path) -> None:
    first = Books().receipt(date(2025, 10, 1), "DUPONT", 30_000, piece="R1")
    first.sale(date(2025, 11, 1), "DUPONT", "F0", 30_000, "A").receipt(
        date(2025, 11, 30), "DUPONT", 30_000, let="A"
    )
    take_ledger(creditor, first, LAST, house)
    this = Books().opening(date(2026, 1, 1), ("DUPONT", "R1", date(2025, 10, 1), -30_000, "411", ""))
    take_ledger(creditor, this, THIS, house)
    take_ledger(creditor, this.sale(date(2026, 2, 1), "DUPONT", "F1", 20_000), THIS, house)
    assert Payment.objects.count() == 2
    assert Payment.objects.filter(gone_on__isnull=True).count() == 2
    assert owed(creditor) == -10_000
    sound(creditor, house)


def two_open_invoices() -> Books:
    books = Books().sale(date(2025, 11, 3), "DUPONT", "F1", 100_000)
    return books.sale(date(2025, 12, 3), "DUPONT", "F2", 20_000)


def lump(cents: int) -> Books:
    return Books().opening(date(2026, 1, 1), ("DUPONT", "AN", date(2026, 1, 1), cents, "411", ""))


def test_an_opening_without_detail_that_sums_up_last_year_keeps_its_invoices(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, two_open_invoices(), LAST, house)
    take_ledger(creditor, lump(120_000), THIS, house)
    assert owed(creditor) == 120_000
    assert invoice("F1").gone_on is None
    paid = lump(120_000).receipt(date(2026, 1, 20), "DUPONT", 100_000, label="VIR F1", let="A")
    take_ledger(creditor, paid, THIS, house)
    take_ledger(creditor, paid.sale(date(2026, 2, 1), "DUPONT", "F3", 7_000), THIS, house)
    assert owed(creditor) == 27_000
    assert Receivable.objects.count() == 3
    sound(creditor, house)


def test_an_opening_without_detail_that_differs_takes_the_place_of_last_year(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, two_open_invoices(), LAST, house)
    take_ledger(creditor, lump(90_000), THIS, house)
    assert owed(creditor) == 90_000
    assert invoice("F1").gone_on == ON
    sound(creditor, house)


@pytest.mark.both
def test_a_customer_line_refused_refuses_the_file(creditor: Creditor, house: Path) -> None:
    books = Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000)
    take_ledger(creditor, books, THIS, house)
    before = everything()
    broken = (
        Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000).sale(date(2026, 9, 2), "DUPONT", "F2", 5_000)
    )
    content = broken.content().replace(b"20260902\t411000", b"2026XX02\t411000")
    with pytest.raises(UnreadableFileError) as refusal:
        take_in(creditor, content, f"{SIREN}FEC20261231.txt", house)
    assert refusal.value.rule
    assert everything() == before


def test_another_companys_ledger_is_refused(creditor: Creditor, house: Path) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        take_in(
            creditor,
            Books().sale(date(2026, 9, 1), "DUPONT", "F1", 1_000).content(),
            "552100554FEC20261231.txt",
            house,
        )
    assert "552100554" in refusal.value.sentence
    assert not Receivable.objects.exists()


@pytest.mark.parametrize("months", range(0, 12, 2))
def test_whenever_the_demo_is_looked_at_its_two_ledgers_add_up(
    house: Path, tmp_path: Path, months: int
) -> None:
    on = date(2026, 3, 3) + timedelta(days=30 * months)
    files = write_demo(tmp_path / "demo", on=on)
    creditor = open_creditor(name="Demo", siren=files.facts.siren, author=AUTHOR, at=AT)
    for path in (files.previous_fec, files.current_fec):
        import_file(creditor, path.read_bytes(), path.name, author=AUTHOR, at=AT, on=on, home=house)
    wanted = files.facts.open_by_account
    accounts = Customer.objects.values_list("account", flat=True)
    found = {account: cents for account in accounts if (cents := owed(creditor, account))}
    assert found == wanted
    assert not Receivable.objects.filter(gone_on__isnull=False).exists()
    sound(creditor, house)


@pytest.mark.parametrize("months", range(1, 12, 2))
def test_last_years_ledger_may_come_after_this_years(house: Path, tmp_path: Path, months: int) -> None:
    on = date(2026, 3, 3) + timedelta(days=30 * months)
    files = write_demo(tmp_path / "demo", on=on)
    creditor = open_creditor(name="Demo", siren=files.facts.siren, author=AUTHOR, at=AT)
    for path in (files.current_fec, files.previous_fec):
        import_file(creditor, path.read_bytes(), path.name, author=AUTHOR, at=AT, on=on, home=house)
    accounts = Customer.objects.values_list("account", flat=True)
    found = {account: cents for account in accounts if (cents := owed(creditor, account))}
    assert found == files.facts.open_by_account
    sound(creditor, house)


def test_a_bill_drawn_gives_the_invoice_its_day_and_a_person_keeps_hers(
    creditor: Creditor, house: Path
) -> None:
    sold = Books().sale(date(2026, 3, 2), "C1", "F-1", 120_00).sale(date(2026, 3, 2), "C1", "F-2", 80_00)
    take_ledger(creditor, sold, 2026, house)
    Receivable.objects.filter(number="F-2").update(due_on=date(2026, 5, 1), due_source="person")
    for number, cents in (("F-1", 120_00), ("F-2", 80_00)):
        sold.entries += 1
        sold._line(
            "OD", date(2026, 3, 9), "413000", "C1", number, date(2026, 3, 2), "LCR ECH 30/06/26", cents, ""
        )
        sold._line("OD", date(2026, 3, 9), "411000", "C1", number, date(2026, 3, 2), "LCR", -cents, "")
    take_ledger(creditor, sold, 2026, house)
    assert (invoice("F-1").root, invoice("F-1").due_on, invoice("F-1").due_source) == (
        "413",
        date(2026, 6, 30),
        "file",
    )
    assert (invoice("F-2").root, invoice("F-2").due_on, invoice("F-2").due_source) == (
        "413",
        date(2026, 5, 1),
        "person",
    )


def test_an_invoice_paid_by_a_factor_is_marked_with_its_name(creditor: Creditor, house: Path) -> None:
    sold = Books().sale(date(2026, 3, 2), "C1", "F-1", 120_00)
    take_ledger(creditor, sold, 2026, house)
    sold.entries += 1
    sold._line(
        "OD", date(2026, 3, 9), "467100", "", "F-1", date(2026, 3, 2), "Affacturage Exemple SA", 120_00, ""
    )
    sold._line("OD", date(2026, 3, 9), "411000", "C1", "F-1", date(2026, 3, 2), "Cession", -120_00, "")
    take_ledger(creditor, sold, 2026, house)
    row = invoice("F-1")
    assert (row.factor, row.factored_on, row.open_cents, row.version) == (
        "Affacturage Exemple SA",
        date(2026, 3, 9),
        0,
        2,
    )
