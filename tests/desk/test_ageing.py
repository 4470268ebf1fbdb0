"""The aged balance by customer, on screen and as sheets, beside the ledger."""

from __future__ import annotations

import io
from datetime import timedelta

from django.test import Client
from openpyxl import load_workbook

from desk import situations as some
from desk.looking import page, queries
from encours.acts.aged_customers import keep_aged_sheet, kept_aged_sheet
from encours.acts.note import add_note
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable


def _paid_at_the_bank(creditor: Creditor, ledger_cents: int) -> None:
    """1 200,00 invoiced, 200,00 of it paid at the bank since the ledger, whose balance is given."""
    some.an_application(some.an_invoice(some.a_customer(creditor), 120_000), 20_000)
    some.an_intake(creditor, balance_cents=ledger_cents, set_aside={"advances": -1_500})


def test_each_debt_falls_in_its_bucket(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    for due_in in (5, -30, -31, -61, -91, -121):
        some.an_invoice(customer, 10_000 - due_in, due_in=due_in)
    some.an_invoice(customer, -3_000)
    some.an_invoice(customer, 7_000, kind="retention")
    some.a_payment(customer, 2_000)
    rows = desk.get("/ageing.csv").getvalue().decode("utf-8-sig").splitlines()
    assert rows[1].split(";")[1:] == [
        "Garage Petit", "EUR", "99,95", "100,30", "100,31", "100,61", "100,91", "101,21",
        "70,00", "0,00", "-30,00", "-20,00", "623,29",
    ]  # fmt: skip
    assert "623,29 €" in page(desk, "/ageing")


def test_the_sheet_holds_numbers_and_no_formula(desk: Client, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor, "=cmd|' /C calc'!A0"), 120_000)
    answer = desk.get("/ageing.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="balance-agee-2026-11-18.xlsx"'
    sheet = load_workbook(io.BytesIO(answer.content)).active
    account, name, _currency, *amounts = list(sheet[2])
    assert name.value == "'=cmd|' /C calc'!A0"
    assert name.data_type == "s"
    assert [cell.value for cell in amounts if cell.value] == [1200, 1200]
    assert account.value


def test_an_unknown_kind_of_sheet_does_not_exist(desk: Client, creditor: Creditor) -> None:
    assert desk.get("/ageing.pdf").status_code == 404


def test_totals_equal_to_the_ledger_are_said_so(desk: Client, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor), 120_000)
    some.an_intake(creditor, balance_cents=120_000)
    assert "Les deux totaux sont égaux au centime." in page(desk, "/ageing")


def test_what_the_bank_brought_explains_the_difference_line_by_line(desk: Client, creditor: Creditor) -> None:
    _paid_at_the_bank(creditor, 120_000)
    shown = page(desk, "/ageing")
    assert "La différence est expliquée à la ligne près" in shown
    assert "1 encaissement pas encore en comptabilité" in shown
    assert "avances reçues (419) -15,00 €" in shown


def test_what_nothing_explains_is_said(desk: Client, creditor: Creditor) -> None:
    _paid_at_the_bank(creditor, 90_000)
    assert "300,00 € restent sans explication" in page(desk, "/ageing")


def test_nothing_is_compared_before_a_ledger(desk: Client, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor))
    assert "À côté de la comptabilité" not in page(desk, "/ageing")


def test_a_past_day_is_answered_as_it_was_known_then(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    some.an_application(some.an_invoice(customer, 120_000, due_in=-20), 20_000, days_ago=3)
    some.an_invoice(customer, 50_000, due_in=25, known_on=some.TODAY)
    then = desk.get("/ageing.csv", {"on": "2026-11-10"}).getvalue().decode("utf-8-sig").splitlines()[1]
    now = desk.get("/ageing.csv").getvalue().decode("utf-8-sig").splitlines()[1]
    assert then.endswith(";1200,00")
    assert now.endswith(";1500,00")
    assert "telle qu’elle était connue ce jour-là" in page(desk, "/ageing", on="2026-11-10")
    assert "Au 18 novembre 2026" in page(desk, "/ageing", on="2027-01-01")


def test_many_customers_are_cut_in_pages_and_all_are_in_the_sheet(desk: Client, creditor: Creditor) -> None:
    for _ in range(55):
        some.an_invoice(some.a_customer(creditor))
    assert "1 à 50 sur 55" in page(desk, "/ageing")
    assert "51 à 55 sur 55" in page(desk, "/ageing", page="2")
    assert "51 à 55 sur 55" in page(desk, "/ageing", page="99")
    assert len(desk.get("/ageing.csv").getvalue().splitlines()) == 56


def test_the_number_of_queries_does_not_grow(desk: Client, creditor: Creditor) -> None:
    def more() -> None:
        for _ in range(8):
            some.an_invoice(some.a_customer(creditor))

    more()
    few = queries(desk, "/ageing")
    more()
    assert queries(desk, "/ageing") == few


def _kept(creditor: Creditor) -> None:
    """The sheet as the run of the day leaves it."""
    keep_aged_sheet(creditor, on=some.TODAY)


def test_the_sheet_kept_by_the_run_says_what_a_fresh_reading_says(desk: Client, creditor: Creditor) -> None:
    for name in ("Garage Petit", "Atelier Long"):
        customer = some.a_customer(creditor, name)
        some.an_invoice(customer, 10_000, due_in=-40)
        some.an_invoice(customer, 5_000, kind="retention")
    fresh = desk.get("/ageing.csv").getvalue()
    _kept(creditor)
    assert desk.get("/ageing.csv").getvalue() == fresh


def test_what_is_written_after_the_run_shows_in_the_balance(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    invoice = some.an_invoice(customer, 10_000, due_in=-40)
    some.an_invoice(some.a_customer(creditor, "Atelier Long"), 7_000, due_in=-40)
    _kept(creditor)
    some.an_application(invoice, 4_000)
    add_note(customer, text="réglé en partie", author="x@example.com", at=some.NOW)
    shown = page(desk, "/ageing")
    assert "60,00" in shown
    assert "130,00" in shown


def test_the_sheet_of_another_day_is_not_read(desk: Client, creditor: Creditor) -> None:
    some.an_invoice(some.a_customer(creditor, "Garage Petit"), 10_000, due_in=-1)
    keep_aged_sheet(creditor, on=some.TODAY - timedelta(days=1))
    row = desk.get("/ageing.csv").getvalue().decode("utf-8-sig").splitlines()[1].split(";")
    assert row[3:5] == ["0,00", "100,00"]


def test_the_sheet_is_read_once_and_anew_when_another_is_kept(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor))
    keep_aged_sheet(creditor, on=some.TODAY)
    assert kept_aged_sheet(creditor, on=some.TODAY) is kept_aged_sheet(creditor, on=some.TODAY)
    add_note(invoice.customer, text="Avoir promis", author="x@example.com", at=some.NOW)
    Receivable.objects.filter(pk=invoice.pk).update(open_cents=invoice.open_cents - 100)
    keep_aged_sheet(creditor, on=some.TODAY)
    after = kept_aged_sheet(creditor, on=some.TODAY)
    assert after is not None
    assert after["total_cents"].sum() == invoice.open_cents - 100
