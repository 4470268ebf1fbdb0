"""The page of an invoice and the two lists, awaiting payment and unpaid."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import keys, link, page, queries
from encours.acts.import_file import import_file
from encours.acts.record_payment import record_payment
from encours.desk.paging import sliced_together
from encours.records.cash.models import Application
from encours.records.disputes.models import Dispute
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.receivables.models import InstalmentDue, Receivable, ReceivablePast


def test_an_invoice_shows_its_facts_and_what_paid_it(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor, "Garage Petit"), 120_000, po_number="BC-9")
    some.an_application(invoice, 20_000, days_ago=5)
    shown = page(desk, f"/invoices/{invoice.pk}")
    for told in ("Garage Petit", "1 000,00 €", "1 200,00 €", "BC-9", "20 jours de retard"):
        assert told in shown
    assert "Paiement du 13/11/2026" in shown
    assert "numéro de facture dans le libellé" in shown


def test_interest_and_indemnity_stand_apart_with_their_segments(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, regime_source="person")
    invoice = some.an_invoice(customer, 100_000, due_in=-365)
    shown = page(desk, f"/invoices/{invoice.pk}")
    assert "Pénalités de retard" in shown
    assert "40,00 €" in shown
    assert "jamais ajoutées au principal" in shown
    assert "Calcul des pénalités" in shown
    assert "<dt>Reste dû</dt><dd>1 000,00 €</dd>" in shown


def test_a_consumer_owes_neither_professional_interest_nor_indemnity(
    desk: Client, creditor: Creditor
) -> None:
    invoice = some.an_invoice(some.a_customer(creditor, regime="consumer"), due_in=-90)
    assert "Indemnité forfaitaire" not in page(desk, f"/invoices/{invoice.pk}")


def test_an_assumed_due_date_is_marked_until_a_person_says_better(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), due_source="assumed")
    path = f"/invoices/{invoice.pk}"
    assert "Échéance supposée" in page(desk, path)
    form = {"due_on": "2026-10-15", "po_number": "BC-1", "version": "1"}
    assert desk.post(f"{path}/edit", form).status_code == 302
    shown = page(desk, path)
    assert "Échéance supposée" not in shown
    assert "15/10/2026" in shown
    assert ReceivablePast.objects.get().due_source == "assumed"


def test_a_stale_form_of_an_invoice_is_refused(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor))
    answer = desk.post(f"/invoices/{invoice.pk}/edit", {"due_on": "2026-10-15", "version": "7"})
    assert answer.status_code == 409
    assert not ReceivablePast.objects.exists()


def test_why_is_told_for_today_and_for_a_past_day_as_it_was_known(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    some.a_contact(customer)
    invoice = some.an_invoice(customer, 120_000, due_in=-20)
    some.an_application(invoice, 20_000, days_ago=2)
    path = f"/invoices/{invoice.pk}"
    assert "il reste dû 1 000,00 € sur 1 200,00 €" in page(desk, path)
    then = page(desk, path, on="2026-11-10")
    assert "Pourquoi, au 10/11/2026" in then
    assert "il reste dû 1 200,00 € sur 1 200,00 €" in then


def test_a_day_that_is_no_day_is_today(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor))
    assert "Pourquoi, au 18/11/2026" in page(desk, f"/invoices/{invoice.pk}", on="hier")


def test_a_settled_invoice_says_so(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), open_cents=0)
    assert "La facture est soldée" in page(desk, f"/invoices/{invoice.pk}")


def test_an_opening_balance_asks_for_last_years_file(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), kind="opening")
    assert "importez le FEC de l’an passé" in page(desk, f"/invoices/{invoice.pk}")


def test_a_dispute_is_opened_then_closed(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), 120_000)
    path = f"/invoices/{invoice.pk}"
    desk.post(f"{path}/dispute", {"amount_cents": "1 200,00", "reason": "Casse"})
    dispute = Dispute.objects.get()
    assert dispute.amount_cents == 120_000
    assert "En litige" in page(desk, path)
    desk.post(f"/disputes/{dispute.pk}/close", {"outcome": "Avoir émis"})
    assert "Avoir émis" in page(desk, path)
    assert "En litige" not in page(desk, path)


def test_the_amount_of_a_dispute_is_never_filled_in_and_the_whole_is_said(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    invoice, other = some.an_invoice(customer, 120_000), some.an_invoice(customer, 50_000)
    path = f"/customers/{customer.pk}/dispute"
    shown = page(desk, f"/invoices/{invoice.pk}/dispute")
    assert "Toute la facture : 1 200,00 €" in shown
    assert 'value="1200,00"' not in desk.get(f"/invoices/{invoice.pk}/dispute").content.decode()
    assert desk.post(path, {"invoice": invoice.pk, "reason": "Casse"}).status_code == 422
    assert desk.post(path, {"whole": "part", "invoice": invoice.pk, "reason": "Casse"}).status_code == 422
    assert desk.post(path, {"whole": "whole", "reason": "Casse"}).status_code == 422
    desk.post(path, {"whole": "whole", "amount_cents": "3", "invoice": invoice.pk, "reason": "Casse"})
    desk.post(path, {"whole": "part", "amount_cents": "100", "invoice": other.pk, "reason": "Prix"})
    told = Dispute.objects.order_by("pk").values_list("receivable", "amount_cents")
    assert list(told) == [(invoice.pk, 120_000), (other.pk, 10_000)]


@pytest.mark.parametrize("amount", ["0", "1200,01", "douze"])
def test_a_dispute_beyond_what_is_owed_is_refused(desk: Client, creditor: Creditor, amount: str) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), 120_000)
    answer = desk.post(f"/invoices/{invoice.pk}/dispute", {"amount_cents": amount, "reason": "R"})
    assert answer.status_code == 422
    assert not Dispute.objects.exists()


def test_one_invoice_is_held_and_the_others_are_not(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    held, other = some.an_invoice(customer), some.an_invoice(customer)
    desk.post(f"/invoices/{held.pk}/hold", {"reason": "Avoir attendu", "from_on": "2026-11-18"})
    assert "Avoir attendu" in page(desk, f"/invoices/{held.pk}")
    assert "Avoir attendu" not in page(desk, f"/invoices/{other.pk}")


def test_only_who_handles_cash_is_offered_to_undo(desk: Client, creditor: Creditor, auditor: Client) -> None:
    invoice = some.an_invoice(some.a_customer(creditor), 120_000)
    undo = f"/applications/{some.an_application(invoice, 20_000).pk}/undo"
    assert undo in page(desk, f"/invoices/{invoice.pk}")
    assert undo not in page(auditor, f"/invoices/{invoice.pk}")


def test_the_number_of_queries_of_an_invoice_does_not_grow(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    invoice = some.an_invoice(customer, 120_000)

    def more() -> None:
        for _ in range(5):
            some.an_invoice(customer)
            some.an_application(Receivable.objects.get(pk=invoice.pk), 100)
            desk.post(f"/invoices/{invoice.pk}/dispute", {"amount_cents": "1", "reason": "R"})

    more()
    few = queries(desk, f"/invoices/{invoice.pk}")
    more()
    assert queries(desk, f"/invoices/{invoice.pk}") == few
    assert Application.objects.count() == 10


def test_each_open_debt_is_in_one_list_and_totals_are_right_to_the_cent(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    late = [some.an_invoice(customer, cents) for cents in (1, 33_333, 120_050)]
    soon = [some.an_invoice(customer, 77_777, due_in=days) for days in (0, 12)]
    assigned = {"factor": "Factor", "factored_on": some.TODAY}
    for apart in ({"kind": "retention"}, {"gone_on": some.TODAY}, {"open_cents": 0}, assigned):
        some.an_invoice(customer, 99_999, **apart)
    some.an_invoice(customer, -5_000)
    unpaid, awaiting = page(desk, "/unpaid"), page(desk, "/awaiting")
    assert "1 533,84 €" in unpaid
    assert "1 533,84 €" in page(desk, "/unpaid?min_cents=0")
    assert "1 555,54 €" in awaiting
    assert keys(desk.get("/unpaid"), "invoices") == [row.pk for row in late]
    assert keys(desk.get("/awaiting"), "invoices") == [row.pk for row in soon]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["A-1", "B-2"]),
        ({"customer": "petit"}, ["A-1"]),
        ({"number": "b-"}, ["B-2"]),
        ({"min_cents": "500"}, ["B-2"]),
        ({"max_cents": "499,99"}, ["A-1"]),
        ({"due_from": "2026-11-01"}, ["B-2"]),
        ({"due_to": "2026-10-31"}, ["A-1"]),
        ({"sort": "-due_on"}, ["B-2", "A-1"]),
    ],
)
def test_a_list_is_filtered_and_sorted(
    desk: Client, creditor: Creditor, query: dict[str, str], found: list[str]
) -> None:
    some.an_invoice(some.a_customer(creditor, "Garage Petit"), 10_000, due_in=-30, number="A-1")
    some.an_invoice(some.a_customer(creditor, "Scierie Large"), 90_000, due_in=-5, number="B-2")
    numbers = dict(Receivable.objects.values_list("pk", "number"))
    assert [numbers[key] for key in keys(desk.get("/unpaid", query), "invoices")] == found


def test_a_list_is_filtered_by_step_and_segment(desk: Client, creditor: Creditor) -> None:
    first, second = (some.an_invoice(some.a_customer(creditor)) for _ in range(2))
    some.a_standing(first, step=2, segment="late")
    some.a_standing(second, step=0, segment="standard")
    assert keys(desk.get("/unpaid", {"step": "2"}), "invoices") == [first.pk]
    assert keys(desk.get("/unpaid", {"segment": "standard"}), "invoices") == [second.pk]


def test_a_wrong_filter_is_said_on_its_field(desk: Client, creditor: Creditor) -> None:
    answer = desk.get("/unpaid", {"min_cents": "beaucoup"})
    assert answer.status_code == 422
    assert "Écrire un montant comme 1 234,50." in answer.content.decode()


def test_amounts_of_two_currencies_are_never_added(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 10_000)
    some.an_invoice(customer, 20_000, currency="USD")
    shown = page(desk, "/unpaid")
    assert "Total, EUR" in shown
    assert "Total, USD" in shown


def test_the_number_of_queries_of_a_list_does_not_grow(desk: Client, creditor: Creditor) -> None:
    def more() -> None:
        for _ in range(8):
            some.an_invoice(some.a_customer(creditor))

    more()
    few = queries(desk, "/unpaid")
    more()
    assert queries(desk, "/unpaid") == few


def test_an_invoice_is_followed_from_proposal_to_settled_on_its_customers_page(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    invoice = some.an_invoice(customer, 120_000)
    some.a_delivery(some.a_message(invoice, state="delivered"))
    assert "Premier rappel" in page(desk, f"/customers/{customer.pk}")
    some.an_application(invoice, 120_000)
    shown = page(desk, f"/customers/{customer.pk}")
    assert "Rien d’ouvert" in shown
    assert Message.objects.get().state == "delivered"


PLANS = (
    "Compte;Facture;Date;Échéance;Montant TTC;Reste dû\n"
    "C1;F-1;01/09/2026;01/10/2026;50,00;0\nC1;F-1;01/09/2026;05/11/2026;30,00;30,00\n"
    "C1;F-1;01/09/2026;01/03/2027;40,00;40,00\n"
    "C1;F-2;01/09/2026;01/11/2026;10,00;10,00\nC1;F-3;01/09/2026;10/11/2026;10,00;10,00\n"
)


def numbers(client: Client, path: str, **query: str) -> list[str]:
    """The numbers of invoices of a list, in its order."""
    return [Receivable.objects.get(pk=key).number for key in keys(client.get(path, query), "invoices")]


@pytest.mark.both
def test_an_invoice_in_instalments_is_listed_by_the_earliest_that_is_not_paid(
    desk: Client, creditor: Creditor, house: Path
) -> None:
    told: dict[str, Any] = {"author": "cli", "at": some.NOW, "on": some.TODAY, "home": house}
    import_file(creditor, PLANS.encode(), "factures.csv", **told)
    row = Receivable.objects.get(number="F-1")
    assert InstalmentDue.objects.get().due_on == date(2026, 11, 5)
    assert numbers(desk, "/unpaid") == ["F-2", "F-1", "F-3"]
    assert numbers(desk, "/unpaid", sort="-due_on") == ["F-3", "F-1", "F-2"]
    assert numbers(desk, "/unpaid", due_from="2026-11-04", due_to="2026-11-06") == ["F-1"]
    assert numbers(desk, "/awaiting") == []
    chosen = desk.get("/bulk/file.csv", {"room": "unpaid", "all": "1"}).getvalue().decode("utf-8-sig")
    assert [number for number in ("F-1", "F-2", "F-3") if number in chosen] == ["F-1", "F-2", "F-3"]
    paid: dict[str, Any] = {
        "amount_cents": 30_00,
        "paid_on": some.TODAY,
        "on": some.TODAY,
        "reference": "",
        "author": "cli",
        "at": some.NOW,
    }
    record_payment(row, made_from=row.version, **paid)
    assert InstalmentDue.objects.get().due_on == date(2027, 3, 1)
    assert numbers(desk, "/unpaid") == ["F-2", "F-3"]
    assert numbers(desk, "/awaiting") == ["F-1"]
    row.refresh_from_db()
    record_payment(row, made_from=row.version, **paid | {"amount_cents": 40_00})
    assert not InstalmentDue.objects.exists()


def test_pages_of_both_kinds_of_invoice_follow_each_other(
    desk: Client, creditor: Creditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = some.a_customer(creditor)
    rows = [some.an_invoice(customer, 1_000, number=f"N-{rank}", due_in=-rank) for rank in range(1, 8)]
    for row in rows[::3]:
        due_on = some.TODAY - timedelta(days=30 + row.pk)
        InstalmentDue.objects.create(receivable=row, creditor=creditor, due_on=due_on)
    monkeypatch.setattr("encours.desk.paging.SIZE", 3)
    monkeypatch.setattr(sliced_together, "__kwdefaults__", {"size": 3})
    whole = [row.pk for row in (*rows[::3][::-1], *reversed([row for row in rows if row not in rows[::3]]))]
    shown: list[int] = []
    answer = desk.get("/unpaid")
    while True:
        shown += keys(answer, "invoices")
        following = link(answer, "next")
        if following is None:
            break
        last, answer = answer, desk.get(following)
        back = link(answer, "prev")
        assert back is not None
        assert keys(desk.get(back), "invoices") == keys(last, "invoices")
    assert shown == whole
