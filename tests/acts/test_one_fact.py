"""A payment is one fact whatever its sources: the balance equals the ledger's, in whatever order they come."""

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
from encours.acts.confirm_same import confirm_same
from encours.acts.contract import save_contract
from encours.acts.open_creditor import open_creditor
from encours.core.refusals import RuleError
from encours.records.cash.models import BankLine, Doubt, Payment
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

SOLD, PAID = date(2026, 9, 1), date(2026, 10, 2)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    return found


def sold(*numbers: str, cents: int = 120_000) -> Books:
    books = Books()
    for number in numbers:
        books.sale(SOLD, "DUPONT", number, cents)
    return books


def bank(creditor: Creditor, home: Path, *movements: object, name: str = "releve.xml") -> None:
    take_in(creditor, statement(*movements), name, home)  # type: ignore[arg-type]


def test_a_line_that_the_ledger_posts_confirms_it_and_creates_nothing(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, sold("FA101").receipt(PAID, "DUPONT", 120_000, label="VIR FA101"), 2026, house)
    before = owed(creditor)
    bank(creditor, house, received(PAID, 120_000, "VIR DUPONT FA101"))
    assert apply(creditor)["confirmed"] == 1
    assert Payment.objects.count() == 1
    assert BankLine.objects.get().state == "confirmed"
    assert owed(creditor) == before == 0
    assert not any(apply(creditor).values())
    sound(creditor, house)


def test_a_ledger_that_posts_what_the_bank_brought_confirms_it(creditor: Creditor, house: Path) -> None:
    books = sold("FA101")
    take_ledger(creditor, books, 2026, house)
    bank(creditor, house, received(PAID, 120_000, "VIR DUPONT FA101"))
    assert apply(creditor)["applied"] == 1
    assert owed(creditor) == 0
    posted = Books().sale(SOLD, "DUPONT", "FA101", 120_000, "A")
    posted.receipt(date(2026, 10, 5), "DUPONT", 120_000, let="A")
    counts = take_ledger(creditor, posted, 2026, house).intake.counts
    assert counts["payments"] == {"confirmed": 1}
    assert Payment.objects.get().ledger_key
    assert owed(creditor) == 0
    take_ledger(creditor, posted.sale(date(2026, 10, 9), "DUPONT", "FA102", 500), 2026, house)
    assert (Payment.objects.count(), owed(creditor)) == (1, 500)
    sound(creditor, house)


def test_a_payment_that_the_ledger_redates_stays_one_fact(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, sold("FA101"), 2026, house)
    bank(creditor, house, received(PAID, 120_000, "VIR DUPONT FA101"))
    apply(creditor)
    for day in (date(2026, 10, 5), date(2026, 10, 6)):
        posted = (
            Books().sale(SOLD, "DUPONT", "FA101", 120_000).receipt(day, "DUPONT", 120_000, label="VIR FA101")
        )
        take_ledger(creditor, posted, 2026, house)
        assert owed(creditor) == 0
    assert Payment.objects.count() == 1
    take_ledger(creditor, sold("FA101", "FA102"), 2026, house)  # the ledger forgets it: the bank brought it
    assert owed(creditor) == 120_000
    assert Receivable.objects.get(number="FA101").open_cents == 0
    sound(creditor, house)


def test_a_confirmed_line_waits_again_when_the_ledger_takes_its_payment_back(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, sold("FA101").receipt(PAID, "DUPONT", 120_000, label="VIR FA101"), 2026, house)
    bank(creditor, house, received(PAID, 120_000, "VIR DUPONT FA101"))
    apply(creditor)
    take_ledger(creditor, sold("FA101"), 2026, house)
    assert owed(creditor) == 120_000
    assert apply(creditor)["applied"] == 1
    assert owed(creditor) == 0
    sound(creditor, house)


def in_doubt(creditor: Creditor, home: Path) -> None:
    """Two payments of the same day and amount in the ledger, one line of the bank."""
    books = sold("FA101", "FA102")
    books.receipt(PAID, "DUPONT", 120_000, piece="R1").receipt(PAID, "DUPONT", 120_000, piece="R2")
    take_ledger(creditor, books, 2026, home)
    bank(creditor, home, received(PAID, 120_000, "VIR DUPONT FA101"))
    apply(creditor)


@pytest.mark.both
def test_a_doubtful_line_goes_to_a_person_and_counts_for_nothing(creditor: Creditor, house: Path) -> None:
    in_doubt(creditor, house)
    assert BankLine.objects.get().state == "doubtful"
    assert Doubt.objects.filter(same__isnull=True).count() == 2
    assert owed(creditor) == 0
    assert not any(apply(creditor).values())
    sound(creditor, house)


@pytest.mark.both
def test_a_person_says_that_it_is_that_payment(creditor: Creditor, house: Path) -> None:
    in_doubt(creditor, house)
    chosen = Doubt.objects.earliest("pk")
    confirm_same(chosen, same=True, author=AUTHOR, at=AT, on=ON)
    line = BankLine.objects.get()
    assert (line.state, Payment.objects.get(bank_line=line).pk) == ("confirmed", chosen.payment_id)
    assert not Doubt.objects.filter(same__isnull=True).exists()
    with pytest.raises(RuleError) as refusal:
        confirm_same(chosen, same=False, author=AUTHOR, at=AT, on=ON)
    assert refusal.value.rule == "already_answered"
    assert owed(creditor) == 0
    sound(creditor, house)


def test_a_person_says_that_it_is_neither_and_it_is_money_of_its_own(creditor: Creditor, house: Path) -> None:
    in_doubt(creditor, house)
    for doubt in Doubt.objects.order_by("pk"):
        confirm_same(doubt, same=False, author=AUTHOR, at=AT, on=ON)
    assert BankLine.objects.get().state == "unapplied"
    apply(creditor)
    assert BankLine.objects.get().state in {"unapplied", "applied"}
    assert not Doubt.objects.filter(same__isnull=True).exists()
    sound(creditor, house)


def doubted_by_the_ledger(creditor: Creditor, home: Path) -> None:
    """The bank brought one payment and it was applied; the ledger then posts two like it."""
    take_ledger(creditor, sold("FA101", "FA102"), 2026, home)
    bank(creditor, home, received(PAID, 120_000, "VIR DUPONT FA101"))
    apply(creditor)
    books = sold("FA101", "FA102")
    books.receipt(PAID, "DUPONT", 120_000, piece="R1").receipt(PAID, "DUPONT", 120_000, piece="R2")
    take_ledger(creditor, books, 2026, home)


def test_a_payment_of_the_bank_in_doubt_is_not_counted_beside_the_ledgers(
    creditor: Creditor, house: Path
) -> None:
    doubted_by_the_ledger(creditor, house)
    assert owed(creditor) == 0
    assert BankLine.objects.get().state == "doubtful"
    confirm_same(Doubt.objects.earliest("pk"), same=True, author=AUTHOR, at=AT, on=ON)
    assert owed(creditor) == 0
    sound(creditor, house)


@pytest.mark.both
def test_a_payment_of_the_bank_that_is_none_of_the_ledgers_counts_again(
    creditor: Creditor, house: Path
) -> None:
    doubted_by_the_ledger(creditor, house)
    for doubt in Doubt.objects.order_by("pk"):
        confirm_same(doubt, same=False, author=AUTHOR, at=AT, on=ON)
    assert BankLine.objects.get().state == "applied"
    assert owed(creditor) == -120_000
    sound(creditor, house)


def test_a_return_reopens_the_invoice_the_same_day_once(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, sold("FA101"), 2026, house)
    version = Customer.objects.get().facts_version
    first = received(PAID, 120_000, "VIR DUPONT FA101", end_to_end_id="E2E1", counterparty="Dupont")
    back = received(
        date(2026, 10, 8),
        -120_000,
        "REJET",
        end_to_end_id="E2E1",
        counterparty="Dupont",
        return_reason="AM04",
    )
    bank(creditor, house, first)
    apply(creditor)
    assert owed(creditor) == 0
    bank(creditor, house, back, name="suite.xml")
    assert apply(creditor)["returned"] == 1
    assert owed(creditor) == Receivable.objects.get().open_cents == 120_000
    assert Customer.objects.get().facts_version > version
    assert not any(apply(creditor).values())
    sound(creditor, house)


def test_a_return_told_by_bank_then_ledger_counts_once(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, sold("FA101"), 2026, house)
    first = received(PAID, 120_000, "VIR DUPONT FA101", end_to_end_id="E2E1")
    back = received(date(2026, 10, 8), -120_000, "REJET", end_to_end_id="E2E1", return_reason="AM04")
    bank(creditor, house, first, back)
    apply(creditor)
    apply(creditor)
    posted = sold("FA101").receipt(PAID, "DUPONT", 120_000, label="VIR FA101")
    posted.receipt(date(2026, 10, 9), "DUPONT", -120_000, label="REJET FA101")
    take_ledger(creditor, posted, 2026, house)
    assert owed(creditor) == 120_000
    take_ledger(creditor, posted.sale(date(2026, 10, 20), "DUPONT", "FA102", 700), 2026, house)
    assert owed(creditor) == 120_700
    sound(creditor, house)


@pytest.mark.both
def test_a_return_told_by_ledger_then_bank_counts_once(creditor: Creditor, house: Path) -> None:
    posted = sold("FA101").receipt(PAID, "DUPONT", 120_000, label="VIR FA101")
    posted.receipt(date(2026, 10, 9), "DUPONT", -120_000, label="REJET FA101")
    take_ledger(creditor, posted, 2026, house)
    assert owed(creditor) == 120_000
    first = received(PAID, 120_000, "VIR DUPONT FA101", end_to_end_id="E2E1")
    back = received(date(2026, 10, 8), -120_000, "REJET", end_to_end_id="E2E1", return_reason="AM04")
    bank(creditor, house, first)
    apply(creditor)
    bank(creditor, house, back, name="suite.xml")
    apply(creditor)
    assert owed(creditor) == 120_000
    assert not any(apply(creditor).values())
    sound(creditor, house)


DISCOUNT = 2_400  # two percent of 1 200,00 €


def discounted(creditor: Creditor, home: Path) -> Books:
    """An invoice whose contract grants two percent within sixty days, as the ledger tells it."""
    books = sold("FA101")
    take_ledger(creditor, books, 2026, home)
    values = {"number": "C1", "from_on": date(2026, 1, 1), "until_on": None, "terms_days": 30, "terms_mode": "net",
              "discount_bps": 200, "discount_days": 60, "penalty_bps": None, "document": None}  # fmt: skip
    save_contract(Customer.objects.get(), values, author=AUTHOR, at=AT)
    return books


def posted_with_discount() -> Books:
    """The same invoice lettered with the payment and with the discount granted (665)."""
    books = Books().sale(SOLD, "DUPONT", "FA101", 120_000, "A")
    books.receipt(date(2026, 10, 5), "DUPONT", 120_000 - DISCOUNT, let="A")
    return books.granted(date(2026, 10, 5), "DUPONT", DISCOUNT, "A")


def the_end(creditor: Creditor) -> tuple[int, int, str]:
    return owed(creditor), Receivable.objects.get(number="FA101").open_cents, BankLine.objects.get().state


@pytest.mark.both
def test_a_discount_told_by_the_ledger_then_by_the_bank_is_granted_once(
    creditor: Creditor, house: Path
) -> None:
    discounted(creditor, house)
    take_ledger(creditor, posted_with_discount(), 2026, house)
    bank(creditor, house, received(PAID, 120_000 - DISCOUNT, "VIR DUPONT FA101"))
    apply(creditor)
    assert the_end(creditor) == (0, 0, "confirmed")
    sound(creditor, house)


def test_a_discount_granted_to_the_bank_line_then_told_by_the_ledger_is_granted_once(
    creditor: Creditor, house: Path
) -> None:
    discounted(creditor, house)
    bank(creditor, house, received(PAID, 120_000 - DISCOUNT, "VIR DUPONT FA101"))
    assert apply(creditor)["applied"] == 1
    assert owed(creditor) == 0
    take_ledger(creditor, posted_with_discount(), 2026, house)
    apply(creditor)
    assert owed(creditor) == 0
    assert Receivable.objects.get(number="FA101").open_cents == 0
    take_ledger(creditor, posted_with_discount().sale(date(2026, 10, 9), "DUPONT", "FA102", 500), 2026, house)
    assert owed(creditor) == 500
    sound(creditor, house)
