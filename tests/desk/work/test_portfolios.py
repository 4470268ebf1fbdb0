"""Portfolios with what is open in each, the same from the sheet of the day as from the rows."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from encours.acts.aged_customers import keep_aged_sheet
from encours.records.parties.models import Creditor
from encours.records.work.models import Assignment, Portfolio


def amounts(desk: Client) -> list[str]:
    return re.findall(r"[\d\u202f\u00a0 ]+,\d\d", desk.get(reverse("portfolios")).content.decode())


@pytest.mark.both
def test_what_is_open_in_a_portfolio_is_the_same_from_the_sheet_of_the_day(
    desk: Client, creditor: Creditor
) -> None:
    fact = {"creditor": creditor, "recorded_at": some.NOW}
    portfolio = Portfolio.objects.create(**fact, name="Nord")
    for name, cents in (("Garage Petit", 123_400), ("Atelier Long", 70_000)):
        customer = some.a_customer(creditor, name)
        Assignment.objects.create(**fact, customer=customer, portfolio=portfolio)
        some.an_invoice(customer, cents, due_in=-40)
    some.a_payment(customer, 5_000)
    some.an_invoice(some.a_customer(creditor, "Hors portefeuille"), 9_900)
    from_rows = amounts(desk)
    keep_aged_sheet(creditor, on=some.TODAY)
    assert any(amount.strip().endswith("934,00") for amount in from_rows)
    assert amounts(desk) == from_rows
