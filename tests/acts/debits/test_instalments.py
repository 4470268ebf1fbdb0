"""An invoice in instalments is collected instalment by instalment, each at its own day."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from books import received
from collecting import Desk, desk_in, open_desk
from debits_at_work import COLLECT, announce, bank, batched, credited, owed, prepare, told, with_mandates
from encours.acts.debits.prepare import preview
from encours.records.debits.models import Debit
from encours.records.frames.invariants import breaches
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from houses import Begin
from mailroom import Mailroom
from small_history import in_instalments

SECOND = date(2026, 12, 21)


@pytest.fixture
def one(house: Path, begin: Begin, server: tuple[Mailroom, dict[str, Any]]) -> Desk:
    """One customer, who owes 1 200,00 € in two instalments."""
    begin("one-in-parts", lambda: open_desk(house, server[1], accounts=("DUPONT",)))
    Receivable.objects.update(due_source="file")  # a day that a person writes is the whole invoice's
    in_instalments(Receivable.objects.get(), (date(2026, 10, 31), 40_000), (SECOND, 80_000))
    return desk_in(house, server[1])


def debits() -> list[tuple[int, date, str]]:
    return list(Debit.objects.order_by("pk").values_list("amount_cents", "collect_on", "state"))


@pytest.mark.both
def test_each_instalment_is_collected_at_its_own_day(one: Desk) -> None:
    assert batched(one).total_cents == 40_000
    assert debits() == [(40_000, COLLECT, "prepared")]
    assert bank(one, credited(40_000))["applied"] == 1
    assert owed() == {"FA101": 80_000}
    assert announce(one) == 1
    assert debits()[1][:2] == (80_000, SECOND)
    assert not list(breaches())


def test_the_next_instalment_waits_for_its_own_notice(one: Desk) -> None:
    batched(one)
    assert announce(one) == 0


def test_an_instalment_paid_otherwise_is_not_collected_out_of_the_next(one: Desk) -> None:
    with_mandates(one)
    told(one)
    assert bank(one, received(date(2026, 11, 24), 40_000, "VIR DUPONT FA101"))["applied"] == 1
    (decided,) = preview(Creditor.objects.get(), on=date(2026, 12, 1)).decisions.values()
    assert (decided.reason, decided.cents) == ("settled", 0)


def test_what_is_left_of_an_instalment_paid_in_part_is_what_is_collected(one: Desk) -> None:
    with_mandates(one)
    told(one)
    bank(one, received(date(2026, 11, 24), 15_000, "VIR DUPONT FA101"))
    assert prepare(one).total_cents == 25_000


def test_instalments_that_do_not_make_the_invoice_are_left_to_a_person(one: Desk) -> None:
    Receivable.objects.update(amount_cents=119_000, open_cents=119_000)
    with_mandates(one)
    assert announce(one) == 0
