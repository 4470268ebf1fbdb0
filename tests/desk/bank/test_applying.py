"""What a line pays, said by hand: begun with what is proposed, or with the oldest first."""

from __future__ import annotations

from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.desk.bank.forms import field_of
from encours.records.cash.models import Application, Candidate
from encours.records.parties.models import Creditor


def test_a_line_is_laid_on_the_oldest_items_first_in_one_click(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    late = some.an_invoice(customer, 20_000, due_in=-5, number="F-2")
    oldest = some.an_invoice(customer, 25_000, due_in=-30, number="F-1")
    to_come = some.an_invoice(customer, 9_000, due_in=20, number="F-3")
    line = some.a_bank_line(creditor, some.an_intake(creditor), 30_000)
    address = f"/bank/lines/{line.pk}/apply"
    assert "fill=oldest" in page(desk, address, customer=customer.pk)
    shown = page(desk, address, customer=customer.pk, fill="oldest")
    filled = {
        one: shown.partition(f'name="{field_of(one)}"')[2].partition(">")[0]
        for one in (oldest, late, to_come)
    }
    assert 'value="250,00"' in filled[oldest]
    assert 'value="50,00"' in filled[late]
    assert "value" not in filled[to_come]


def test_a_proposal_says_since_when_its_invoice_is_overdue_and_can_be_divided_from_the_line(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    invoice = some.an_invoice(customer, 20_000, due_in=-5, number="F-2")
    line = some.a_bank_line(creditor, some.an_intake(creditor), 30_000)
    Candidate.objects.create(
        creditor=creditor, line=line, customer=customer, receivable=invoice, score=75, reason="name"
    )
    shown = page(desk, f"/bank/lines/{line.pk}")
    assert "échue depuis le" in shown
    assert "Répartir" in shown


def test_what_was_undone_waits_for_a_person_is_no_doubt_and_is_not_undone_again(
    desk: Client, creditor: Creditor
) -> None:
    line = some.a_bank_line(creditor, some.an_intake(creditor), 12_000)
    invoice = some.an_invoice(some.a_customer(creditor), 12_000)
    place = f"/bank/lines/{line.pk}"
    desk.post(
        f"{place}/apply",
        {"customer": invoice.customer_id, f"cents_{invoice.pk}": "120", "version": line.version},
    )
    made = Application.objects.get()
    undo = f"/applications/{made.pk}/undo"
    assert f"{undo}?next={place}" in page(desk, place).replace("%2F", "/")
    answer = desk.post(f"{undo}?next={place}", {"reason": "mauvais client"})
    assert (answer.status_code, answer["Location"]) == (302, place)
    shown = page(desk, place)
    assert undo not in shown
    for text in (shown, page(desk, "/bank")):
        assert "ce qui l’était a été annulé" in text
        assert "peut-être déjà en comptabilité" not in text
