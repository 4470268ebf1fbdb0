"""The matching queue worked from the keyboard in a real Chromium: accepted, refused, split, searched; no pointer."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models import Sum

from browser.focus import focused
from desk import situations as some
from encours.records.cash.models import Application, BankLine, Candidate
from encours.records.cash.refusals import Refusal
from encours.records.documents.models import Intake
from encours.records.receivables.models import Receivable

pytestmark = pytest.mark.browser


def _waiting(served: Any, payer: str, cents: int, *, proposed: bool = True) -> tuple[BankLine, Receivable]:
    """A credit of somebody, and an invoice that may be what it pays."""
    creditor = served.creditor
    line = some.a_bank_line(creditor, Intake.objects.filter(creditor=creditor).earliest("pk"), cents)
    line.counterparty = payer
    line.save()
    invoice = some.an_invoice(some.a_customer(creditor, f"Maison {payer}"), cents, number=f"N-{cents}")
    if proposed:
        Candidate.objects.create(
            creditor=creditor, line=line, customer=invoice.customer, receivable=invoice, score=75,
            reason="name_and_amount",
        )  # fmt: skip
    return line, invoice


def _to_line(page: Any, payer: str) -> None:
    """Press j until the line of this payer has the focus."""
    for _ in range(40):
        if payer in page.evaluate("document.activeElement.closest('[data-item]')?.innerText || ''"):
            return
        page.keyboard.press("j")
    pytest.fail(f"j never reached {payer}")


def _back_at_the_queue(page: Any) -> None:
    page.wait_for_url(lambda url: "/bank/lines" not in url)
    focused(page)


def _amount_typed(page: Any, invoice: Receivable, amount: str) -> None:
    """Tab to the amount of an invoice, say how much in place of what stands there, and send."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name || ''") == f"cents_{invoice.pk}":
            page.keyboard.press("Control+a")
            page.keyboard.type(amount)
            page.keyboard.press("Enter")
            return
    pytest.fail("Tab never reached the amount")


def _paid(invoice: Receivable) -> int:
    return Application.objects.filter(receivable=invoice).aggregate(cents=Sum("amount_cents"))["cents"] or 0


def test_the_matching_queue_is_worked_wholly_from_the_keyboard(keys: Any, served: Any) -> None:
    accepted, refused = _waiting(served, "Accordeon", 41_000), _waiting(served, "Basson", 42_000)
    split, sought = (
        _waiting(served, "Clarinette", 43_000),
        _waiting(served, "Diapason", 44_000, proposed=False),
    )
    keys.goto("/bank")

    _to_line(keys, "Accordeon")
    keys.keyboard.press("a")
    keys.wait_for_url("**/bank?go=on")
    focused(keys)
    assert _paid(accepted[1]) == 41_000

    _to_line(keys, "Basson")
    with keys.expect_navigation():
        keys.keyboard.press("r")
    focused(keys)
    assert Refusal.objects.filter(line=refused[0]).count() == 1
    assert _paid(refused[1]) == 0

    _to_line(keys, "Clarinette")
    keys.keyboard.press("s")
    keys.wait_for_url("**/apply?**")
    focused(keys)
    _amount_typed(keys, split[1], "430")
    _back_at_the_queue(keys)
    assert _paid(split[1]) == 43_000

    _to_line(keys, "Diapason")
    keys.keyboard.press("f")
    keys.wait_for_url("**/bank/lines/*#words")
    focused(keys)
    assert keys.evaluate("document.activeElement.id") == "words"
    keys.keyboard.type("maison diapason")
    keys.keyboard.press("Enter")
    keys.wait_for_url("**q=maison*")
    focused(keys)
    for _ in range(80):
        keys.keyboard.press("Tab")
        if "Maison Diapason" in keys.evaluate("document.activeElement.innerText || ''"):
            break
    keys.keyboard.press("Enter")
    keys.wait_for_url("**/apply?**")
    focused(keys)
    _amount_typed(keys, sought[1], "200,50")
    _back_at_the_queue(keys)
    assert _paid(sought[1]) == 20_050
    assert BankLine.objects.get(pk=sought[0].pk).state == "applied"


def test_what_to_do_of_one_payment_is_a_letter_away(keys: Any, served: Any) -> None:
    paid = some.a_payment(some.a_customer(served.creditor, "Maison Tuba"), 50_000)
    for letter, place in (("i", "apply"), ("t", "transfer"), ("r", "refund")):
        keys.goto(f"/payments/{paid.pk}")
        focused(keys)
        keys.keyboard.press(letter)
        keys.wait_for_url(f"**/payments/{paid.pk}/{place}")


def test_a_line_in_doubt_is_settled_from_the_queue_by_its_key(keys: Any, served: Any) -> None:
    line, invoice = _waiting(served, "Piccolo", 45_000, proposed=False)
    BankLine.objects.filter(pk=line.pk).update(state="doubtful")
    some.a_doubt(line, invoice.customer)
    keys.goto("/bank")
    _to_line(keys, "Piccolo")
    keys.keyboard.press("d")
    keys.wait_for_url(f"**/bank/lines/{line.pk}#doubts-title")
    assert keys.locator("#doubts-title").is_visible()
