"""A return whose payment nothing tells: a person ties it, or says that it is nothing of ours, and may take it back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

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
from encours.acts.open_creditor import open_creditor
from encours.acts.tie_return import dismiss_return, tie_return, tie_to_credit, undo_return
from encours.core.refusals import RuleError
from encours.records.cash.models import BankLine, Payment
from encours.records.cash.returning import takes_back, untied
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

SOLD, PAID, BACK = date(2026, 9, 1), date(2026, 10, 2), date(2026, 10, 8)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    """Paid by a line, then a return of the same amount that names nothing."""
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    take_ledger(found, Books().sale(SOLD, "DUPONT", "FA101", 120_000), 2026, house)
    paid = received(PAID, 120_000, "VIR DUPONT FA101", counterparty="Dupont")
    take_in(found, statement(paid), "releve.xml", house)
    apply(found)
    take_in(found, statement(received(BACK, -120_000, "REJET", return_reason="AM04")), "suite.xml", house)
    apply(found)
    return found


def the_return() -> BankLine:
    return BankLine.objects.get(amount_cents__lt=0)


def tie(line: BankLine, payment: Payment) -> None:
    tie_return(line, payment, made_from=line.version, author=AUTHOR, at=AT)


def undo(line: BankLine, reason: str = "autre client") -> None:
    undo_return(line, reason=reason, made_from=line.version, author=AUTHOR, at=AT, on=ON)


@pytest.mark.both
def test_a_return_that_names_nothing_waits_and_shows_the_payments_it_may_take_back(
    creditor: Creditor,
) -> None:
    assert owed(creditor) == 0
    (line,) = untied(BankLine.objects.of([creditor.pk]))
    (offered,) = takes_back(line, Payment.objects.of([creditor.pk]))
    assert offered.amount_cents == 120_000


@pytest.mark.both
def test_tied_it_reopens_the_invoice_on_its_own_day_as_a_sure_one_does(
    creditor: Creditor, house: Path
) -> None:
    version = Customer.objects.get().facts_version
    tie(the_return(), Payment.objects.get())
    assert owed(creditor) == Receivable.objects.get().open_cents == 120_000
    assert Payment.objects.get(amount_cents__lt=0).paid_on == BACK
    assert Customer.objects.get().facts_version > version
    assert not untied(BankLine.objects.of([creditor.pk])).exists()
    assert not any(apply(creditor).values())
    sound(creditor, house)


@pytest.mark.both
def test_a_payment_is_taken_back_once(creditor: Creditor, house: Path) -> None:
    payment = Payment.objects.get()
    line = the_return()
    tie(line, payment)
    take_in(creditor, statement(received(BACK, -120_000, "REJET 2", return_reason="AM04")), "b.xml", house)
    other = BankLine.objects.exclude(pk=line.pk).get(amount_cents__lt=0)
    for wrong in (line, other):
        with pytest.raises(RuleError):
            tie(BankLine.objects.get(pk=wrong.pk), payment)
    assert owed(creditor) == 120_000


@pytest.mark.both
def test_taken_back_the_payment_pays_again_and_the_return_waits_again(
    creditor: Creditor, house: Path
) -> None:
    tie(the_return(), Payment.objects.get())
    undo(the_return())
    assert owed(creditor) == Receivable.objects.get().open_cents == 0
    assert untied(BankLine.objects.of([creditor.pk])).exists()
    sound(creditor, house)
    tie(the_return(), Payment.objects.get(amount_cents__gt=0))
    assert owed(creditor) == 120_000
    sound(creditor, house)


@pytest.mark.both
def test_what_the_books_posted_already_is_not_reopened_twice(creditor: Creditor, house: Path) -> None:
    books = Books().sale(SOLD, "DUPONT", "FA101", 120_000).receipt(PAID, "DUPONT", 120_000, label="VIR FA101")
    books.receipt(date(2026, 10, 9), "DUPONT", -120_000, label="REJET FA101")
    take_ledger(creditor, books, 2026, house)
    assert owed(creditor) == 120_000
    tie(the_return(), Payment.objects.get(amount_cents=120_000, gone_on__isnull=True))
    assert owed(creditor) == 120_000
    sound(creditor, house)


def test_a_return_of_nothing_of_ours_leaves_with_its_reason_and_comes_back(
    creditor: Creditor, house: Path
) -> None:
    line = the_return()
    with pytest.raises(RuleError):
        dismiss_return(line, reason=" ", made_from=line.version, author=AUTHOR, at=AT)
    dismiss_return(line, reason="salaire renvoyé", made_from=line.version, author=AUTHOR, at=AT)
    assert not untied(BankLine.objects.of([creditor.pk])).exists()
    assert not any(apply(creditor).values())
    sound(creditor, house)
    undo(the_return())
    assert untied(BankLine.objects.of([creditor.pk])).exists()
    with pytest.raises(RuleError):
        undo(the_return())


@pytest.mark.both
def test_a_return_may_take_back_a_credit_that_paid_nothing_yet(creditor: Creditor, house: Path) -> None:
    waits = received(date(2026, 10, 5), 120_000, "VIR INCONNU", counterparty="Personne")
    take_in(creditor, statement(waits), "c.xml", house)
    credit = BankLine.objects.get(counterparty="Personne")
    line = the_return()
    tie_to_credit(line, credit, made_from=line.version, author=AUTHOR, at=AT)
    assert BankLine.objects.get(pk=credit.pk).state == "set_aside"
    assert owed(creditor) == 0
    sound(creditor, house)


def test_what_the_words_of_the_bank_tied_is_taken_back_by_nobody(creditor: Creditor, house: Path) -> None:
    sure = received(date(2026, 10, 9), 700, "VIR DUPONT", end_to_end_id="E2E9", counterparty="Dupont")
    back = received(date(2026, 10, 12), -700, "REJET", end_to_end_id="E2E9", return_reason="AM04")
    take_in(creditor, statement(sure, back), "d.xml", house)
    apply(creditor)
    with pytest.raises(RuleError):
        undo(BankLine.objects.get(amount_cents=-700))


def paid_twice(creditor: Creditor, home: Path) -> Payment:
    """A payment of two invoices, 300,00 € and 200,00 €, by one line."""
    books = Books().sale(SOLD, "DURAND", "FA201", 30_000).sale(SOLD, "DURAND", "FA202", 20_000)
    take_ledger(creditor, books.sale(SOLD, "DUPONT", "FA101", 120_000), 2026, home)
    paid = received(PAID, 50_000, "VIR DURAND FA201 FA202", counterparty="Durand")
    take_in(creditor, statement(paid), "durand.xml", home)
    apply(creditor)
    return Payment.objects.get(amount_cents=50_000)


def back(creditor: Creditor, home: Path, cents: int) -> BankLine:
    take_in(creditor, statement(received(BACK, -cents, "REJET", return_reason="AM04")), f"r{cents}.xml", home)
    return BankLine.objects.get(amount_cents=-cents)


def opened() -> dict[str, int]:
    return dict(Receivable.objects.filter(customer__account="DURAND").values_list("number", "open_cents"))


@pytest.mark.both
@pytest.mark.once
@pytest.mark.parametrize(
    ("cents", "expected"),
    [
        (20_000, {"FA201": 0, "FA202": 20_000}),  # the one of that amount
        (30_000, {"FA201": 30_000, "FA202": 0}),
        (15_000, {"FA201": 0, "FA202": 15_000}),  # a part of the last
        (35_000, {"FA201": 15_000, "FA202": 20_000}),  # the last, and a part of the one before
    ],
)
def test_of_a_larger_payment_a_part_is_taken_back(
    creditor: Creditor, house: Path, cents: int, expected: dict[str, int]
) -> None:
    payment = paid_twice(creditor, house)
    line = back(creditor, house, cents)
    offered = takes_back(line, Payment.objects.of([creditor.pk]), whose=[payment.customer_id])
    assert payment in offered
    tie(line, payment)
    assert opened() == expected
    assert owed(creditor, "DURAND") == cents
    assert Payment.objects.get(bank_line=line).amount_cents == -cents
    sound(creditor, house)
    undo(BankLine.objects.get(pk=line.pk))
    assert set(opened().values()) == {0}
    sound(creditor, house)


def test_what_is_left_of_a_payment_is_taken_back_by_the_next_return_and_no_more(
    creditor: Creditor, house: Path
) -> None:
    payment = paid_twice(creditor, house)
    tie(back(creditor, house, 20_000), payment)
    tie(back(creditor, house, 30_000), payment)
    assert opened() == {"FA201": 30_000, "FA202": 20_000}
    more = back(creditor, house, 10_000)
    with pytest.raises(RuleError):
        tie(more, payment)
    sound(creditor, house)


@pytest.mark.once
@pytest.mark.parametrize("fee", [1, 1_200, 5_000])
def test_a_return_that_holds_its_fee_takes_the_payment_back_and_no_customer_owes_the_fee(
    creditor: Creditor, house: Path, fee: int
) -> None:
    payment = paid_twice(creditor, house)
    line = back(creditor, house, 50_000 + fee)
    offered = takes_back(line, Payment.objects.of([creditor.pk]))
    assert [(one.pk, one.left_cents) for one in offered] == [(payment.pk, 50_000)]  # type: ignore[attr-defined]
    tie(line, payment)
    assert owed(creditor, "DURAND") == 50_000
    assert Payment.objects.get(bank_line=line).amount_cents == -50_000
    sound(creditor, house)


def test_a_difference_beyond_any_fee_is_no_return_of_that_payment(creditor: Creditor, house: Path) -> None:
    payment = paid_twice(creditor, house)
    with pytest.raises(RuleError):
        tie(back(creditor, house, 55_001), payment)


@pytest.mark.both
def test_the_books_that_post_the_return_without_its_fee_are_the_same_fact(
    creditor: Creditor, house: Path
) -> None:
    payment = paid_twice(creditor, house)
    tie(back(creditor, house, 51_200), payment)
    books = Books().sale(SOLD, "DURAND", "FA201", 30_000).sale(SOLD, "DURAND", "FA202", 20_000)
    books.sale(SOLD, "DUPONT", "FA101", 120_000).receipt(PAID, "DURAND", 50_000, label="VIR FA201 FA202")
    books.receipt(date(2026, 10, 9), "DURAND", -50_000, label="REJET")
    take_ledger(creditor, books, 2026, house)
    assert owed(creditor, "DURAND") == 50_000
    sound(creditor, house)
