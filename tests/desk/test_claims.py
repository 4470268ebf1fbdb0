"""Interest and indemnity beside the principal of one invoice, as its page tells them."""

from __future__ import annotations

from datetime import timedelta

from desk import situations as some
from encours.core.interest import Interest
from encours.desk.invoices.claims import claim
from encours.records.cash.models import Application
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor
from encours.records.policies.reading import interest_rules
from encours.records.receivables.models import Instalment, Receivable


def claimed(row: Receivable) -> Interest:
    found = claim(row, on=some.TODAY, rules=interest_rules(row.creditor), shadow=True)
    assert found is not None
    return found


def test_a_payment_undone_bears_interest_as_if_it_had_never_come(creditor: Creditor) -> None:
    customer = some.a_customer(creditor, regime_source="person")
    untouched, undone = (some.an_invoice(customer, 100_000, due_in=-300) for _ in range(2))
    paid = some.an_application(undone, 60_000, days_ago=200)
    assert claimed(undone).cents < claimed(untouched).cents
    told = {name: getattr(paid, name) for name in ("creditor", "recorded_at", "customer", "payment")}
    days = {"applied_on": paid.applied_on, "known_on": paid.known_on}
    Application.objects.create(
        **told,
        **days,
        receivable=undone,
        amount_cents=-60_000,
        reason="undone",
        source="person",
        reverses=paid,
    )
    assert claimed(undone).exact_cents == claimed(untouched).exact_cents


def test_an_invoice_in_instalments_bears_interest_on_those_that_are_late(creditor: Creditor) -> None:
    customer = some.a_customer(creditor, regime_source="person")
    half = some.an_invoice(customer, 50_000, due_in=-300)
    whole = some.an_invoice(customer, 100_000, due_in=30)
    opened = Entry.objects.latest("pk")
    for days in (-300, 30):
        due_on = some.TODAY + timedelta(days=days)
        told = {"creditor": creditor, "recorded_at": some.NOW, "customer": customer, "entry": opened}
        Instalment.objects.create(**told, receivable=whole, due_on=due_on, amount_cents=50_000)
    assert claimed(whole).exact_cents == claimed(half).exact_cents > 0
    assert claimed(whole).indemnity_cents == claimed(half).indemnity_cents == 40_00
