"""With two creditors and three currencies, no page adds or takes one currency from another (M22)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from desk import situations as some
from desk.files import dropped, statement
from encours.acts.quality.assess import assess
from encours.acts.run_day import run_day
from encours.records.cash.models import Payment
from encours.records.parties.models import Creditor, Customer
from encours.records.people.models import User
from encours.records.receivables.models import Receivable
from encours.words.amounts import money

OWED = {"EUR": 1_234_01, "USD": 20_567_02, "CHF": 300_890_03}
IDLE = {"EUR": 7_00, "USD": 501_00}
ALONE = {"USD": 45_678_04}  # of another customer, so that two reminders speak two currencies
SPACES = re.compile(r"\s+")


def a_book(creditor: Creditor) -> Customer:
    """A customer that owes in three currencies, late, and has money of two waiting; another that owes in one."""
    customer = owing(creditor, "Trois Monnaies", OWED)
    owing(creditor, "Une Monnaie", ALONE)
    for currency, cents in IDLE.items():
        Payment.objects.filter(pk=some.a_payment(customer, cents).pk).update(currency=currency)
    run_day(creditor, on=some.TODAY, author="rule:day@1", at=some.NOW)
    assess(creditor, on=some.TODAY, author="rule:quality@1", at=some.NOW)
    return customer


def owing(creditor: Creditor, name: str, owed: dict[str, int]) -> Customer:
    customer = some.a_customer(creditor, name=f"{name} {creditor.pk}")
    some.a_contact(customer, f"compta{customer.pk}@example.com")
    for currency, cents in owed.items():
        Receivable.objects.filter(pk=some.an_invoice(customer, cents).pk).update(currency=currency)
    return customer


def mixtures() -> set[str]:
    """The figures of every sum and difference in which two currencies at least take part."""
    parts = [(name, sums(OWED[name], -IDLE.get(name, 0), ALONE.get(name, 0))) for name in OWED]
    found = set()
    for signs in product((1, -1), repeat=3):
        for chosen in product(*(cents for _name, cents in parts)):
            if sum(bool(each) for each in chosen) > 1:
                found.add(abs(sum(sign * cents for sign, cents in zip(signs, chosen, strict=True))))
    pure = {abs(cents) for _name, each in parts for cents in each}
    return {figure(cents) for cents in found - pure}


def sums(*cents: int) -> set[int]:
    """What some of these amounts, or none, come to."""
    return {sum(each) for each in product(*((0, one) for one in cents))}


def figure(cents: int) -> str:
    """An amount without its currency, each space plain."""
    return SPACES.sub(" ", money(cents, "EUR", "fr").removesuffix("€")).strip()


def pages() -> Iterator[str]:
    """Every address without a variable part."""

    def walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
        for one in patterns:
            place = before + str(one.pattern).removeprefix("^").removesuffix("$")
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, place)
            elif "<" not in place and "(" not in place:
                yield f"/{place}"

    yield from walk(get_resolver().url_patterns, "")


def test_no_page_adds_one_currency_to_another(creditor: Creditor, visitor: Callable[[User], Client]) -> None:
    swiss = some.a_creditor(name="Helvetia Négoce", siren="552100554")
    Creditor.objects.filter(pk=swiss.pk).update(currency="CHF")
    swiss.refresh_from_db()
    customers = [a_book(one) for one in (creditor, swiss)]
    wrong, looked = [], 0
    for one, customer in zip((creditor, swiss), customers, strict=True):
        manager = visitor(some.a_person("manager", one))
        own = [f"/customers/{customer.pk}", f"/customers/{customer.pk}/statement"]
        for place in [*dict.fromkeys(pages()), *own]:
            if place.startswith(("/sign", "/events", "/live")):
                continue
            answer = manager.get(place)
            if answer.status_code != 200 or "text/html" not in answer.headers["Content-Type"]:
                continue
            looked += 1
            shown = SPACES.sub(" ", re.sub(r"<[^>]+>", " ", answer.content.decode()))
            wrong += [(one.currency, place, each) for each in mixtures() if f" {each} " in f" {shown} "]
    assert wrong == []
    assert looked > 60


def test_a_statement_in_dollars_is_summed_in_dollars(desk: Client) -> None:
    content = statement(("100.00", "Martin", "F-1"), ("20.00", "Martin", "F-2")).replace(b"EUR", b"USD")
    there = desk.post("/imports", {"documents": dropped(content, "releve.xml")}, follow=True)
    assert "120,00\N{NO-BREAK SPACE}$US" in there.content.decode()
    assert "120,00\N{NO-BREAK SPACE}€" not in there.content.decode()
