"""Unapplied cash applied, refunded, transferred, and all of it undone: no cent is made or lost, history tells it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

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
from encours.acts.apply_payment import apply_payment
from encours.acts.open_creditor import open_creditor
from encours.acts.refund import (
    Asked,
    approve_refund,
    ask_refund,
    cancel_refund,
    confirm_refund,
    let_refund,
)
from encours.acts.refund_orders import cancel_refund_order, prepare_refund_order
from encours.acts.rules import StaleFormError
from encours.acts.transfer_cash import transfer_cash, undo_transfer
from encours.acts.undo_application import undo_application
from encours.core.refusals import RuleError
from encours.records.cash.freeing import free_cents
from encours.records.cash.models import Application, BankLine, Payment
from encours.records.cash.outgoing import Refund, Transfer
from encours.records.documents.keeping import opened
from encours.records.frames.invariant_queries import WRITTEN
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable
from houses import Begin

PAID = date(2026, 10, 2)
OTHER = "paul@vauban.example"
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    """Dupont paid 1 500,00 € for 1 200,00 € that it owes: 300,00 € wait; Durand owes 50,00 €."""
    begin("outgoing cash", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    books = Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
    books.sale(date(2026, 9, 1), "DURAND", "FA102", 5_000).sale(date(2026, 9, 3), "DUPONT", "FA104", 9_000)
    take_ledger(found, books, 2026, house)
    take_in(
        found,
        statement(received(PAID, 150_000, "VIR DUPONT FA101", iban=IBAN, end_to_end_id="E2E1")),
        "r.xml",
        house,
    )
    apply(found)
    let_refund(found, 100_000, made_from=None, author=AUTHOR, at=AT)


def paid() -> Payment:
    return Payment.objects.get(amount_cents=150_000)


def customer(account: str) -> Customer:
    return Customer.objects.get(account=account)


def waits(account: str) -> int:
    rows = Payment.objects.filter(customer__account=account, gone_on__isnull=True)
    return rows.aggregate(cents=Sum("unapplied_cents"))["cents"] or 0


def refunded(cents: int = 10_000, *, planned_on: date = ON, iban: str = IBAN) -> Refund:
    asked = Asked(cents, planned_on, "Payé deux fois", iban)
    return ask_refund(paid(), asked, made_from=None, author=AUTHOR, at=AT, on=ON)


def moved(cents: int = 10_000, to: str = "DURAND") -> Transfer:
    return transfer_cash(
        paid(), customer(to), amount_cents=cents, reason="Payé pour sa filiale", made_from=None, author=AUTHOR,
        at=AT, on=ON,
    )  # fmt: skip


@pytest.mark.both
def test_what_is_left_of_a_payment_is_applied_by_hand_and_taken_back(creditor: Creditor, house: Path) -> None:
    item = Receivable.objects.get(number="FA104")
    (made,) = apply_payment(paid(), [(item, 9_000)], made_from=30_000, author=AUTHOR, at=AT, on=ON)
    item.refresh_from_db()
    assert (item.open_cents, free_cents(paid()), made.applied_on) == (0, 21_000, PAID)
    sound(creditor, house)
    undo_application(made, reason="erreur", author=AUTHOR, at=AT, on=ON)
    assert (free_cents(paid()), paid().gone_on) == (30_000, None)
    sound(creditor, house)


@pytest.mark.both
def test_a_refund_leaves_unapplied_cash_at_once_and_is_found_in_the_bank(
    creditor: Creditor, house: Path
) -> None:
    asked = refunded()
    assert (asked.state, waits("DUPONT"), free_cents(paid())) == ("awaited", 20_000, 20_000)
    left = received(ON, -10_000, f"VIR SEPA {asked.reference}")
    take_in(creditor, statement(left, rank=2), "s.xml", house)
    apply(creditor)
    asked.refresh_from_db()
    assert (asked.state, asked.line, asked.ended_on) == (
        "made",
        BankLine.objects.get(amount_cents=-10_000),
        ON,
    )
    assert waits("DUPONT") == 20_000
    sound(creditor, house)


def test_two_debits_alike_are_told_apart_by_a_person(creditor: Creditor, house: Path) -> None:
    asked = refunded()
    twice = [received(ON, -10_000, wording, iban=IBAN) for wording in ("VIR A", "VIR B")]
    take_in(creditor, statement(*twice, rank=2), "s.xml", house)
    apply(creditor)
    asked.refresh_from_db()
    assert asked.state == "awaited"
    line = BankLine.objects.get(wording__contains="VIR B")
    confirm_refund(asked, line, made_from=asked.version, author=AUTHOR, at=AT)
    asked.refresh_from_db()
    assert (asked.state, asked.line) == ("made", line)
    with pytest.raises(RuleError):
        cancel_refund(asked, reason="trop tard", made_from=None, author=AUTHOR, at=AT, on=ON)
    sound(creditor, house)


def test_a_refund_beyond_the_limit_waits_for_another_person(creditor: Creditor, house: Path) -> None:
    let_refund(creditor, 9_999, made_from=1, author=AUTHOR, at=AT)
    asked = refunded()
    assert (asked.state, waits("DUPONT")) == ("to_approve", 20_000)
    with pytest.raises(RuleError, match="autre personne"):
        approve_refund(asked, made_from=asked.version, author=AUTHOR, at=AT)
    with pytest.raises(RuleError):
        confirm_refund(asked, BankLine.objects.get(), made_from=None, author=AUTHOR, at=AT)
    approve_refund(asked, made_from=asked.version, author=OTHER, at=AT)
    asked.refresh_from_db()
    assert (asked.state, asked.answered_by) == ("awaited", OTHER)
    sound(creditor, house)


def test_without_a_rule_every_refund_asks_another_person(creditor: Creditor) -> None:
    let_refund(creditor, 0, made_from=1, author=AUTHOR, at=AT)
    assert refunded(1).state == "to_approve"


@pytest.mark.both
def test_a_refund_cancelled_gives_all_back(creditor: Creditor, house: Path) -> None:
    asked = refunded(30_000)
    assert free_cents(paid()) == 0
    cancel_refund(asked, reason="finalement non", made_from=asked.version, author=AUTHOR, at=AT, on=ON)
    assert (free_cents(paid()), waits("DUPONT")) == (30_000, 30_000)
    with pytest.raises(RuleError):
        cancel_refund(asked, reason="encore", made_from=None, author=AUTHOR, at=AT, on=ON)
    sound(creditor, house)


@pytest.mark.parametrize(
    ("cents", "planned_on"),
    [(0, ON), (30_001, ON), (-1, ON), (100, ON - timedelta(days=1)), (100, ON + timedelta(days=61))],
)
def test_a_refund_that_cannot_be_is_refused_and_nothing_moves(
    creditor: Creditor, cents: int, planned_on: date
) -> None:
    with pytest.raises(RuleError):
        refunded(cents, planned_on=planned_on)
    assert (Refund.objects.count(), waits("DUPONT")) == (0, 30_000)


def test_a_form_made_before_something_moved_is_refused(creditor: Creditor) -> None:
    refunded()
    with pytest.raises(StaleFormError):
        ask_refund(paid(), Asked(100, ON, "encore"), made_from=30_000, author=AUTHOR, at=AT, on=ON)


@pytest.mark.both
def test_a_refund_that_the_books_post_is_counted_once_in_any_order(creditor: Creditor, house: Path) -> None:
    asked = refunded()
    before = owed(creditor)
    books = Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
    books.sale(date(2026, 9, 1), "DURAND", "FA102", 5_000).sale(date(2026, 9, 3), "DUPONT", "FA104", 9_000)
    books.receipt(PAID, "DUPONT", 150_000).receipt(ON + timedelta(days=9), "DUPONT", -10_000, label="REMB")
    for _ in range(2):
        take_ledger(creditor, books, 2026, house)
        assert owed(creditor) == before
    sound(creditor, house)
    left = received(ON, -10_000, f"VIR SEPA {asked.reference}")
    take_in(creditor, statement(left, rank=2), "s.xml", house)
    apply(creditor)
    asked.refresh_from_db()
    assert (asked.state, owed(creditor)) == ("made", before)
    sound(creditor, house)
    for more in (books.sale(ON, "DURAND", "FA105", 100), posted().sale(ON, "DURAND", "FA105", 100)):
        take_ledger(creditor, more, 2026, house)  # a newer one, then one without the refund
        assert owed(creditor) == before + 100
        sound(creditor, house)


def test_what_the_books_gave_back_already_is_not_refunded_again(creditor: Creditor, house: Path) -> None:
    books = (
        Books()
        .sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
        .sale(date(2026, 9, 3), "DUPONT", "FA104", 9_000)
    )
    books.receipt(PAID, "DUPONT", 150_000).receipt(ON, "DUPONT", -25_000, label="REMB")
    take_ledger(creditor, books, 2026, house)
    with pytest.raises(RuleError, match="déjà rendu"):
        refunded(10_000)
    assert refunded(5_000).state == "awaited"


@pytest.mark.both
def test_transferred_cash_is_the_other_customers_and_comes_back(creditor: Creditor, house: Path) -> None:
    whole = owed(creditor)
    made = moved()
    assert (waits("DUPONT"), waits("DURAND"), owed(creditor)) == (20_000, 10_000, whole)
    item = Receivable.objects.get(number="FA102")
    (used,) = apply_payment(made.received, [(item, 5_000)], made_from=None, author=AUTHOR, at=AT, on=ON)
    sound(creditor, house)
    with pytest.raises(RuleError, match="déjà affectée"):
        undo_transfer(made, reason="erreur", made_from=made.version, author=AUTHOR, at=AT, on=ON)
    undo_application(used, reason="erreur", author=AUTHOR, at=AT, on=ON)
    undo_transfer(made, reason="erreur", made_from=made.version, author=AUTHOR, at=AT, on=ON)
    assert (waits("DUPONT"), waits("DURAND"), owed(creditor)) == (30_000, 0, whole)
    sound(creditor, house)


def posted(*, transferred: int = 0, on: date = ON) -> Books:
    """The books of the house, with the transfer where the accountant posted it."""
    books = Books().sale(date(2026, 9, 1), "DUPONT", "FA101", 120_000)
    books.sale(date(2026, 9, 1), "DURAND", "FA102", 5_000).sale(date(2026, 9, 3), "DUPONT", "FA104", 9_000)
    books.receipt(PAID, "DUPONT", 150_000)
    return books.moved(on, "DUPONT", "DURAND", transferred) if transferred else books


@pytest.mark.both
def test_a_transfer_that_the_books_post_is_counted_once_and_nobody_is_asked_for_it(
    creditor: Creditor, house: Path
) -> None:
    made = moved()
    (used,) = apply_payment(
        made.received,
        [(Receivable.objects.get(number="FA102"), 5_000)],
        made_from=None,
        author=AUTHOR,
        at=AT,
        on=ON,
    )
    both = owed(creditor, "DUPONT"), owed(creditor, "DURAND")
    for _ in range(2):
        take_ledger(creditor, posted(transferred=10_000, on=ON + timedelta(days=12)), 2026, house)
        assert (owed(creditor, "DUPONT"), owed(creditor, "DURAND")) == both
    used.refresh_from_db()
    assert Receivable.objects.get(number="FA102").open_cents == 0
    assert not Receivable.objects.filter(kind="invoice", number__startswith="T").exists()
    with pytest.raises(RuleError, match="comptabilité"):
        undo_transfer(made, reason="erreur", made_from=made.version, author=AUTHOR, at=AT, on=ON)
    sound(creditor, house)
    more = posted(transferred=10_000, on=ON + timedelta(days=12)).sale(ON, "MARTIN", "FA105", 100)
    take_ledger(creditor, more, 2026, house)
    sound(creditor, house)
    take_ledger(creditor, posted(), 2026, house)  # and the accountant takes it out again
    assert (owed(creditor, "DUPONT"), owed(creditor, "DURAND")) == both
    sound(creditor, house)


def test_a_transfer_of_another_sum_or_other_customers_is_the_books_own(
    creditor: Creditor, house: Path
) -> None:
    moved()
    take_ledger(creditor, posted(transferred=9_999), 2026, house)
    assert (owed(creditor, "DUPONT"), owed(creditor, "DURAND")) == (-11_000 + 9_999, -5_000 - 9_999)
    sound(creditor, house)


def test_a_transfer_goes_to_another_customer_of_the_same_creditor(creditor: Creditor) -> None:
    stranger = open_creditor(name="Autre", siren="552100554", author=AUTHOR, at=AT)
    theirs = Customer.objects.create(creditor=stranger, recorded_at=AT, account="X", name="X")
    for to in (theirs, customer("DUPONT")):
        with pytest.raises(RuleError):
            transfer_cash(
                paid(), to, amount_cents=100, reason="x", made_from=None, author=AUTHOR, at=AT, on=ON
            )
    assert Transfer.objects.count() == 0


def test_what_the_bank_takes_back_of_a_payment_partly_refunded_leaves_a_debt(
    creditor: Creditor, house: Path
) -> None:
    refunded()
    rejected = received(ON, -150_000, "REJET VIR", return_reason="AC04", iban=IBAN, end_to_end_id="E2E1")
    take_in(creditor, statement(rejected, rank=2), "s.xml", house)
    assert apply(creditor)["returned"] == 1
    assert (free_cents(paid()), waits("DUPONT")) == (0, -10_000)
    sound(creditor, house)


def made(creditor: Creditor, home: Path) -> Refund:
    """A refund that the bank paid."""
    asked = refunded()
    take_in(creditor, statement(received(ON, -10_000, f"VIR SEPA {asked.reference}"), rank=2), "s.xml", home)
    apply(creditor)
    asked.refresh_from_db()
    return asked


@pytest.mark.both
@pytest.mark.parametrize("named", [True, False])
def test_a_refund_that_the_bank_sends_back_is_the_customers_money_again_with_its_reason(
    creditor: Creditor, house: Path, *, named: bool
) -> None:
    refund = made(creditor, house)
    assert (refund.state, waits("DUPONT")) == ("made", 20_000)
    note = {} if named else {"return_reason": "AC04", "iban": IBAN, "counterparty": "Client DUPONT"}
    words = f"REJET VIR {refund.reference}" if named else "REJET VIREMENT"
    back = received(ON + timedelta(days=2), 10_000, words, **note)
    take_in(creditor, statement(back, rank=3), "t.xml", house)
    apply(creditor)
    refund.refresh_from_db()
    line = BankLine.objects.get(amount_cents=10_000)
    assert (refund.state, refund.sent_back_line, line.state) == ("sent_back", line, "applied")
    assert waits("DUPONT") == 30_000
    again = Payment.objects.get(bank_line=line)
    assert free_cents(again) == 10_000  # and it may be refunded anew, to another account
    sound(creditor, house)


def test_a_credit_of_as_much_that_names_no_refund_is_an_ordinary_payment(
    creditor: Creditor, house: Path
) -> None:
    refund = made(creditor, house)
    take_in(creditor, statement(received(ON, 10_000, "VIR MERCI", iban=IBAN), rank=3), "t.xml", house)
    apply(creditor)
    refund.refresh_from_db()
    assert refund.state == "made"


def test_refunds_agreed_to_leave_in_one_file_and_each_once(creditor: Creditor, house: Path) -> None:
    told: dict[str, Any] = {"on": ON, "author": AUTHOR, "at": AT, "home": house}
    first, unsaid = refunded(), refunded(1_000, iban="")
    let_refund(creditor, 0, made_from=1, author=AUTHOR, at=AT)
    waiting = refunded(2_000)
    order = prepare_refund_order(creditor, **told)
    root = etree.fromstring(opened(order.kept, home=house))
    assert [each.text for each in root.iter("{*}EndToEndId")] == [first.reference]
    assert [each.text for each in root.iter("{*}CtrlSum")] == ["100.00", "100.00"]
    assert (order.refunds_count, order.total_cents) == (1, 10_000)
    with pytest.raises(RuleError, match="attend son virement"):
        prepare_refund_order(creditor, **told)
    with pytest.raises(RuleError, match="fichier de virements"):
        cancel_refund(first, reason="non", made_from=None, author=AUTHOR, at=AT, on=ON)
    cancel_refund(unsaid, reason="non", made_from=None, author=AUTHOR, at=AT, on=ON)
    approve_refund(waiting, made_from=None, author=OTHER, at=AT)
    assert prepare_refund_order(creditor, **told).number == 2
    sound(creditor, house)


def test_a_file_given_up_frees_its_refunds_unless_the_bank_paid_one(creditor: Creditor, house: Path) -> None:
    told: dict[str, Any] = {"on": ON, "author": AUTHOR, "at": AT, "home": house}
    refund = refunded()
    order = prepare_refund_order(creditor, **told)
    with pytest.raises(RuleError, match="motif"):
        cancel_refund_order(order, reason=" ", made_from=order.version, author=AUTHOR, at=AT)
    cancel_refund_order(order, reason="mauvais compte", made_from=order.version, author=AUTHOR, at=AT)
    sound(creditor, house)
    order = prepare_refund_order(creditor, **told)
    left = received(ON, -10_000, "VIR SEPA", end_to_end_id=refund.reference)
    take_in(creditor, statement(left, rank=2), "s.xml", house)
    apply(creditor)
    refund.refresh_from_db()
    assert (refund.state, refund.order) == ("made", order)
    with pytest.raises(RuleError, match="la banque en a payé"):
        cancel_refund_order(order, reason="trop tard", made_from=None, author=AUTHOR, at=AT)
    sound(creditor, house)


def test_no_file_is_made_to_an_account_that_is_none_nor_from_none(creditor: Creditor, house: Path) -> None:
    refunded(iban="FR00123")
    with pytest.raises(RuleError, match="n’est pas valide"):
        prepare_refund_order(creditor, on=ON, author=AUTHOR, at=AT, home=house)
    Creditor.objects.update(iban="")
    with pytest.raises(RuleError, match="IBAN du créancier"):
        prepare_refund_order(creditor, on=ON, author=AUTHOR, at=AT, home=house)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["apply", "undo", "refund", "cancel", "transfer", "undo_transfer", "onward"]),
        st.integers(1, 12_000),
        st.integers(0, 5),
    ),
    max_size=9,
)


@pytest.fixture
def steps(creditor: Creditor) -> dict[str, Callable[[int, int], object]]:
    """Everything that may be done with money that waits; what is refused changes nothing."""
    told = {"author": AUTHOR, "at": AT, "on": ON}

    def live() -> list[Payment]:
        return list(Payment.objects.filter(gone_on__isnull=True, amount_cents__gt=0).order_by("pk"))

    def one(rows: list[Any], which: int) -> Any:
        if not rows:
            raise RuleError("nothing", "nothing to choose")
        return rows[which % len(rows)]

    def apply_some(cents: int, which: int) -> object:
        payment = one(live(), which)
        items = list(Receivable.objects.filter(customer=payment.customer, open_cents__gt=0).order_by("pk"))
        return apply_payment(payment, [(one(items, which), cents)], made_from=None, **told)

    def undo(_cents: int, which: int) -> object:
        rows = list(
            Application.objects.filter(reverses__isnull=True, reversed_by__isnull=True).order_by("pk")
        )
        return undo_application(one(rows, which), reason="x", **told)

    def ask(cents: int, which: int) -> object:
        return ask_refund(one(live(), which), Asked(cents, ON, "x"), made_from=None, **told)

    def cancel(_cents: int, which: int) -> object:
        rows = list(Refund.objects.order_by("pk"))
        return cancel_refund(one(rows, which), reason="x", made_from=None, **told)

    def transfer(cents: int, which: int) -> object:
        to = one(list(Customer.objects.order_by("pk")), which + cents)
        return transfer_cash(one(live(), which), to, amount_cents=cents, reason="x", made_from=None, **told)

    def undo_one(_cents: int, which: int) -> object:
        rows = list(Transfer.objects.order_by("pk"))
        return undo_transfer(one(rows, which), reason="x", made_from=None, **told)

    return {
        "apply": apply_some, "undo": undo, "refund": ask, "cancel": cancel, "transfer": transfer,
        "undo_transfer": undo_one, "onward": lambda cents, which: transfer(cents, which + 1),
    }  # fmt: skip


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(series=STEPS)
def test_no_series_of_acts_makes_or_loses_a_cent(
    creditor: Creditor, steps: dict[str, Callable[[int, int], object]], series: list[tuple[str, int, int]]
) -> None:
    whole = owed(creditor)
    with transaction.atomic():
        for name, cents, which in series:
            with suppress(RuleError), transaction.atomic():
                steps[name](cents, which)
        refunds = Refund.objects.exclude(state="cancelled").aggregate(cents=Sum("amount_cents"))["cents"] or 0
        lines = BankLine.objects.filter(state="doubtful").aggregate(cents=Sum("amount_cents"))["cents"] or 0
        assert owed(creditor) == whole + refunds + lines
        assert all(free_cents(each) >= 0 for each in Payment.objects.filter(gone_on__isnull=True))
        assert broken() == []
        transaction.set_rollback(True)


def standing() -> tuple[dict[str, int], dict[str, int]]:
    """What is open of each item, and what each customer has free."""
    free: dict[str, int] = {}
    for each in Payment.objects.filter(gone_on__isnull=True).select_related("customer"):
        free[each.customer.account] = free.get(each.customer.account, 0) + free_cents(each)
    return dict(Receivable.objects.values_list("number", "open_cents")), {
        key: cents for key, cents in free.items() if cents
    }


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(series=STEPS, order=st.randoms(use_true_random=False))
def test_all_that_was_done_is_undone_in_any_order_and_nothing_of_it_is_left(
    creditor: Creditor,
    steps: dict[str, Callable[[int, int], object]],
    series: list[tuple[str, int, int]],
    order: Any,
) -> None:
    whole = standing()
    told: dict[str, Any] = {"reason": "x", "author": AUTHOR, "at": AT, "on": ON}
    with transaction.atomic():
        last = Application.objects.latest("pk").pk
        for name, cents, which in series:
            with suppress(RuleError), transaction.atomic():
                steps[name if "undo" not in name else "apply"](cents, which)
        stands = Application.objects.filter(pk__gt=last, reverses__isnull=True, reversed_by__isnull=True)
        asked, moved_on = (
            Refund.objects.exclude(state="cancelled"),
            Transfer.objects.filter(undone_on__isnull=True),
        )
        done: list[Callable[[], object]] = [
            *(partial(undo_application, one, **told) for one in stands),
            *(partial(cancel_refund, one, made_from=None, **told) for one in asked),
            *(partial(undo_transfer, one, made_from=None, **told) for one in moved_on),
        ]
        order.shuffle(done)
        for _ in range(len(done)):  # one that stands on another is refused until that one is undone
            done = [each for each in done if not undone(each)]
        assert (done, standing()) == ([], whole)
        assert broken() == []
        transaction.set_rollback(True)


def undone(undo: Callable[[], object]) -> bool:
    """Whether it could be undone now."""
    with suppress(RuleError), transaction.atomic():
        undo()
        return True
    return False


def broken() -> list[str]:
    """Invariants of money that do not hold, asked inside the transaction."""
    found = []
    for code, (_table, sql) in WRITTEN.items():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            found += [code] * bool(cursor.fetchall())
    return found
