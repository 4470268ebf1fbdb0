"""What acts read of the day of an invoice in instalments: that of the earliest not paid, for what is due of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desk import situations as some
from encours.acts.import_file import import_file
from encours.acts.log_call import log_call
from encours.acts.record_payment import record_payment
from encours.acts.sales_facts import save_deal
from encours.acts.send.instalments import instalments_of
from encours.acts.stop_paid import stop_paid
from encours.records.cases.models import Call, Stop
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import InstalmentDue, Receivable
from encours.records.sales.models import Signal

pytestmark = pytest.mark.both
WHO: dict[str, Any] = {"author": "lea@example.com", "at": some.NOW}
PLAN = (
    "Compte;Facture;Date;Échéance;Montant TTC;Reste dû\n"
    "C1;F-1;01/09/2026;05/11/2026;300,00;300,00\nC1;F-1;01/09/2026;01/03/2027;700,00;700,00\n"
)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return some.a_creditor()


@pytest.fixture
def customer(creditor: Creditor, house: Path) -> Customer:
    """Who owes 300 € since the 5th, and 700 € more for the first of March."""
    import_file(creditor, PLAN.encode(), "factures.csv", on=some.TODAY, home=house, **WHO)
    return Customer.objects.get()


def test_sales_are_told_of_what_is_overdue_of_a_customer_with_a_deal(customer: Customer) -> None:
    values = {"name": "Fournil 2", "stage": "proposed", "amount_cents": 900_000, "currency": "EUR",
              "closing_on": None, "owner": "Nora"}  # fmt: skip
    save_deal(customer, values, on=some.TODAY, **WHO)
    told = Signal.objects.filter(customer=customer).values_list("kind", "amount_cents")
    assert list(told) == [("deal_overdue", 300_00)]


def test_a_call_to_make_again_closes_when_the_instalment_that_was_due_is_paid(
    customer: Customer, creditor: Creditor
) -> None:
    log_call(customer, outcome="no_answer", on=some.TODAY, today=some.TODAY, next_on=some.TODAY, **WHO)
    now = some.NOW + timedelta(minutes=1)
    assert stop_paid(creditor.pk, author="rule:stop@1", outbox=Path("none"), clock=lambda: now)["calls"] == 0
    row = Receivable.objects.get()
    record_payment(
        row, made_from=row.version, amount_cents=300_00, paid_on=some.TODAY, on=some.TODAY, reference="",
        author="lea@example.com", at=now,
    )  # fmt: skip
    later = now + timedelta(minutes=1)
    assert (
        stop_paid(creditor.pk, author="rule:stop@1", outbox=Path("none"), clock=lambda: later)["calls"] == 1
    )
    assert Stop.objects.get().call == Call.objects.get()


def test_one_paid_ahead_of_its_instalments_closes_no_call(customer: Customer, creditor: Creditor) -> None:
    row = Receivable.objects.get()
    told: dict[str, Any] = {"paid_on": some.TODAY, "on": some.TODAY, "reference": "", "author": "cli"}
    record_payment(row, made_from=row.version, amount_cents=300_00, at=some.NOW, **told)
    log_call(customer, outcome="no_answer", on=some.TODAY, today=some.TODAY, next_on=some.TODAY, **WHO)
    row.refresh_from_db()
    later = some.NOW + timedelta(minutes=1)
    record_payment(row, made_from=row.version, amount_cents=700_00, at=later, **told)
    done = stop_paid(
        creditor.pk, author="rule:stop@1", outbox=Path("none"), clock=lambda: later + timedelta(minutes=1)
    )
    assert done["calls"] == 0


def test_where_an_amount_was_corrected_since_the_whole_is_due_on_its_last_day(customer: Customer) -> None:
    row = Receivable.objects.get()
    assert list(instalments_of([row.pk])) == [row.pk]
    Receivable.objects.update(amount_cents=900_00, open_cents=900_00)
    log_call(customer, outcome="no_answer", on=some.TODAY, today=some.TODAY, **WHO)
    assert not InstalmentDue.objects.exists()
    assert not instalments_of([row.pk])
