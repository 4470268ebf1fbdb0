"""Entries exported from the bank's payments: each once, and one fact with the ledger that brings them back."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import permutations
from pathlib import Path

import pytest

from books import (
    AT,
    AUTHOR,
    ON,
    SIREN,
    Books,
    apply,
    ours,
    owed,
    received,
    sound,
    statement,
    take_in,
    take_ledger,
)
from encours.acts.apply_line import apply_line
from encours.acts.entries.again import exported_again, exported_between
from encours.acts.entries.choosing import let_export
from encours.acts.entries.exporting import draw, export_entries
from encours.acts.let_match import let_match
from encours.acts.open_creditor import open_creditor
from encours.acts.transfer_cash import transfer_cash, undo_transfer
from encours.acts.undo_application import undo_application
from encours.core.entries.policy import EntryPolicy
from encours.core.matching.policy import Policy
from encours.core.refusals import RuleError
from encours.records.cash.models import Application, BankLine, Payment
from encours.records.cash.outgoing import Transfer
from encours.records.entries.models import EntryExport, ExportedEntry
from encours.records.frames.known import ledger_balance
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

SOLD, PAID = date(2026, 9, 1), date(2026, 10, 2)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    return found


def sold(*numbers: str) -> Books:
    books = Books()
    for number in numbers:
        books.sale(SOLD, "DUPONT", number, 120_000)
    return books


def bank(creditor: Creditor, home: Path, *movements: object, name: str = "releve.xml") -> None:
    take_in(creditor, statement(*movements), name, home)  # type: ignore[arg-type]
    apply(creditor)


def export(creditor: Creditor, home: Path) -> bytes:
    made = export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=home)
    assert made is not None
    return exported_again(creditor, made.number, home=home)[1]


def cells(content: bytes) -> list[list[str]]:
    return [line.split("\t") for line in content.decode().splitlines()]


BOTH = received(PAID, 240_000, "VIR DUPONT FA101 FA102")


@pytest.mark.both
def test_a_payment_is_exported_once_in_the_columns_of_a_fec(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, sold("FA101", "FA102"), 2026, house)
    bank(creditor, house, BOTH)
    rows = cells(export(creditor, house))
    assert rows[0][:4] == ["JournalCode", "JournalLib", "EcritureNum", "EcritureDate"]
    assert [(row[4], row[6], row[8], row[11], row[12]) for row in rows[1:]] == [
        ("512000", "", "ENC-BBBBC", "2400,00", "0,00"),
        ("411000", "DUPONT", "FA101", "0,00", "1200,00"),
        ("411000", "DUPONT", "FA102", "0,00", "1200,00"),
    ]
    assert {(len(row), row[2], row[3], row[15]) for row in rows[1:]} == {(18, "", "20261002", "")}
    assert all(row[13] and row[14] == "20261002" for row in rows[2:])
    assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None
    assert (EntryExport.objects.get().customers_cents, ExportedEntry.objects.count()) == (240_000, 1)
    sound(creditor, house)


@pytest.mark.both
def test_a_ledger_that_brings_the_entries_back_confirms_the_payment_and_doubles_nothing(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, sold("FA101", "FA102"), 2026, house)
    bank(creditor, house, BOTH)
    books = sold("FA101", "FA102").taken_in(export(creditor, house))
    for n in range(2):
        counts = take_ledger(creditor, books.sale(SOLD, "DUPONT", f"FA20{n}", 500), 2026, house).intake.counts
        assert counts["payments"] == ({"confirmed": 1} if n == 0 else {"unchanged": 1})
        payment = Payment.objects.get()
        assert (payment.amount_cents, payment.unapplied_cents) == (240_000, 0)
        assert payment.ledger_key == "payment|DUPONT|ENC-BBBBC"
        assert owed(creditor) == ledger_balance(creditor.pk) == 500 * (n + 1)
        assert ExportedEntry.objects.get().seen_on == ON
        sound(creditor, house)
    assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None


def test_any_order_of_the_same_files_twice_ends_in_the_same_ledger(creditor: Creditor, house: Path) -> None:
    """The export stands between them; what comes again, in whatever order, adds nothing."""
    first = sold("FA101", "FA102")
    take_ledger(creditor, first, 2026, house)
    line = received(PAID, 238_000, "VIR DUPONT FA101 FA102 1180")
    bank(creditor, house, line, received(PAID + timedelta(days=1), 7_700, "VIR DUPONT ACOMPTE"))
    for waiting in BankLine.objects.filter(state="unapplied"):
        settle(creditor, waiting)
    exported = export(creditor, house)
    later = first.taken_in(exported)
    before = owed(creditor)
    overlap = statement(line, received(PAID + timedelta(days=2), 100, "VIR INCONNU"))
    files = [
        (later.content(), f"{SIREN}FEC20261231.txt"),
        (later.sale(SOLD, "MARTIN", "FA300", 1_000).content(), f"{SIREN}FEC20261231.txt"),
        (overlap, "releve-2.xml"),
    ]
    for order in list(permutations(range(3)))[:3]:
        for n in order:
            take_in(creditor, *files[n], house)
            apply(creditor)
    take_in(creditor, later.sale(SOLD, "MARTIN", "FA301", 2_000).content(), f"{SIREN}FEC20261231.txt", house)
    assert owed(creditor, "DUPONT") == before
    assert owed(creditor) == before + 3_000
    assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None
    sound(creditor, house)


def settle(creditor: Creditor, line: BankLine) -> None:

    customer = Customer.objects.get(account="DUPONT")
    open_ones = list(Receivable.objects.filter(customer=customer, open_cents__gt=0).order_by("number"))
    left, portions = line.amount_cents, []
    for one in open_ones:
        cents = min(left, one.open_cents)
        if cents:
            portions.append((one, cents))
        left -= cents
    apply_line(
        line,
        portions,
        customer=customer,
        remember_payer=False,
        made_from=line.version,
        author=AUTHOR,
        at=AT,
    )


@pytest.mark.both
def test_what_is_given_up_is_an_entry_that_the_ledger_takes_over_and_counts_once(
    creditor: Creditor, house: Path
) -> None:
    let_match(creditor, Policy(difference_cents=100, difference_bps=50), made_from=0, author=AUTHOR, at=AT)
    take_ledger(creditor, sold("FA101"), 2026, house)
    bank(creditor, house, received(PAID, 119_950, "VIR DUPONT FA101"))
    exported = export(creditor, house)
    assert [(row[0], row[4], row[8], row[11], row[12]) for row in cells(exported)[1:]] == [
        ("OD", "658000", "ENC-BBBBC", "0,50", "0,00"),
        ("OD", "411000", "FA101", "0,00", "0,50"),
        ("BQ", "512000", "ENC-BBBBD", "1199,50", "0,00"),
        ("BQ", "411000", "FA101", "0,00", "1199,50"),
    ]
    books = sold("FA101").taken_in(exported)
    for n in range(2):
        take_ledger(creditor, books.sale(SOLD, "DUPONT", f"FA20{n}", 500), 2026, house)
        assert Receivable.objects.get(number="FA101").open_cents == 0
        assert owed(creditor) == ledger_balance(creditor.pk) == 500 * (n + 1)
        assert not ExportedEntry.objects.filter(seen_on__isnull=True).exists()
        assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None
        sound(creditor, house)


def test_what_is_undone_before_the_books_have_it_is_exported_as_its_reverse(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, sold("FA101", "FA102"), 2026, house)
    bank(creditor, house, received(PAID, 120_000, "VIR DUPONT FA101"))
    first = export(creditor, house)
    undo_application(Application.objects.get(), reason="erreur", author=AUTHOR, at=AT, on=ON)
    second = export(creditor, house)
    assert [(row[4], row[8], row[11], row[12]) for row in cells(second)[1:]] == [
        ("512000", "ENC-BBBBC", "0,00", "1200,00"),
        ("411000", "FA101", "1200,00", "0,00"),
    ]
    assert sum(EntryExport.objects.values_list("customers_cents", flat=True)) == 0
    assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None
    books = sold("FA101", "FA102").taken_in(first).taken_in(second)
    take_ledger(creditor, books, 2026, house)
    assert owed(creditor) == 240_000
    assert Receivable.objects.get(number="FA101").open_cents == 120_000
    assert not Receivable.objects.filter(kind="returned").exists()
    sound(creditor, house)


def test_a_payment_applied_otherwise_is_undone_and_made_anew(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, sold("FA101", "FA102"), 2026, house)
    bank(creditor, house, BOTH)
    first = export(creditor, house)
    undone = Application.objects.get(receivable__number="FA102")
    undo_application(undone, reason="erreur", author=AUTHOR, at=AT, on=ON)
    second = export(creditor, house)
    assert [(row[8], row[11], row[12]) for row in cells(second)[1:]] == [
        ("ENC-BBBBC", "0,00", "2400,00"),
        ("FA101", "1200,00", "0,00"),
        ("FA102", "1200,00", "0,00"),
        ("ENC-BBBBF", "2400,00", "0,00"),
        ("FA101", "0,00", "1200,00"),
        ("ENC-BBBBF", "0,00", "1200,00"),
    ]
    take_ledger(creditor, sold("FA101", "FA102").taken_in(first).taken_in(second), 2026, house)
    payment = Payment.objects.get()
    assert (payment.unapplied_cents, payment.ledger_key) == (120_000, "payment|DUPONT|ENC-BBBBF")
    assert Receivable.objects.get(number="FA102").open_cents == 120_000
    assert owed(creditor) == 0
    sound(creditor, house)


def test_an_entry_that_the_accountant_changed_is_matched_as_any_other(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, sold("FA101"), 2026, house)
    bank(creditor, house, received(PAID, 120_000, "VIR DUPONT FA101"))
    changed = export(creditor, house).replace(b"1200,00", b"1100,00")
    counts = take_ledger(creditor, sold("FA101").taken_in(changed), 2026, house).intake.counts
    assert counts["payments"] == {"new": 1}  # another amount is another fact: the balance shows it
    assert Payment.objects.count() == 2
    sound(creditor, house)


def test_a_payment_that_the_ledger_posts_already_is_not_exported(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, sold("FA101").receipt(PAID, "DUPONT", 120_000, label="VIR FA101"), 2026, house)
    bank(creditor, house, received(PAID, 120_000, "VIR DUPONT FA101"))
    assert draw(creditor, on=ON).entries.is_empty()


def moved_cash(creditor: Creditor, house: Path) -> Transfer:
    """Dupont paid 5,00 € too much; it is Martin's, who owes 10,00 €."""
    take_ledger(creditor, sold("FA101").sale(SOLD, "MARTIN", "FA300", 1_000), 2026, house)
    bank(creditor, house, received(PAID, 120_500, "VIR DUPONT FA101"))
    payment, martin = Payment.objects.get(unapplied_cents=500), Customer.objects.get(account="MARTIN")
    told = {"amount_cents": 500, "reason": "payé pour lui", "made_from": None}
    return transfer_cash(payment, martin, **told, author=AUTHOR, at=AT, on=ON)  # type: ignore[arg-type]


@pytest.mark.both
def test_cash_moved_to_another_customer_faces_the_two_accounts_and_no_bank(
    creditor: Creditor, house: Path
) -> None:
    moved_cash(creditor, house)
    assert draw(creditor, on=ON).customers_cents == 120_500
    content = export(creditor, house)
    rows = [row for row in cells(content)[1:] if "Transfert" in row[10]]
    assert [(row[0], row[4], row[6], row[11], row[12]) for row in rows] == [
        ("OD", "411000", "DUPONT", "5,00", "0,00"),
        ("OD", "411000", "MARTIN", "0,00", "5,00"),
    ]
    assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None
    sound(creditor, house)
    both = owed(creditor, "DUPONT"), owed(creditor, "MARTIN")
    books = sold("FA101").sale(SOLD, "MARTIN", "FA300", 1_000).taken_in(content)
    take_ledger(creditor, books, 2026, house)
    assert (owed(creditor, "DUPONT"), owed(creditor, "MARTIN")) == both
    assert owed(creditor) == ledger_balance(creditor.pk)
    assert set(ExportedEntry.objects.values_list("seen_on", flat=True)) == {ON}
    assert export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=house) is None
    sound(creditor, house)


def test_a_transfer_undone_after_its_export_is_undone_in_the_books(creditor: Creditor, house: Path) -> None:
    made = moved_cash(creditor, house)
    export(creditor, house)
    undo_transfer(made, reason="erreur", made_from=made.version, author=AUTHOR, at=AT, on=ON)
    back = [row for row in cells(export(creditor, house))[1:] if "Annulation" in row[10]]
    assert [(row[6], row[11], row[12]) for row in back] == [
        ("DUPONT", "0,00", "5,00"),
        ("MARTIN", "5,00", "0,00"),
    ]
    sound(creditor, house)


def test_only_what_was_received_since_the_day_chosen_is_exported(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, sold("FA101"), 2026, house)
    bank(creditor, house, received(PAID, 120_000, "VIR DUPONT FA101"))
    late = EntryPolicy(from_on=PAID + timedelta(days=1), separator="semicolon")
    let_export(creditor, late, made_from=0, author=AUTHOR, at=AT)
    assert draw(creditor, on=ON).entries.is_empty()
    soon = EntryPolicy(from_on=PAID, separator="semicolon", bank="512700")
    let_export(creditor, soon, made_from=1, author=AUTHOR, at=AT)
    assert b";512700;Banque;" in export(creditor, house)
    entries, content = exported_between(creditor, PAID, PAID)
    assert (entries, content) == (1, exported_again(creditor, 1, home=house)[1])
    with pytest.raises(RuleError, match="Aucune écriture"):
        exported_between(creditor, ON, ON)
    let_export(creditor, late, made_from=2, author=AUTHOR, at=AT)
    assert draw(creditor, on=ON).entries.is_empty()  # what left before that day is not undone for it


def test_an_account_that_cannot_be_one_is_refused(creditor: Creditor) -> None:
    with pytest.raises(RuleError, match="commence par 5"):
        let_export(creditor, EntryPolicy(bank="411000"), made_from=0, author=AUTHOR, at=AT)
    with pytest.raises(RuleError, match="ne porte ce numéro"):
        exported_again(creditor, 3, home=Path())


def test_a_name_that_would_run_or_cut_the_file_does_neither(creditor: Creditor, house: Path) -> None:
    books = Books().sale(SOLD, "DUPONT", "FA101", 120_000)
    take_ledger(creditor, books, 2026, house)

    Customer.objects.update(name='=HYPERLINK("x");\tA')
    bank(creditor, house, received(PAID, 120_000, "VIR FA101"))
    rows = cells(export(creditor, house))
    assert {len(row) for row in rows} == {18}
    assert rows[2][7] == "'=HYPERLINK( x ) A"
