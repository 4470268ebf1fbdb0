"""Cheques of several customers in one credit without a slip: accepted in one word, each pays its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from books import (
    AT,
    AUTHOR,
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
from encours.acts.answer_proposal import accept_proposal
from encours.acts.open_creditor import open_creditor
from encours.records.cash.models import BankLine, Payment
from encours.records.cash.proposals import proposals_of


def test_the_set_proposed_is_accepted_and_each_customer_has_its_payment(house: Path) -> None:
    creditor = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(creditor)
    books, sold = Books(), date(2026, 9, 1)
    for account, number, cents in (
        ("DUPONT", "FA101", 12_345),
        ("DURAND", "FA102", 6_789),
        ("MARTIN", "FA103", 50_000),
    ):
        books.sale(sold, account, number, cents)
    take_ledger(creditor, books, 2026, house)
    take_in(
        creditor,
        statement(received(date(2026, 10, 2), 19_134, "REMISE CHEQUES 0012345 NB 2")),
        "r.xml",
        house,
    )
    assert apply(creditor)["applied"] == 0
    line = BankLine.objects.get()
    (proposal,) = [one for one in proposals_of([line], most=5)[line.pk] if one.is_set]
    assert proposal.first.reason == "cheques_together"
    told = {"remember_payer": True, "made_from": line.version, "author": AUTHOR, "at": AT}
    accept_proposal(line, proposal.key, **told)  # type: ignore[arg-type]
    paid = Payment.objects.values_list("customer__account", "amount_cents", "unapplied_cents")
    assert sorted(paid) == [("DUPONT", 12_345, 0), ("DURAND", 6_789, 0)]
    assert owed(creditor) == 50_000
    sound(creditor, house)
