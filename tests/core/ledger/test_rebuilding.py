"""What a ledger says of the customers, rule by rule (reference §5.1)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

from encours.core import frames
from encours.core.ledger import Ledger, rebuild

Row = Callable[..., dict[str, Any]]
Book = Callable[..., pl.DataFrame]


def open_items(ledger: Ledger) -> dict[str, int]:
    held = ledger.receivables.filter(pl.col("open_cents") != 0)
    return dict(held.select("number", "open_cents").iter_rows())


def unapplied(ledger: Ledger) -> int:
    return int(ledger.payments["unapplied_cents"].sum())


def paid(ledger: Ledger) -> dict[tuple[str, str], int]:
    names = ledger.receivables.select(receivable_key="key", number="number")
    return {
        (number, reason): cents
        for number, reason, cents in ledger.applications.join(names, on="receivable_key")
        .select("number", "reason", "amount_cents")
        .iter_rows()
    }


def test_frames_have_the_declared_shapes_even_when_the_ledger_has_no_customer(row: Row, book: Book) -> None:
    for lines in (
        book(row(100, account="607000", customer=None)),
        book(row(12_000, piece="F1"), row(-50, journal="BQ")),
    ):
        ledger = rebuild(lines)
        frames.LedgerCustomer.validate(ledger.customers)
        frames.LedgerReceivable.validate(ledger.receivables)
        frames.LedgerPayment.validate(ledger.payments)
        frames.LedgerApplication.validate(ledger.applications)
        assert ledger.controls.difference_cents == 0


def test_an_invoice_and_its_lettered_payment_close_on_the_day_of_the_payment(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(12_000, piece="F1", code="A", coded_on="2026-03-31"),
            row(
                -12_000, journal="BQ", entry="7", on="2026-02-20", piece="V7", code="A", coded_on="2026-03-31"
            ),
        )
    )
    assert open_items(ledger) == {}
    assert ledger.applications.select("applied_on", "known_on", "reason", "amount_cents").row(0) == (
        date(2026, 2, 20),
        date(2026, 3, 31),
        "lettering",
        12_000,
    )


def test_the_customer_is_the_auxiliary_else_the_full_account_else_the_label(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(100, customer="C1", piece="F1"),
            row(200, customer=None, account="411DURAND", account_label="Durand SA", piece="F2"),
            row(300, customer=None, account="411", account_label="Client divers", piece="F3"),
        )
    )
    assert ledger.customers.select("account", "name").rows() == [
        ("C1", "Société C1"),
        ("411DURAND", "Durand SA"),
        ("Client divers", "Client divers"),
    ]


def test_partial_lettering_pays_the_invoice_named_by_the_payment_first(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(10_000, piece="F-0101", code="A", on="2026-01-05"),
            row(10_000, piece="F-0102", code="A", on="2026-01-20", entry="2"),
            row(-4_000, journal="BQ", entry="9", on="2026-02-01", label="VIR DUPONT F0102", code="A"),
        )
    )
    assert open_items(ledger) == {"F-0101": 10_000, "F-0102": 6_000}
    assert paid(ledger) == {("F-0102", "named"): 4_000}


def test_partial_lettering_that_names_nothing_pays_the_oldest(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(10_000, piece="F-0102", code="A", on="2026-01-20", entry="2"),
            row(10_000, piece="F-0101", code="A", on="2026-01-05"),
            row(-14_000, journal="BQ", entry="9", on="2026-02-01", label="VIREMENT", code="A"),
        )
    )
    assert open_items(ledger) == {"F-0102": 6_000}
    assert paid(ledger) == {("F-0101", "oldest"): 10_000, ("F-0102", "oldest"): 4_000}


def test_a_credit_never_goes_beyond_its_group_and_the_excess_is_unapplied(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(10_000, piece="F1", code="A"),
            row(-13_000, journal="BQ", entry="9", on="2026-02-01", code="A"),
            row(5_000, piece="F2", entry="2"),
        )
    )
    assert open_items(ledger) == {"F2": 5_000}
    assert unapplied(ledger) == 3_000


def test_a_lettering_code_is_not_shared_between_customers(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(10_000, piece="F1", code="A"),
            row(-10_000, customer="C2", journal="BQ", entry="9", on="2026-02-01", code="A"),
        )
    )
    assert open_items(ledger) == {"F1": 10_000}
    assert unapplied(ledger) == 10_000


def test_a_code_used_again_is_split_by_its_day_where_the_parts_close(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(10_000, piece="F1", code="A", coded_on="2026-02-01"),
            row(-10_000, journal="BQ", entry="8", on="2026-01-31", code="A", coded_on="2026-02-01"),
            row(7_000, piece="F2", entry="2", on="2026-03-01", code="A", coded_on="2026-05-01"),
            row(-2_000, journal="BQ", entry="9", on="2026-04-30", code="A", coded_on="2026-05-01"),
        )
    )
    assert open_items(ledger) == {"F2": 5_000}
    assert paid(ledger) == {("F1", "lettering"): 10_000, ("F2", "oldest"): 2_000}


def test_unlettered_lines_meet_by_piece(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(row(10_000, piece="F1"), row(-4_000, journal="BQ", entry="9", on="2026-02-01", piece="F1"))
    )
    assert open_items(ledger) == {"F1": 6_000}
    assert paid(ledger) == {("F1", "same_piece"): 4_000}


@pytest.mark.parametrize("piece", [None, "-", "/", " "])
def test_without_piece_the_entry_number_names_the_invoice(row: Row, book: Book, piece: str | None) -> None:
    ledger = rebuild(
        book(row(10_000, piece=piece, entry="FAC/2026/0001"), row(500, piece=piece, entry="FAC/2026/0002"))
    )
    assert open_items(ledger) == {"FAC/2026/0001": 10_000, "FAC/2026/0002": 500}


def test_a_piece_without_figures_shared_by_entries_names_no_invoice(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(100, piece="FAC", entry="11"), row(200, piece="FAC", entry="12")))
    assert open_items(ledger) == {"11": 100, "12": 200}


def test_several_lines_of_one_piece_are_one_invoice(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(10_000, piece="F1"), row(2_000, piece="F1"), row(-500, piece="F1")))
    assert ledger.receivables.select("number", "kind", "amount_cents").rows() == [("F1", "invoice", 11_500)]


def test_a_credit_in_a_sales_entry_is_a_credit_note_with_a_negative_amount(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(-3_000, piece="AV1")))
    assert ledger.receivables.select("number", "kind", "amount_cents", "open_cents").rows() == [
        ("AV1", "credit_note", -3_000, -3_000)
    ]


def test_a_debit_in_a_bank_journal_is_a_returned_payment_never_an_invoice(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(10_000, journal="BQ", entry="5", piece="REJET12", label="Rejet prélèvement")))
    assert ledger.receivables["kind"].to_list() == ["returned"]


def test_journals_are_told_by_their_accounts_not_by_their_codes(row: Row, book: Book) -> None:
    swapped = [
        row(10_000, journal="VE", piece="F1") | {"journal": "BQ"},
        row(10_000, journal="VE", piece="F1")
        | {"account": "707000", "debit_cents": 0, "credit_cents": 10_000, "journal": "BQ"},
    ]
    assert rebuild(book(*swapped, counter=False)).receivables["kind"].to_list() == ["invoice"]


def test_an_extract_of_customer_accounts_is_read_by_its_journals(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(10_000, piece="F1"),
            row(-10_000, journal="BQ", entry="2"),
            row(70, journal="BQ", entry="3"),
            alone=True,
        )
    )
    assert ledger.receivables["kind"].to_list() == ["invoice", "returned"]
    assert ledger.payments["in_bank_journal"].to_list() == [True]


def test_a_transfer_to_doubtful_customers_changes_the_root_not_the_debt(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(10_000, piece="F1"),
            row(-10_000, journal="OD", entry="3", on="2026-06-01", piece="OD3"),
            row(10_000, journal="OD", entry="3", on="2026-06-01", piece="OD3", account="416000"),
            counter=False,
        )
    )
    assert open_items(ledger) == {"F1": 10_000}
    assert ledger.receivables.height == 1
    assert ledger.payments.height == 0


def test_a_payment_lettered_with_the_transferred_debit_pays_the_invoice(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(10_000, piece="F1", code="A"),
            row(-10_000, journal="OD", entry="3", on="2026-06-01", piece="LCR3", code="A"),
            row(10_000, journal="OD", entry="3", on="2026-06-01", piece="LCR3", account="413000", code="B"),
            row(-4_000, journal="BQ", entry="9", on="2026-07-01", account="413000", code="B"),
            counter=False,
        )
    )
    assert ledger.receivables.select("number", "kind", "root", "open_cents").rows() == [
        ("F1", "invoice", "413", 6_000)
    ]
    assert unapplied(ledger) == 0


def test_doubtful_accounts_without_auxiliary_are_the_customer_of_the_same_suffix(
    row: Row, book: Book
) -> None:
    ledger = rebuild(
        book(
            row(100, customer=None, account="411DURAND", piece="F1"),
            row(200, customer=None, account="416DURAND", piece="F0"),
        )
    )
    assert ledger.customers["account"].to_list() == ["411DURAND"]


def test_retentions_are_told_apart(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(9_500, piece="F1"), row(500, piece="F1", account="411700")))
    assert ledger.receivables.select("kind", "root", "open_cents").sort("open_cents").rows() == [
        ("retention", "4117", 500),
        ("invoice", "411", 9_500),
    ]


def test_a_customer_whose_number_begins_with_7_is_no_retention(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(row(100, customer=None, account="41170012", account_label="Martin SARL", piece="F1"))
    )
    assert ledger.receivables["kind"].to_list() == ["invoice"]


def test_invoices_to_be_made_and_advances_of_nobody_are_set_aside(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(700, account="418100"),
            row(-300, account="419100", customer=None),
            row(100, piece="F1"),
        )
    )
    assert open_items(ledger) == {"F1": 100}
    assert dict(ledger.set_aside.select("reason", "cents").iter_rows()) == {
        "to_be_invoiced": 700,
        "advances": -300,
    }
    assert ledger.controls.balance_cents == 100


def test_an_advance_is_unapplied_money_of_its_customer(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(-300, account="419100", journal="BQ", entry="4", piece="V4"),
            row(-50, customer=None, account="4191DURAND", journal="BQ", entry="5", piece="V5"),
            row(900, customer=None, account="411DURAND", piece="F2"),
        )
    )
    assert dict(ledger.payments.select("account", "unapplied_cents").iter_rows()) == {
        "C1": 300,
        "411DURAND": 50,
    }
    assert ledger.controls.balance_cents == 900 - 350
    assert ledger.controls.difference_cents == 0


def test_an_advance_put_to_an_invoice_pays_it(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(-300, account="419100", journal="BQ", entry="4", on="2026-01-05", piece="V4", code="A"),
            row(900, piece="F1", entry="5", on="2026-02-01"),
            row(300, account="419100", journal="OD", entry="6", on="2026-02-01", piece="F1", code="A"),
            row(-300, journal="OD", entry="6", on="2026-02-01", piece="F1"),
            counter=False,
        )
    )
    assert open_items(ledger) == {"F1": 600}
    assert unapplied(ledger) == 0
    assert ledger.receivables["root"].to_list() == ["411"]


def test_a_bill_has_the_day_that_its_label_tells_and_unpaid_the_invoice_is_one_again(
    row: Row, book: Book
) -> None:
    accepted = [
        row(900, piece="F1", on="2026-02-01", code="A"),
        row(
            900,
            account="413000",
            journal="OD",
            entry="6",
            on="2026-02-10",
            piece="F1",
            label="LCR ECH. 31/03/26",
        ),
        row(-900, journal="OD", entry="6", on="2026-02-10", piece="F1", label="LCR F1", code="A"),
    ]
    drawn = rebuild(book(*accepted, counter=False)).receivables
    assert drawn.select("number", "root", "kind", "due_on", "open_cents").rows() == [
        ("F1", "413", "invoice", date(2026, 3, 31), 900)
    ]
    back = [
        row(900, journal="OD", entry="9", on="2026-04-02", piece="F1", label="LCR impayée"),
        row(-900, account="413000", journal="OD", entry="9", on="2026-04-02", piece="F1"),
    ]
    again = rebuild(book(*accepted, *back, counter=False)).receivables
    assert again.select("number", "root", "open_cents").rows() == [("F1", "411", 900)]


def test_assigned_invoices_are_marked_whether_still_open_or_paid_by_the_factor(row: Row, book: Book) -> None:
    lines = book(
        row(900, piece="F1"),
        row(-900, journal="OD", entry="6", on="2026-02-10", piece="F1", label="Cession F1"),
        row(
            900,
            account="467100",
            account_label="Affactureur SA",
            customer=None,
            journal="OD",
            entry="6",
            on="2026-02-10",
        ),
        row(500, account="411800", account_label="Clients - créances cédées", piece="F2", entry="2"),
        row(100, piece="F3", entry="3"),
        counter=False,
    )
    told = rebuild(lines).receivables.sort("number")
    assert told.select("number", "factor", "factored_on", "open_cents").rows() == [
        ("F1", "Affactureur SA", date(2026, 2, 10), 0),
        ("F2", "Clients - créances cédées", date(2026, 1, 10), 500),
        ("F3", None, None, 100),
    ]


def test_an_invoice_in_another_currency_keeps_its_amount_beside_the_booked_one(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(92_000, piece="F1") | {"currency": "USD", "currency_cents": 100_000},
            row(-12_000, piece="A1", entry="2", label="Avoir")
            | {"currency": "USD", "currency_cents": 13_000},
            row(5_000, piece="F2", entry="3") | {"currency": "EUR", "currency_cents": 5_000},
        )
    )
    told = ledger.receivables.sort("number").select(
        "number", "amount_cents", "foreign_cents", "foreign_currency"
    )
    assert told.rows() == [
        ("A1", -12_000, -13_000, "USD"),
        ("F1", 92_000, 100_000, "USD"),
        ("F2", 5_000, None, None),
    ]


def test_opening_lines_without_detail_are_one_item_a_customer(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(4_000, journal="AN", on="2026-01-01", piece="RAN", label="Report à nouveau"),
            row(1_000, journal="AN", on="2026-01-01", piece="RAN", label="Report à nouveau"),
            row(9_000, customer="C2", journal="AN", on="2026-01-01", piece="RAN", label="Report à nouveau"),
        )
    )
    assert ledger.receivables.select("account", "kind", "number", "open_cents").rows() == [
        ("C1", "opening", "solde antérieur", 5_000),
        ("C2", "opening", "solde antérieur", 9_000),
    ]
    assert [notice.rule for notice in ledger.notices] == ["opening_without_detail"]
    assert ledger.opening_balances["balance_cents"].to_list() == [5_000, 9_000]


def test_an_opening_credit_without_detail_is_unapplied_cash(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(-800, journal="AN", on="2026-01-01", piece="RAN")))
    assert ledger.receivables.height == 0
    assert unapplied(ledger) == 800


def test_opening_lines_with_detail_are_invoices_of_the_earlier_year(row: Row, book: Book) -> None:
    ledger = rebuild(
        book(
            row(4_000, journal="AN", on="2026-01-01", piece="F25-12", piece_on="2025-11-03"),
            row(1_000, journal="AN", on="2026-01-01", piece="F25-13", piece_on="2025-11-09"),
        )
    )
    assert open_items(ledger) == {"F25-12": 4_000, "F25-13": 1_000}
    assert ledger.receivables["issued_on"].to_list() == [date(2025, 11, 3), date(2025, 11, 9)]


def test_a_lettered_payment_whose_invoice_is_not_in_the_file_lowers_the_opening_balance(
    row: Row, book: Book
) -> None:
    ledger = rebuild(
        book(
            row(4_000, journal="AN", on="2026-01-01", piece="RAN"),
            row(-3_000, journal="BQ", entry="9", on="2026-02-01", code="ZZ"),
            row(-500, journal="BQ", entry="10", on="2026-02-02", piece="V10"),
        )
    )
    assert open_items(ledger) == {"solde antérieur": 1_000}
    assert unapplied(ledger) == 500


def test_keys_do_not_change_when_a_provisional_ledger_is_renumbered(row: Row, book: Book) -> None:
    provisional = rebuild(
        book(row(100, piece="F1", entry="P1"), row(-100, journal="BQ", entry="P2", piece="V1"))
    )
    final = rebuild(book(row(100, piece="F1", entry="1"), row(-100, journal="BQ", entry="2", piece="V1")))
    assert provisional.receivables["key"].to_list() == final.receivables["key"].to_list()
    assert provisional.payments["key"].to_list() == final.payments["key"].to_list()


def test_equal_payments_of_one_day_keep_keys_of_their_own(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(-100, journal="BQ", entry="2"), row(-100, journal="BQ", entry="3")))
    assert ledger.payments["key"].n_unique() == 2


def test_the_day_of_knowledge_is_the_validation_else_the_entry(row: Row, book: Book) -> None:
    ledger = rebuild(book(row(100, piece="F1", valid_on="2026-01-31"), row(200, piece="F2", entry="2")))
    assert ledger.receivables["known_on"].to_list() == [date(2026, 1, 31), date(2026, 1, 10)]


def test_a_figure_that_many_invoices_bear_names_none_of_them(row: Row, book: Book) -> None:
    months = [
        row(100, piece=f"{month:02d}/2026", entry=str(month), on=f"2026-{month:02d}-01", code="A")
        for month in range(1, 13)
    ]
    ledger = rebuild(
        book(*months, row(-100, journal="BQ", entry="50", on="2026-12-31", label="VIR SOLDE 2026", code="A"))
    )
    assert paid(ledger) == {("01/2026", "oldest"): 100}
    named = row(-100, journal="BQ", entry="50", on="2026-12-31", label="VIR 07/2026", code="A")
    assert paid(rebuild(book(*months, named))) == {("07/2026", "named"): 100}
