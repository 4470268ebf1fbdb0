"""What tables of other programs hide: currencies in cells, months first, money that no known column holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from encours.acts.import_file import import_file
from encours.core.refusals import UnreadableFileError
from encours.formats.tables import look, read_mapped
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

HEAD = "Compte;Facture;Date;Montant TTC\n"


@pytest.mark.parametrize(
    ("written", "cents", "currency"),
    [
        ("1 234,56 €", 123_456, "EUR"),
        ("USD 12,00", 1_200, "USD"),
        ("$ 12,00", 1_200, "USD"),
        ("12,00£", 1_200, "GBP"),
        ("12,00", 1_200, None),
        ("\u221212,00", -1_200, None),
        ("\u201312,00 €", -1_200, "EUR"),
    ],
)
def test_an_amount_gives_its_row_the_currency_that_it_names(
    written: str, cents: int, currency: str | None
) -> None:
    piece, _last = read_mapped(f"{HEAD}C1;F1;13/10/2026;{written}\nC2;F2;13/10/2026;1,50\n".encode(), None)
    assert piece.frame.select("amount_cents", "currency").row(0) == (cents, currency)
    assert piece.frame.select("amount_cents", "currency").row(1) == (150, None)


@pytest.mark.parametrize(
    ("amount", "currency", "kept"),
    [
        ("12,00 €", "EUR", 1),
        ("12,00 $", "CAD", 1),
        ("12,00 $", "EUR", 0),
        ("USD 12,00", "CAD", 0),
        ("12,00", "CAD", 1),
    ],
)
def test_a_row_that_says_two_currencies_is_refused(amount: str, currency: str, kept: int) -> None:
    text = f"Compte;Facture;Date;Montant TTC;Devise\nC1;F1;13/10/2026;{amount};{currency}\n"
    piece, _last = read_mapped(text.encode(), None)
    assert len(piece.frame) == kept
    assert [one.rule for one in piece.refusals] == ([] if kept else ["currency_clash"])


def test_money_that_no_known_column_holds_is_asked_about() -> None:
    ledger = "Code;Intitulé;Pièce;Date pièce;Débit;Crédit\nC1;Dupont;F1;13/10/2026;1 234,56;\n"
    assert look(ledger.encode()).proposal().doubts == ("amounts_unread",)
    with pytest.raises(UnreadableFileError) as refused:
        list(read_mapped(ledger.encode(), None))
    assert refused.value.rule == "mapping_needed"


def test_an_export_framed_by_bars_is_read() -> None:
    text = (
        "|Customer|Document Number|Doc. Date|Net due dt|Amount in local cur.|LCurr|\n"
        "|C1|1800001|13.10.2026|12.11.2026|1.234,56|EUR|\n|C2|1800002|14.10.2026|13.11.2026|  234,56-|EUR|\n"
    )
    piece, _last = read_mapped(text.encode(), None)
    assert piece.frame.select("number", "due_on", "amount_cents", "currency").rows() == [
        ("1800001", date(2026, 11, 12), 123_456, "EUR"),
        ("1800002", date(2026, 11, 13), -23_456, "EUR"),
    ]


def _taken(house: Path, text: str) -> None:
    creditor = Creditor.objects.create(name="Vauban")
    at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    import_file(creditor, text.encode(), "a.csv", author="cli", at=at, on=at.date(), home=house)


def test_a_table_of_the_house_s_own_form_whose_days_begin_with_the_month_is_read_so(house: Path) -> None:
    _taken(house, "account,number,invoice date,amount\nC1,F1,03/04/2026,10.00\nC1,F2,10/13/2026,20.00\n")
    assert dict(Receivable.objects.values_list("number", "issued_on")) == {
        "F1": date(2026, 3, 4),
        "F2": date(2026, 10, 13),
    }


def test_a_table_of_the_house_s_own_form_with_days_in_two_orders_is_asked_about(house: Path) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        _taken(house, "account,number,invoice date,amount\nC1,F1,13/04/2026,10.00\nC1,F2,10/13/2026,20.00\n")
    assert refused.value.rule == "mapping_needed"
