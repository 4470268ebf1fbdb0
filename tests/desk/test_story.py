"""The timelines: filtered, live, the fragment equal to the page, fast, and one for each invoice."""

from __future__ import annotations

import re

from django.test import Client

from desk import situations as some
from desk.looking import page, queries
from encours.records.history.models import Leaf
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor


def the_section(text: str) -> str:
    found = re.search(r'<section class="card" aria-labelledby="story-title".*?</section>', text, re.DOTALL)
    assert found is not None
    return found.group()


def mark(text: str) -> str:
    found = re.search(r"since=(\d+)", text)
    assert found is not None
    return found.group(1)


def test_the_fragment_is_the_page_s_own(desk: Client, creditor: Creditor) -> None:
    invoice = some.an_invoice(some.a_customer(creditor))
    desk.post(f"/invoices/{invoice.pk}/note", {"text": "Rappelé"})
    for place in (f"/customers/{invoice.customer_id}", f"/invoices/{invoice.pk}"):
        whole = desk.get(place).content.decode()
        assert desk.get(f"{place}/story").content.decode().strip() == the_section(whole)


def test_nothing_new_answers_204_and_a_new_event_answers_the_timeline(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor)
    at = mark(page(desk, f"/customers/{customer.pk}"))
    poll = f"/customers/{customer.pk}/story"
    assert desk.get(poll, {"since": at}).status_code == 204
    desk.post(f"/customers/{customer.pk}/note", {"text": "Il paie demain"})
    answer = desk.get(poll, {"since": at})
    assert answer.status_code == 200
    assert "Il paie demain" in answer.content.decode()
    assert desk.get(poll, {"since": mark(answer.content.decode())}).status_code == 204


def test_asking_whether_something_is_new_asks_little(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    few = queries_of_poll(desk, customer.pk)
    for _ in range(30):
        desk.post(f"/customers/{customer.pk}/note", {"text": "Note"})
    assert queries_of_poll(desk, customer.pk) == few


def queries_of_poll(desk: Client, key: int) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    last = Leaf.objects.filter(customer_id=key).order_by("-pk").values_list("pk", flat=True).first() or 0
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(f"/customers/{key}/story", {"since": last}).status_code == 204
    return len(asked)


def test_kinds_are_chosen_without_script(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    invoice = some.an_invoice(customer, 120_000, number="FA-1")
    some.an_application(invoice, 20_000)
    desk.post(f"/customers/{customer.pk}/note", {"text": "Rappelé ce matin"})
    desk.post(f"/customers/{customer.pk}/contacts/add", {"email": "x@example.com"})
    notes = the_section(page(desk, f"/customers/{customer.pk}", kinds="notes"))
    assert "Rappelé ce matin" in notes
    assert "Paiement de" not in notes
    both = the_section(page(desk, f"/customers/{customer.pk}", kinds="notes,payments"))
    assert "Rappelé ce matin" in both
    assert "Paiement de 200,00 €" in both
    assert "Contact ajouté" not in both
    assert "Rien de ce genre" in page(desk, f"/customers/{customer.pk}", kinds="sales")
    assert "Contact ajouté" in page(desk, f"/customers/{customer.pk}", kinds="nonsense")


def test_each_kind_alone_adds_up_to_the_whole(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    invoice = some.an_invoice(customer, 120_000, number="FA-1")
    some.an_application(invoice, 20_000)
    some.a_delivery(some.a_message(invoice, state="delivered"))
    for path, told in (
        (f"/customers/{customer.pk}/note", {"text": "Note"}),
        (f"/customers/{customer.pk}/hold", {"reason": "R", "from_on": "2026-11-18"}),
        (f"/invoices/{invoice.pk}/dispute", {"amount_cents": "10", "reason": "Casse"}),
        (f"/customers/{customer.pk}/contacts/add", {"email": "x@example.com"}),
        (f"/customers/{customer.pk}/documents/add", {"kind": "other", "url": "https://x.example"}),
        (f"/customers/{customer.pk}/campaigns", {"name": "A", "excluded": "no"}),
    ):
        assert desk.post(path, told).status_code == 302
    kinds = ("messages", "payments", "applications", "holds", "disputes", "notes", "documents", "sales",
             "imports", "changes")  # fmt: skip
    place = f"/customers/{customer.pk}"
    told = [page(desk, place, kinds=kind).count('class="story-title"') for kind in kinds]
    assert told == [1, 1, 1, 1, 1, 1, 1, 1, 0, 1]
    assert page(desk, place).count('class="story-title"') == sum(told)


def test_an_invoice_tells_only_its_own_story(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    one, other = some.an_invoice(customer, number="FA-1"), some.an_invoice(customer, number="FA-2")
    some.an_application(one, 20_000)
    desk.post(f"/invoices/{one.pk}/note", {"text": "Sur la une"})
    desk.post(f"/invoices/{other.pk}/note", {"text": "Sur la deux"})
    desk.post(f"/invoices/{one.pk}/edit", {"due_on": "2026-12-01", "po_number": "BC-1", "version": "1"})
    told = the_section(page(desk, f"/invoices/{one.pk}"))
    assert "Sur la une" in told
    assert "200,00 € affectés sur FA-1" in told
    assert "Facture précisée" in told
    assert "auparavant" in told
    assert "Sur la deux" not in told


def test_a_long_story_costs_the_same_queries(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)

    def more(count: int) -> None:
        for _ in range(count):
            some.an_application(some.an_invoice(customer), 100)
            desk.post(f"/customers/{customer.pk}/note", {"text": "Note"})
            desk.post(f"/customers/{customer.pk}/contacts/add", {"email": "x@example.com"})

    more(2)
    few = queries(desk, f"/customers/{customer.pk}/story")
    more(15)
    assert queries(desk, f"/customers/{customer.pk}/story") <= few


def test_a_message_that_the_gate_stopped_says_why_in_words(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor)
    moved = {"planned_cents": 120_000, "now_cents": 70_000}
    with recording(
        creditor, "stop", author="test@example.com", cause="amount_changed", at=some.NOW
    ) as record:
        record.of(customer.pk, message=1, reason="amount_changed", facts=moved)
    told = the_section(page(desk, f"/customers/{customer.pk}"))
    assert "Le montant a changé depuis la proposition, de 1 200,00 € à 700,00 €" in told
    assert "amount_changed" not in told


def test_a_page_that_is_no_number_is_the_first(desk: Client, creditor: Creditor) -> None:
    customer = some.a_customer(creditor, "Menuiserie Colin")
    assert desk.get(f"/customers/{customer.pk}", {"story": "²"}).status_code == 200
