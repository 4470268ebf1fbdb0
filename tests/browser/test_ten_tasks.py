"""The ten daily tasks of a collector, done from the keyboard in a real Chromium: no mouse, no pointer."""

from __future__ import annotations

from typing import Any

import pytest

from browser.focus import focused
from desk import situations as some
from encours.records.cases.models import Hold, Note
from encours.records.disputes.models import Dispute
from encours.records.history.models import Entry
from encours.records.messages.models import Message
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.people.models import User
from encours.records.runs.models import Position
from encours.records.work.models import Assignment, Task

pytestmark = pytest.mark.browser


def _customer(creditor: Creditor, name: str, cents: int, reason: str) -> Customer:
    customer = some.a_customer(creditor, name)
    some.a_standing(some.an_invoice(customer, cents, number=f"N-{cents}"), step=3, segment="standard")
    Position.objects.filter(customer=customer).update(reason=reason)
    return customer


def _go(page: Any, typed: str, address: str) -> None:
    """By the palette: Ctrl+K, what one looks for, Enter."""
    page.keyboard.press("Control+k")
    page.keyboard.type(typed)
    _sent(page, address)


def _to_task(page: Any, title: str) -> None:
    """Press j until the task of this title has the focus."""
    for _ in range(60):
        page.keyboard.press("j")
        if title in page.evaluate("document.activeElement.innerText || ''"):
            return
    pytest.fail(f"j never reached {title}")


def _to_field(page: Any, name: str) -> None:
    """Press Tab until the field of this name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || ''") == name:
            return
    pytest.fail(f"Tab never reached {name}")


def _sent(page: Any, address: str) -> None:
    page.keyboard.press("Enter")
    _at(page, address)


def _at(page: Any, address: str) -> None:
    """Wait for an address that ends so; or, where it ends with a sign, that holds this."""
    exact = address[-1].isalnum()
    page.wait_for_url(lambda url: url.endswith(address) if exact else address in url)
    focused(page)


def _situation(served: Any) -> dict[str, Any]:
    """Somebody to call, somebody without an address, a reminder to approve, a question, a colleague."""
    creditor = served.creditor
    approved = some.a_message(some.an_invoice(some.a_customer(creditor, "Accordeon")), needs_approval=True)
    colleague = some.a_person("salesperson", creditor, email="paul@example.com")
    User.objects.filter(pk=colleague.pk).update(name="Paul Durand")
    Task.objects.filter(pk=served.rows["task"]).update(person=served.person)
    Dispute.objects.exclude(pk=served.rows["dispute"]).delete()
    return {
        "fini": _customer(creditor, "Finistère", 900_000, "ladder_finished"),
        "bare": _customer(creditor, "Sansadresse", 800_000, "no_address"),
        "approved": approved,
        "colleague": colleague,
    }


def _the_morning(page: Any, served: Any, approved: Message) -> None:
    # 1. Read the list of the day and approve a reminder.
    _go(page, "aller à faire", "/work")
    page.goto("/work?whose=all")
    _to_task(page, "Accordeon")
    page.keyboard.press("a")
    page.wait_for_selector("#flashes .flash")
    assert Message.objects.get(pk=approved.pk).state == "approved"

    # 2. Answer a colleague's question.
    page.goto("/work?whose=all")
    _to_task(page, "Livré ?")
    page.keyboard.press("r")
    _at(page, "/tasks/")
    page.keyboard.type("Oui, le 3")
    page.keyboard.press("Tab")
    _sent(page, "/work?whose=all")
    assert Task.objects.get(pk=served.rows["task"]).done_at is not None


def _the_cases(page: Any, fini: Customer, bare: Customer) -> None:
    # 3. Call a customer whose ladder is finished, and note the call; it leaves the list.
    _to_task(page, "Finistère")
    page.keyboard.press("n")
    _at(page, "/note?")
    page.keyboard.type("Promet de payer vendredi")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    _sent(page, "/work?whose=all")
    assert Note.objects.filter(customer=fini, text="Promet de payer vendredi").exists()
    assert "Finistère" not in page.inner_text(".tasks")

    # 4. Find the missing address of a customer.
    _to_task(page, "Sansadresse")
    page.keyboard.press("e")
    _at(page, "/contacts/add?")
    _to_field(page, "email")
    page.keyboard.type("compta@sansadresse.example")
    _sent(page, "/work?whose=all")
    assert Contact.objects.filter(customer=bare).exists()

    # 5. Close a dispute.
    _to_task(page, "Litige à régler")
    page.keyboard.press("c")
    _at(page, "/close?")
    _to_field(page, "outcome")
    page.keyboard.type("Avoir émis")
    _sent(page, "/work?whose=all")
    assert Dispute.objects.get().closed_on is not None


def _straight_there(page: Any, fini: Customer, colleague: User) -> None:
    # 6. Open a receipt to apply.
    _to_task(page, "Encaissement non affecté")
    _sent(page, "/bank/lines/")

    # 7. Go straight to an invoice by its number, and see why it is where it is.
    _go(page, "N-9000", "/invoices/")
    assert "N-900000" in page.inner_text("h1")

    # 8. Hold a customer by typing the verb.
    _go(page, "suspendre finistere", f"/customers/{fini.pk}/hold")
    _to_field(page, "reason")
    page.keyboard.type("Inventaire")
    _sent(page, f"/customers/{fini.pk}")
    assert Hold.objects.filter(customer=fini, reason="Inventaire").exists()

    # 9. Ask a salesperson about a case.
    _go(page, "demander finistere", f"/customers/{fini.pk}/ask")
    _to_field(page, "person")
    page.keyboard.type("Paul")
    _to_field(page, "text")
    page.keyboard.type("La livraison est faite ?")
    _to_field(page, "due_on")
    _sent(page, f"/customers/{fini.pk}")
    assert Task.objects.filter(customer=fini, person=colleague).exists()


def _many_at_once(page: Any, bare: Customer, colleague: User) -> None:
    # 10. Choose customers in the list and give them to a colleague, previewed.
    page.goto("/customers?customer=sansadresse")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("b")
    _at(page, "/bulk?")
    page.goto(page.url + "&act=transfer")
    _to_field(page, "owner")
    page.keyboard.type("Paul")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    _sent(page, "/customers?")
    assert Assignment.objects.get(customer=bare).owner == colleague


def test_a_collector_does_ten_daily_tasks_without_a_mouse(keys: Any, served: Any) -> None:
    made = _situation(served)
    _the_morning(keys, served, made["approved"])
    _the_cases(keys, made["fini"], made["bare"])
    _straight_there(keys, made["fini"], made["colleague"])
    _many_at_once(keys, made["bare"], made["colleague"])
    acts = Entry.objects.filter(creditor=served.creditor, author__contains=served.person.email)
    assert len({*acts.values_list("act", flat=True)}) >= 8, "ten tasks, some of them by the same act"
