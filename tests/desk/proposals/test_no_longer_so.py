"""A reminder prepared for what is disputed, held, promised or put off since: every place says so, at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.marking import no_longer_so
from encours.records.cases.models import Hold
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor
from encours.records.promises.models import Promise
from encours.records.receivables.models import Receivable

LATER = str(some.TODAY + timedelta(days=30))


def badge(desk: Client) -> int:
    """What the navigation counts beside the reminders of the day."""
    shown = desk.get("/imports").content.decode()
    room = re.search(r'href="/proposals".*?</a>', shown, re.DOTALL)
    assert room
    found = re.search(r'<span class="badge[^>]*>\s*(\d+)', room[0])
    return int(found[1]) if found else 0


def words(desk: Client, path: str) -> str:
    """What a page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page(desk, path)).split())


def two_reminders(creditor: Creditor, **told: Any) -> tuple[Receivable, Message]:
    """Two customers reminded, the first of one invoice alone: what happens to it is its reminder's."""
    some.a_message(some.an_invoice(some.a_customer(creditor, "Tranquille"), 70_000), **told)
    invoice = some.an_invoice(some.a_customer(creditor, "Garage Petit"), 120_000)
    return invoice, some.a_message(invoice, **told)


ACTS = {
    "disputed": ("/invoices/{pk}/dispute", {"whole": "whole", "reason": "Casse"}),
    "disputed_in_part": ("/invoices/{pk}/dispute", {"amount_cents": "10", "reason": "Casse"}),
    "held": ("/invoices/{pk}/hold", {"from_on": str(some.TODAY), "reason": "Avoir attendu"}),
    "customer_held": (
        "/customers/{customer}/hold",
        {"from_on": str(some.TODAY), "kind": "pause", "reason": "À voir"},
    ),
    "promised": (
        "/customers/{customer}/promise",
        {"due_on": LATER, "invoices": "{pk}", "source": "call", "text": ""},
    ),
    "put_off": ("/invoices/{pk}/edit", {"due_on": LATER, "po_number": "", "version": "1"}),
}


@pytest.mark.parametrize("happens", ACTS)
def test_what_happens_is_told_alike_by_the_list_its_count_the_message_and_the_customer(
    desk: Client, creditor: Creditor, happens: str
) -> None:
    invoice, message = two_reminders(creditor)
    assert badge(desk) == 2
    path, told = ACTS[happens]
    names = {"pk": invoice.pk, "customer": invoice.customer_id}
    answer = desk.post(path.format(**names), {name: value.format(**names) for name, value in told.items()})
    assert answer.status_code == 302
    message.refresh_from_db()
    assert [message] == list(no_longer_so(Message.objects.all()))
    assert badge(desk) == 1
    shown = words(desk, "/proposals")
    assert "Ne partent plus telles quelles 1" in shown
    assert "À relire 1" in shown
    assert f'value="{message.pk}.' not in desk.get("/proposals").content.decode()
    assert "Ne part plus telle quelle :" in page(desk, f"/proposals/{message.pk}")
    assert "qui ne part plus telle quelle" in page(desk, f"/customers/{invoice.customer_id}")


def test_what_is_so_again_is_ready_again(desk: Client, creditor: Creditor) -> None:
    invoice, message = two_reminders(creditor)
    desk.post(f"/invoices/{invoice.pk}/hold", {"from_on": str(some.TODAY), "reason": "Avoir attendu"})
    assert badge(desk) == 1
    desk.post(f"/holds/{Hold.objects.get().pk}/release")
    message.refresh_from_db()
    assert (message.state, message.held_reason, badge(desk)) == ("proposed", "", 2)
    desk.post(f"/invoices/{invoice.pk}/dispute", {"whole": "whole", "reason": "Casse"})
    assert badge(desk) == 1
    dispute = invoice.disputes.get()
    desk.post(f"/disputes/{dispute.pk}/close", {"outcome": "Abandonné"})
    assert badge(desk) == 2


def test_a_promise_withdrawn_lets_its_reminder_be_ready_again(desk: Client, creditor: Creditor) -> None:
    invoice, _message = two_reminders(creditor)
    path, told = ACTS["promised"]
    desk.post(path.format(customer=invoice.customer_id), {**told, "invoices": str(invoice.pk)})
    assert badge(desk) == 1
    desk.post(f"/promises/{Promise.objects.get().pk}/withdraw", {"reason": "Il ne paiera pas"})
    assert badge(desk) == 2


def test_nobody_is_asked_to_approve_what_does_not_leave(creditor: Creditor, visitor: Any) -> None:
    manager = visitor(some.a_person("manager", creditor))
    invoice, _message = two_reminders(creditor, needs_approval=True)
    assert "Garage Petit" in page(manager, "/work", whose="all", kind="approve")
    manager.post(f"/invoices/{invoice.pk}/dispute", {"whole": "whole", "reason": "Casse"})
    shown = page(manager, "/work", whose="all", kind="approve")
    assert "Tranquille" in shown
    assert "Garage Petit" not in shown


def test_the_day_decided_again_forgets_the_mark(desk: Client, creditor: Creditor) -> None:
    invoice, _message = two_reminders(creditor)
    desk.post(f"/invoices/{invoice.pk}/dispute", {"amount_cents": "200", "reason": "Prix"})
    assert no_longer_so(Message.objects.all()).count() == 1
    desk.post("/proposals/run")
    assert not no_longer_so(Message.objects.all()).exists()


def test_the_decision_is_about_the_oldest_overdue_invoice_and_the_amounts_come_first(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    some.an_invoice(customer, 30_000, due_in=3, number="FA-NEXT")
    oldest = some.an_invoice(customer, 120_000, due_in=-40, number="FA-OLD")
    some.an_invoice(customer, 10_000, due_in=-5, number="FA-LATE")
    shown = words(desk, f"/customers/{customer.pk}")
    assert (
        shown.index("Reste dû 1 600,00 €")
        < shown.index("dont échu 1 300,00 €")
        < shown.index("Noter un appel")
    )
    decision = shown[shown.rindex("Décision à prendre") :]
    assert decision.index("FA-OLD :") < 60
    desk.post(f"/invoices/{oldest.pk}/hold", {"from_on": str(some.TODAY), "reason": "Avoir attendu"})
    shown = words(desk, f"/customers/{customer.pk}")
    assert "suspendu" in shown[shown.rindex("Décision à prendre") :][:200]


def test_the_decision_is_the_hold_or_the_promise_that_stands_where_nothing_is_overdue(
    desk: Client, creditor: Creditor
) -> None:
    customer = some.a_customer(creditor, "Garage Petit")
    invoice = some.an_invoice(customer, 30_000, due_in=3)
    path, told = ACTS["promised"]
    desk.post(path.format(customer=customer.pk), {**told, "invoices": str(invoice.pk)})
    shown = words(desk, f"/customers/{customer.pk}")
    assert "Promis 300,00 €" in shown[shown.rindex("Décision à prendre") :][:200]
    desk.post(f"/customers/{customer.pk}/hold", ACTS["customer_held"][1])
    shown = words(desk, f"/customers/{customer.pk}")
    assert "Relances suspendues" in shown[shown.rindex("Décision à prendre") :][:200]
