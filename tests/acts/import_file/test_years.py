"""Years of a ledger chained: whatever their order of arrival, one set of invoices, and what does not chain is said."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from books import AT, AUTHOR, SIREN, Books, owed, sound, take_ledger
from encours.acts.import_file import import_file
from encours.acts.open_creditor import open_creditor
from encours.records.documents.models import Intake
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

pytestmark = pytest.mark.both
FIRST, SECOND, THIRD = date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)


def year(number: int, *, detailed: bool) -> Books:
    """F-1 is paid in its year, F-2 in the next one, F-3 in part each year, F-4 never."""
    if number == 2024:
        return (
            Books()
            .sale(date(2024, 3, 1), "C1", "F-1", 100_00, let="A")
            .sale(date(2024, 4, 1), "C1", "F-2", 200_00)
            .sale(date(2024, 5, 1), "C2", "F-3", 300_00, let="b")
            .receipt(date(2024, 6, 1), "C1", 100_00, let="A")
            .receipt(date(2024, 7, 1), "C2", 40_00, label="VIR F-3", let="b")
        )
    if number == 2025:
        books = Books()
        if detailed:
            books.opening(
                SECOND,
                ("C1", "F-2", date(2024, 4, 1), 200_00, "411", "C"),
                ("C2", "F-3", date(2024, 5, 1), 260_00, "411", "d"),
            )
        else:
            books.opening(
                SECOND, ("C1", "AN", SECOND, 200_00, "411", ""), ("C2", "AN", SECOND, 260_00, "411", "")
            )
        return (
            books.receipt(date(2025, 2, 1), "C1", 200_00, label="VIR F-2", let="C")
            .receipt(date(2025, 3, 1), "C2", 60_00, label="VIR F-3", let="d")
            .sale(date(2025, 9, 1), "C1", "F-4", 400_00)
        )
    books = Books()
    if detailed:
        books.opening(
            THIRD,
            ("C2", "F-3", date(2024, 5, 1), 200_00, "411", ""),
            ("C1", "F-4", date(2025, 9, 1), 400_00, "411", ""),
        )
    else:
        books.opening(THIRD, ("C2", "AN", THIRD, 200_00, "411", ""), ("C1", "AN", THIRD, 400_00, "411", ""))
    return books.sale(date(2026, 2, 1), "C2", "F-5", 50_00)


ORDERS = [(order, False) for order in permutations([2024, 2025, 2026])] + [
    ((2026, 2025, 2024), True),
    ((2025, 2026, 2024), True),
]


@pytest.mark.once
@pytest.mark.parametrize(("order", "detailed"), ORDERS)
def test_three_years_in_any_order_are_one_set_of_invoices(
    creditor: Creditor, house: Path, order: tuple[int, ...], detailed: bool
) -> None:
    for number in order:
        take_ledger(creditor, year(number, detailed=detailed), number, house)
    shown = Receivable.objects.filter(gone_on__isnull=True).order_by("number")
    assert list(shown.values_list("number", "amount_cents", "open_cents")) == [
        ("F-1", 100_00, 0),
        ("F-2", 200_00, 0),
        ("F-3", 300_00, 200_00),
        ("F-4", 400_00, 400_00),
        ("F-5", 50_00, 50_00),
    ]
    assert owed(creditor) == 650_00
    sound(creditor, house)


def rules(creditor: Creditor, number: int) -> set[str]:
    told = Intake.objects.filter(creditor=creditor, name__contains=f"FEC{number}").latest("pk")
    anomalies = {each["rule"] for each in told.controls["anomalies"]}
    return {each["rule"] for each in told.notices} | anomalies


def test_a_missing_year_and_one_told_again_are_said(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, year(2024, detailed=True), 2024, house)
    assert not {"year_missing", "year_told_again"} & rules(creditor, 2024)
    take_ledger(creditor, year(2026, detailed=True), 2026, house)
    assert "year_missing" in rules(creditor, 2026)
    more = year(2024, detailed=True).sale(date(2024, 12, 1), "C9", "F-9", 10_00)
    take_ledger(creditor, more, 2024, house)
    assert {"year_told_again", "year_missing"} <= rules(creditor, 2024)


def test_an_opening_that_is_not_the_last_closing_is_said(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, year(2024, detailed=True), 2024, house)
    take_ledger(creditor, year(2025, detailed=True), 2025, house)
    assert "opening_differs" not in rules(creditor, 2025)
    wrong = Books().opening(THIRD, ("C2", "F-3", date(2024, 5, 1), 150_00, "411", ""))
    take_ledger(creditor, wrong.sale(date(2026, 2, 1), "C2", "F-5", 50_00), 2026, house)
    told = Intake.objects.get(name__contains="FEC2026").controls["anomalies"]
    (differs,) = [each for each in told if each["rule"] == "opening_differs"]
    assert (differs["count"], differs["amount_cents"], differs["value"]) == (2, 450_00, "C1, C2")


def test_what_a_table_told_after_the_last_year_does_not_keep_an_older_one_out(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, year(2025, detailed=True), 2025, house)
    table = (
        b"Compte;Facture;Date;Montant TTC;Devise\nC7;T-1;02/03/2026;70,00;EUR\nC7;T-2;02/03/2026;80,00;USD\n"
    )
    import_file(creditor, table, "factures.csv", author=AUTHOR, at=AT, on=AT.date(), home=house)
    take_ledger(creditor, year(2024, detailed=True), 2024, house)
    shown = (
        Receivable.objects.filter(gone_on__isnull=True).order_by("number").values_list("number", "open_cents")
    )
    assert dict(shown) == {"F-1": 0, "F-2": 0, "F-3": 200_00, "F-4": 400_00, "T-1": 70_00, "T-2": 80_00}
    sound(creditor, house)
