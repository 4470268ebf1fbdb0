"""A round of the worker: the day once, with what it means for sales and objectives."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from desk import situations as some
from encours.jobs import working
from encours.records.objectives.models import Reading
from encours.records.parties.models import CreditLimit
from encours.records.runs.models import Run
from encours.records.sales.models import Signal

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def _morning(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def now() -> datetime:
        return some.NOW

    monkeypatch.setattr(working, "now", now)
    monkeypatch.setattr(working, "_decided", set())


def test_a_round_signals_to_sales_and_reads_the_objectives_once_a_day() -> None:
    creditor = some.a_creditor()
    customer = some.a_customer(creditor)
    some.an_invoice(customer, 80_000)
    CreditLimit.objects.create(
        creditor=creditor, recorded_at=some.NOW, customer=customer, limit_cents=50_000, by="x@example.com"
    )
    objective = some.an_objective(creditor, measure="past_due_ratio", parts=10_000)
    for _round in range(2):
        working._round()
    assert Signal.objects.get().kind == "limit_exceeded"
    assert list(Reading.objects.filter(objective=objective, on=some.TODAY).values_list("value")) == [
        (10_000,)
    ]


def test_a_day_that_a_person_decided_already_still_reads_the_objectives() -> None:
    creditor = some.a_creditor()
    some.an_invoice(some.a_customer(creditor), 80_000)
    some.an_objective(creditor, measure="past_due_ratio", parts=10_000)
    some.a_run(creditor)
    working._round()
    assert Run.objects.count() == 1
    assert Reading.objects.filter(on=some.TODAY).count() == 1
