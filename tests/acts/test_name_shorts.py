"""A short payment without advice: the rest is a contested deduction where its amount names the reason, else open."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from books import AT, AUTHOR, SIREN, Books, apply, ours, received, sound, statement, take_in, take_ledger
from encours.acts.open_creditor import open_creditor
from encours.acts.remittances.ruling import let_short
from encours.core.remittance.shorts import Shorts
from encours.records.disputes.models import Dispute
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable

PAID = date(2026, 11, 5)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    take_ledger(found, Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000), 2026, house)
    return found


def paid(creditor: Creditor, home: Path, cents: int) -> list[tuple[str, int]]:
    take_in(creditor, statement(received(PAID, cents, "VIR DUPONT FA101")), "r.xml", home)
    apply(creditor)
    apply(creditor)
    return list(Dispute.objects.values_list("code", "amount_cents"))


@pytest.mark.both
def test_five_percent_kept_to_the_cent_is_a_retention_and_is_told_once(
    creditor: Creditor, house: Path
) -> None:
    assert paid(creditor, house, 114_000) == [("retention", 6_000)]
    (told,) = Dispute.objects.all()
    assert (told.kind, told.opened_on, told.by) == ("deduction", PAID, "rule:cash@1")
    assert Receivable.objects.get().open_cents == 6_000
    sound(creditor, house)


@pytest.mark.parametrize("cents", [113_999, 114_001, 60_000])
def test_anything_else_is_left_to_a_person(creditor: Creditor, house: Path, cents: int) -> None:
    assert paid(creditor, house, cents) == []


def test_a_reason_that_the_creditor_wants_asked_is_not_contested_by_rule(
    creditor: Creditor, house: Path
) -> None:
    let_short(creditor, Shorts(treatments={"retention": "ask"}), made_from=None, author=AUTHOR, at=AT)
    assert paid(creditor, house, 114_000) == []


def test_what_a_person_closed_is_not_contested_again(creditor: Creditor, house: Path) -> None:
    paid(creditor, house, 114_000)
    Dispute.objects.update(closed_on=PAID, outcome="admise")
    apply(creditor)
    assert Dispute.objects.count() == 1
