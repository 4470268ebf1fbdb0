"""Cheques or cards of several customers in one credit without a slip: accepted in one word, each pays its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db.models import Sum

from books import (
    AT,
    AUTHOR,
    ON,
    SIREN,
    Books,
    apply,
    ours,
    owed,
    received,
    sound,
    statement,
    take_in,
    take_ledger,
)
from encours.acts.answer_proposal import accept_proposal, refuse_proposal
from encours.acts.open_creditor import open_creditor
from encours.records.cash.models import Application, BankLine, Payment
from encours.records.cash.proposals import Proposal, proposals_of
from encours.records.parties.models import Creditor

SOLD = (("DUPONT", "FA101", 12_345), ("DURAND", "FA102", 6_789), ("MARTIN", "FA103", 50_000))


def _banked(house: Path, sold: date, cents: int, wording: str) -> tuple[Creditor, BankLine, Proposal]:
    """Three invoices of one day, one credit a month later, and the set proposed for it."""
    creditor = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(creditor)
    books = Books()
    for account, number, owing in SOLD:
        books.sale(sold, account, number, owing)
    take_ledger(creditor, books, 2026, house)
    take_in(creditor, statement(received(date(2026, 10, 2), cents, wording)), "r.xml", house)
    assert apply(creditor)["applied"] == 0
    line = BankLine.objects.get()
    (proposal,) = [one for one in proposals_of([line], most=5)[line.pk] if one.is_set]
    return creditor, line, proposal


def _accepted(line: BankLine, proposal: Proposal) -> list[tuple[str, int, int]]:
    told = {"remember_payer": True, "made_from": line.version, "author": AUTHOR, "at": AT}
    accept_proposal(line, proposal.key, **told)  # type: ignore[arg-type]
    return sorted(Payment.objects.values_list("customer__account", "amount_cents", "unapplied_cents"))


def test_the_set_proposed_is_accepted_and_each_customer_has_its_payment(house: Path) -> None:
    creditor, line, proposal = _banked(house, date(2026, 9, 1), 19_134, "REMISE CHEQUES 0012345 NB 2")
    assert proposal.first.reason == "cheques_together"
    assert proposal.customers == ["Client DUPONT", "Client DURAND"]
    assert _accepted(line, proposal) == [("DUPONT", 12_345, 0), ("DURAND", 6_789, 0)]
    assert owed(creditor) == 50_000
    sound(creditor, house)


def test_cards_of_a_day_are_accepted_with_their_fee_as_charges_and_nobody_owes_any_more(house: Path) -> None:
    creditor, line, proposal = _banked(house, date(2026, 9, 30), 68_513, "TELECOLLECTE CB 0098")
    assert (proposal.first.reason, proposal.given_up_cents) == ("cards_of_a_day", 621)
    assert _accepted(line, proposal) == [("DUPONT", 12_234, 0), ("DURAND", 6_728, 0), ("MARTIN", 49_551, 0)]
    assert owed(creditor) == 0
    given_up = Application.objects.filter(given_up="charge").aggregate(cents=Sum("amount_cents"))["cents"]
    assert (given_up, set(Application.objects.values_list("reason", flat=True))) == (621, {"cards_of_a_day"})
    sound(creditor, house)


@pytest.mark.parametrize(
    ("sold", "cents", "wording"),
    [
        (date(2026, 9, 1), 19_134, "REMISE CHEQUES 0012345 NB 2"),
        (date(2026, 9, 30), 68_513, "TELECOLLECTE CB 0098"),
    ],
    ids=["cheques", "cards"],
)
def test_a_set_refused_is_not_proposed_again_for_its_line(
    house: Path, sold: date, cents: int, wording: str
) -> None:
    creditor, line, proposal = _banked(house, sold, cents, wording)
    refuse_proposal(line, proposal.key, made_from=line.version, author=AUTHOR, at=AT, on=ON)
    apply(creditor)
    assert not [one for one in proposals_of([line], most=5)[line.pk] if one.is_set]
    sound(creditor, house)
