"""Bank statements taken in and applied: each line once, each application with its reason, each undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from books import (
    AT,
    AUTHOR,
    ON,
    OURS,
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
from encours.acts.apply_line import apply_line, attach_account, set_aside, take_back
from encours.acts.dispute import open_dispute
from encours.acts.hold import hold
from encours.acts.open_creditor import open_creditor
from encours.acts.rules import StaleFormError
from encours.acts.send.accessories import debt_interest
from encours.acts.undo_application import undo_application
from encours.core.interest_rates import InterestRules
from encours.core.refusals import RuleError
from encours.records.cash.models import Application, BankAccount, BankLine, Candidate, Payer, Payment
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from houses import Begin

PAID = date(2026, 10, 2)
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    begin("cash", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    books = (
        Books()
        .sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
        .sale(date(2026, 9, 1), "DURAND", "FA102", 5_000)
    )
    take_ledger(found, books.sale(date(2026, 9, 2), "DUPONT", "FA103", 30_000), 2026, house)


def bank(creditor: Creditor, home: Path, *movements: object, name: str = "releve.xml") -> None:
    take_in(creditor, statement(*movements), name, home)  # type: ignore[arg-type]


def line() -> BankLine:
    return BankLine.objects.get()


def item(number: str) -> Receivable:
    return Receivable.objects.get(number=number)


def customer(account: str = "DUPONT") -> Customer:
    return Customer.objects.get(account=account)


@pytest.mark.both
def test_statements_that_overlap_keep_each_line_once(creditor: Creditor, house: Path) -> None:
    first, twin = received(PAID, 700, "VIR X"), received(PAID, 700, "VIR X")
    bank(creditor, house, first, twin)
    assert BankLine.objects.count() == 2
    again = statement(first, twin).replace(b"<MsgId>", b"<MsgId>Z")
    counts = take_in(creditor, again, "encore.xml", house).intake.counts
    assert (counts["new"], counts["known"], BankLine.objects.count()) == (0, 2, 2)
    sound(creditor, house)


@pytest.mark.both
def test_nothing_is_applied_of_an_account_that_nobody_attached(creditor: Creditor, house: Path) -> None:
    other = replace(OURS, number="99999999999")
    take_in(creditor, statement(received(PAID, 120_000, "VIR FA101"), account=other), "r.xml", house)
    assert (line().state, any(apply(creditor).values())) == ("detached", False)
    assert attach_account(BankAccount.objects.get(), made_from=1, author=AUTHOR, at=AT) == 1
    assert apply(creditor)["applied"] == 1
    sound(creditor, house)


def test_a_notice_of_credit_stops_at_once_and_its_statement_adds_nothing(
    creditor: Creditor, house: Path
) -> None:
    booked = notice = statement(received(PAID, 120_000, "VIR FA101"))
    for was, now in (
        (b"camt.053", b"camt.054"),
        (b"BkToCstmrStmt", b"BkToCstmrDbtCdtNtfctn"),
        (b"Stmt>", b"Ntfctn>"),
    ):
        notice = notice.replace(was, now)
    take_in(creditor, notice, "avis.xml", house)
    assert apply(creditor)["applied"] == 1
    take_in(creditor, booked, "releve.xml", house)
    assert not any(apply(creditor).values())
    assert BankLine.objects.count() == 1


@pytest.mark.both
def test_a_credit_pays_what_it_names_and_says_why(creditor: Creditor, house: Path) -> None:
    bank(creditor, house, received(PAID, 150_000, "VIR DUPONT FA101 FA103"))
    assert apply(creditor)["applied"] == 1
    assert (item("FA101").open_cents, item("FA103").open_cents) == (0, 0)
    assert all(Application.objects.values_list("reason", flat=True))
    assert owed(creditor) == 5_000
    sound(creditor, house)


@pytest.mark.both
def test_an_application_undone_leaves_the_line_to_a_person(creditor: Creditor, house: Path) -> None:
    bank(creditor, house, received(PAID, 120_000, "VIR FA101"))
    apply(creditor)
    wrong = Application.objects.get()
    undo_application(wrong, reason="Pas la bonne facture", author=AUTHOR, at=AT, on=ON)
    assert (item("FA101").open_cents, line().state, owed(creditor)) == (120_000, "doubtful", 155_000)
    assert not any(apply(creditor).values())
    with pytest.raises(RuleError) as refusal:
        undo_application(wrong, reason="Encore", author=AUTHOR, at=AT, on=ON)
    assert refusal.value.rule == "already_undone"
    told = {"customer": customer("DURAND"), "remember_payer": False, "made_from": line().version}
    apply_line(line(), [(item("FA102"), 5_000)], author=AUTHOR, at=AT, **told)  # type: ignore[arg-type]
    assert owed(creditor) == 35_000
    assert Payment.objects.filter(gone_on__isnull=True).get().unapplied_cents == 115_000
    sound(creditor, house)


def test_a_person_applies_a_line_and_its_payer_is_remembered(creditor: Creditor, house: Path) -> None:
    bank(creditor, house, received(PAID, 30_000, "VIREMENT", iban=IBAN, counterparty="SCI Lune"))
    assert apply(creditor)["applied"] == 0
    told = {"customer": customer(), "remember_payer": True, "made_from": line().version}
    apply_line(line(), [(item("FA103"), 30_000)], author=AUTHOR, at=AT, **told)  # type: ignore[arg-type]
    assert (line().state, Payer.objects.get().customer) == ("applied", customer())
    later = received(date(2026, 10, 9), 120_000, "VIREMENT", iban=IBAN, counterparty="SCI Lune")
    bank(creditor, house, later, name="suite.xml")
    assert apply(creditor)["applied"] == 1
    assert item("FA101").open_cents == 0
    sound(creditor, house)


@pytest.mark.parametrize(
    ("cents", "rule"), [(120_001, "beyond_line"), (30_001, "beyond_open"), (0, "beyond_open")]
)
def test_a_person_cannot_apply_more_than_there_is(
    creditor: Creditor, house: Path, cents: int, rule: str
) -> None:
    bank(creditor, house, received(PAID, 120_000, "VIREMENT"))
    told = {"customer": customer(), "remember_payer": False, "made_from": None}
    with pytest.raises(RuleError) as refusal:
        apply_line(line(), [(item("FA103"), cents)], author=AUTHOR, at=AT, **told)  # type: ignore[arg-type]
    assert refusal.value.rule == rule
    assert not Payment.objects.exists()


def test_a_line_is_not_applied_to_another_creditors_customer_nor_twice_to_one_item(
    creditor: Creditor, house: Path
) -> None:
    bank(creditor, house, received(PAID, 120_000, "VIREMENT"))
    other = open_creditor(name="Autre", siren="", author=AUTHOR, at=AT)
    take_in(other, Books().sale(date(2026, 9, 1), "ZED", "Z1", 100).content(), "z.txt", house)
    told = {"remember_payer": False, "made_from": None, "author": AUTHOR, "at": AT}
    with pytest.raises(RuleError) as refusal:
        apply_line(line(), [], customer=customer("ZED"), **told)  # type: ignore[arg-type]
    assert refusal.value.rule == "other_creditor"
    twice = [(item("FA103"), 20_000), (item("FA103"), 20_000)]
    with pytest.raises(RuleError) as refusal:
        apply_line(line(), twice, customer=customer(), **told)  # type: ignore[arg-type]
    assert refusal.value.rule == "named_twice"


@pytest.mark.both
def test_a_credit_set_aside_is_remembered_and_can_be_taken_back(creditor: Creditor, house: Path) -> None:
    bank(creditor, house, received(PAID, 700, "REMBOURSEMENT", iban=IBAN, counterparty="URSSAF"))
    apply(creditor)
    set_aside(
        line(), reason="Organisme social", remember=True, made_from=line().version, author=AUTHOR, at=AT
    )
    with pytest.raises(StaleFormError):
        take_back(line(), made_from=1, author=AUTHOR, at=AT)
    again = received(date(2026, 10, 9), 900, "REMBOURSEMENT", iban=IBAN, counterparty="URSSAF")
    bank(creditor, house, again, name="suite.xml")
    assert apply(creditor)["set_aside"] == 1
    first = BankLine.objects.earliest("pk")
    take_back(first, made_from=first.version, author=AUTHOR, at=AT)
    assert BankLine.objects.get(pk=first.pk).state == "unapplied"
    sound(creditor, house)


@pytest.mark.both
def test_applying_again_changes_nothing(creditor: Creditor, house: Path) -> None:
    bank(creditor, house, received(PAID, 120_000, "VIR FA101"), received(PAID, 333, "INCONNU"))
    apply(creditor)
    rows = [list(model.objects.order_by("pk").values_list()) for model in (BankLine, Payment, Application)]
    assert not any(apply(creditor).values())
    assert rows == [
        list(model.objects.order_by("pk").values_list()) for model in (BankLine, Payment, Application)
    ]


@pytest.mark.both
def test_what_is_contested_whole_or_owed_before_a_judgment_waits_for_a_person(
    creditor: Creditor, house: Path
) -> None:
    told = {"on": ON, "author": AUTHOR, "at": AT}
    open_dispute(item("FA101"), amount_cents=120_000, reason="Non livré", **told)  # type: ignore[arg-type]
    open_dispute(item("FA103"), amount_cents=10_000, reason="Prix", **told)  # type: ignore[arg-type]
    judged = {"from_on": PAID, "until_on": None, "reason": "Jugement", "kind": "insolvency"}
    hold(customer("DURAND"), author=AUTHOR, at=AT, **judged)  # type: ignore[arg-type]
    bank(
        creditor,
        house,
        *(received(PAID, cents, f"VIR {number}") for number, cents in (("FA101", 120_000), ("FA102", 5_000))),
        received(PAID, 20_000, "VIR FA103"),
    )
    assert apply(creditor)["applied"] == 1
    assert [item(number).open_cents for number in ("FA101", "FA102", "FA103")] == [120_000, 5_000, 10_000]
    proposed = Candidate.objects.filter(option__gt=0).values_list("receivable__number", "reason")
    assert set(proposed) == {("FA101", "item_contested"), ("FA102", "payer_insolvent")}
    sound(creditor, house)


def test_interest_never_stopped_for_a_payment_that_was_undone(creditor: Creditor, house: Path) -> None:
    bank(creditor, house, received(PAID, 120_000, "VIR FA101"))
    apply(creditor)
    invoice = item("FA101")

    def owed_beside(on: date) -> int:
        every = list(Application.objects.filter(receivable=invoice).order_by("pk"))
        return debt_interest(invoice, "b2b", every, InterestRules(), on=on).cents

    later = ON + timedelta(days=60)
    paid = owed_beside(later)
    undo_application(Application.objects.get(), reason="Rejet", author=AUTHOR, at=AT, on=ON)
    unpaid = debt_interest(invoice, "b2b", [], InterestRules(), on=later).cents
    assert paid < owed_beside(later) == unpaid
    assert owed_beside(ON - timedelta(days=1)) == paid  # as it was known before
