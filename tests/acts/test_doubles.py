"""An invoice or a payment told twice: set aside by a person, out of every count, never brought back by a file (R26)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from books import AT, AUTHOR, ON, SIREN, Books, sound, take_in, take_ledger
from encours.acts.aged_customers import aged_customers
from encours.acts.doubles.set_aside import put_back, set_aside_invoice, set_aside_payment
from encours.acts.open_creditor import open_creditor
from encours.acts.rules import StaleFormError
from encours.acts.run_day import run_day
from encours.core.refusals import RuleError
from encours.records.cash.models import Payment
from encours.records.documents.models import Intake
from encours.records.frames.account import accounts_of
from encours.records.frames.known import ledger_balance
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User
from encours.records.receivables.models import Double, Receivable, ReceivablePast
from encours.records.runs.models import Position
from encours.records.work.models import Notice
from houses import Begin

WHO: dict[str, Any] = {"author": AUTHOR, "at": AT, "on": ON}
ISSUED = date(2026, 9, 2)


def the_books() -> Books:
    return Books().sale(ISSUED, "C1", "F-1", 120_00).sale(ISSUED, "C1", "F-1 BIS", 120_00)


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    begin("doubles", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    creditor = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    take_ledger(creditor, the_books(), 2026, house)


def row(number: str) -> Receivable:
    return Receivable.objects.get(number=number)


def aside(double: str = "F-1 BIS", kept: str = "F-1", reason: str = "Saisie deux fois") -> Double:
    found = row(double)
    return set_aside_invoice(found, row(kept), reason=reason, made_from=found.version, **WHO)


def aged(creditor: Creditor) -> list[int]:
    return [one["total_cents"] for one in aged_customers(creditor, on=ON).to_dicts()]


@pytest.mark.both
def test_it_is_not_chased_and_counts_nowhere(creditor: Creditor, house: Path) -> None:
    assert aged(creditor) == [240_00]
    aside()
    run_day(creditor, on=ON, author=AUTHOR, at=AT)
    assert aged(creditor) == [120_00]
    assert not Position.objects.filter(receivable=row("F-1 BIS"), next_on__isnull=False).exists()
    (account,) = accounts_of(row("F-1").customer_id, on=ON)
    assert account.closing_cents == 120_00
    assert (row("F-1 BIS").open_cents, row("F-1 BIS").same_as) == (120_00, row("F-1"))
    assert ReceivablePast.objects.filter(receivable=row("F-1 BIS"), gone_on=None).count() == 1
    sound(creditor, house)


@pytest.mark.both
def test_a_new_reading_of_its_ledger_does_not_bring_it_back(creditor: Creditor, house: Path) -> None:
    aside()
    books = ledger_balance(creditor.pk)
    take_ledger(creditor, the_books().sale(date(2026, 9, 9), "C1", "F-2", 50_00), 2026, house)
    assert row("F-1 BIS").gone_on == ISSUED
    assert aged(creditor) == [170_00]
    assert ledger_balance(creditor.pk) == books + 50_00  # what the books say, they say with the double in it
    assert "doubles" not in Intake.objects.latest("pk").counts
    sound(creditor, house)


@pytest.mark.both
def test_nor_does_a_table_pay_it_or_say_it_anew(creditor: Creditor, house: Path) -> None:
    aside()
    rows = "account;number;due_on;amount_cents;status\nC1;F-1 BIS;2026-12-01;120,00;paid\n"
    take_in(creditor, rows.encode(), "factures.csv", house)
    assert row("F-1 BIS").gone_on == ISSUED
    assert not Payment.objects.exists()
    assert Receivable.objects.count() == 2


@pytest.mark.both
def test_it_is_put_back_and_counts_again(creditor: Creditor, house: Path) -> None:
    event = aside()
    put_back(event, reason="Deux livraisons", **WHO)
    assert aged(creditor) == [240_00]
    assert (row("F-1 BIS").gone_on, row("F-1 BIS").same_as) == (None, None)
    with pytest.raises(RuleError):
        put_back(event, reason="Encore", **WHO)
    aside()
    assert Double.objects.count() == 3
    sound(creditor, house)


@pytest.mark.both
def test_whoever_set_it_aside_is_told_once_when_the_one_kept_is_gone(creditor: Creditor, house: Path) -> None:
    person = User.objects.create(email="paul@vauban.example", name="Paul")
    Membership.objects.create(user=person, creditor=creditor, role="collector")
    found = row("F-1 BIS")
    told = WHO | {"author": person.email}
    set_aside_invoice(found, row("F-1"), reason="Saisie deux fois", made_from=found.version, **told)
    left = Books().sale(ISSUED, "C1", "F-1 BIS", 120_00)
    for again in (left, left.sale(date(2026, 9, 9), "C1", "F-2", 50_00)):
        take_ledger(creditor, again, 2026, house)
        assert Intake.objects.latest("pk").counts["doubles"] == 1
    assert Notice.objects.filter(person=person, kind="double").count() == 1


@pytest.mark.once
@pytest.mark.parametrize(
    ("double", "kept", "rule"),
    [
        ("F-1", "F-1", "same_as_wrong"),
        ("F-1", "F-2", "same_as_wrong"),
        ("F-1", "F-3", "same_as_wrong"),
        ("F-4", "F-5", "applied"),
    ],
    ids=["itself", "another amount", "another customer's", "something applied"],
)
def test_what_cannot_be_a_double_is_refused(
    creditor: Creditor, house: Path, double: str, kept: str, rule: str
) -> None:
    books = the_books().sale(ISSUED, "C1", "F-2", 50_00).sale(ISSUED, "C2", "F-3", 120_00)
    books.sale(ISSUED, "C1", "F-4", 80_00, let="A").sale(ISSUED, "C1", "F-5", 80_00)
    books.receipt(date(2026, 9, 20), "C1", 80_00, let="A")
    take_ledger(creditor, books, 2026, house)
    with pytest.raises(RuleError) as refusal:
        aside(double, kept)
    assert refusal.value.rule == rule


def test_it_needs_a_reason_and_the_facts_it_was_asked_of(creditor: Creditor) -> None:
    with pytest.raises(RuleError):
        aside(reason=" ")
    with pytest.raises(StaleFormError):
        set_aside_invoice(row("F-1 BIS"), row("F-1"), reason="Saisie deux fois", made_from=7, **WHO)
    aside()
    with pytest.raises(RuleError):  # the one that stays
        aside("F-1", "F-1 BIS")


@pytest.mark.both
def test_a_payment_told_twice_is_set_aside_too(creditor: Creditor, house: Path) -> None:
    books = the_books()
    for piece in ("R1", "R2"):
        books.receipt(date(2026, 9, 20), "C1", 70_00, piece=piece)
    take_ledger(creditor, books, 2026, house)
    assert aged(creditor) == [100_00]
    kept, double = Payment.objects.order_by("pk")
    event = set_aside_payment(double, kept, reason="Saisi deux fois", **WHO)
    take_ledger(creditor, books.sale(date(2026, 9, 21), "C1", "F-2", 50_00), 2026, house)
    assert aged(creditor) == [220_00]
    assert Payment.objects.get(pk=double.pk).gone_on == date(2026, 9, 20)
    sound(creditor, house)
    put_back(event, reason="Deux virements", **WHO)
    assert aged(creditor) == [150_00]
