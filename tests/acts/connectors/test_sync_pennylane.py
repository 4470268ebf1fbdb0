"""A Pennylane read: lists first, logs of changes then; what is paid here is paid there, whole or in part."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from doubles.pennylane import TOKEN, Pennylane
from encours.acts.connect.answer import answer_intention
from encours.acts.connect.configure import Wanted, add_connector, opened
from encours.acts.connect.push import push_intentions
from encours.acts.connect.sync import sync_connector
from encours.acts.open_creditor import open_creditor
from encours.acts.record_payment import record_payment
from encours.connectors.pennylane import open_source
from encours.core.refusals import RuleError
from encours.records.cash.models import Payment
from encours.records.connectors.models import Comparison, Connector, Intention, Sync
from encours.records.frames.invariants import breaches
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.receivables.models import Receivable
from encours.wire.pace import Pace

ON, DUE = date(2026, 9, 1), date(2026, 10, 1)
AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)


@pytest.fixture
def pennylane() -> Iterator[Pennylane]:
    with Pennylane() as double:
        yield double


@pytest.fixture
def connector(house: Path, pennylane: Pennylane) -> Connector:
    creditor = open_creditor(name="Delmas", siren="732829320", author="test", at=pennylane.now)
    told = {"address": pennylane.address, "token": TOKEN}
    wanted = Wanted("Pennylane", told, writes=True)
    return add_connector(creditor, "pennylane", wanted, author="test", at=pennylane.now, home=house)


@pytest.fixture
def sync(connector: Connector, house: Path, pennylane: Pennylane) -> Callable[[], Sync]:
    def read() -> Sync:
        pennylane.now += timedelta(minutes=20)
        now = Connector.objects.get(pk=connector.pk)
        remote = opened(now, home=house, pace=Pace(1000, 1000, wait=lambda _seconds: None))
        done = sync_connector(now, remote, clock=lambda: pennylane.now, home=house)
        assert done is not None
        assert done.error == ""
        return done

    return read


def opens() -> dict[str, int]:
    return dict(Receivable.objects.filter(gone_on__isnull=True).values_list("number", "open_cents"))


def differ() -> int:
    return Comparison.objects.order_by("-pk")[0].differ


@pytest.mark.both
def test_what_pennylane_tells_comes_in(
    pennylane: Pennylane, connector: Connector, sync: Callable[[], Sync], house: Path
) -> None:
    assert opened(connector, home=house).greet() == "Pennylane, Ateliers Delmas"
    martin = pennylane.customer(
        "C001", "Boulangerie Martin", reg_no="732829320", emails=["a@example.com", "b@example.com"],
        payment_conditions="45_days_end_of_month",
        billing_address={"address": "1 rue du Four", "postal_code": "75006", "city": "Paris", "country_alpha2": "FR"},
    )  # fmt: skip
    first = pennylane.bill(martin, "F1", "1200.10", on=ON, due=DUE)
    second = pennylane.bill(martin, "F2", "300.0", on=ON, due=DUE)
    pennylane.bill(martin, "D1", "9.0", on=ON, due=DUE, draft=True)
    pennylane.match(first, "1000.10", "200.0", on=date(2026, 9, 12))
    credit = pennylane.bill(martin, "A1", "-50.0", on=ON, due=ON, status="credit_note")
    pennylane.change(credit, credited_invoice={"id": second, "url": ""}, remaining_amount_with_tax="0.0")
    pennylane.change(second, remaining_amount_with_tax="250.0")
    sync()
    customer = Customer.objects.get()
    assert (customer.account, customer.siren, customer.terms_days, customer.terms_mode) == (
        "C001", "732829320", 45, "days_then_eom",
    )  # fmt: skip
    assert set(Contact.objects.values_list("email", flat=True)) == {"a@example.com", "b@example.com"}
    assert opens() == {"F1": 20_000, "F2": 25_000, "A1": 0}
    payment = Payment.objects.get()
    assert (payment.amount_cents, payment.paid_on) == (100_010, date(2026, 9, 12))
    assert differ() == 0
    assert breaches() == []


def test_only_what_the_logs_tell_is_read_again(pennylane: Pennylane, sync: Callable[[], Sync]) -> None:
    martin = pennylane.customer("C001", "Martin")
    bills = [pennylane.bill(martin, f"F{number}", "100.0", on=ON, due=DUE) for number in range(3)]
    sync()
    pennylane.now += timedelta(days=1)
    pennylane.match(bills[1], "40.0", "60.0", on=ON)
    pennylane.delete(bills[2])
    done = sync()
    assert done.changed == 2
    assert opens() == {"F0": 10_000, "F1": 6_000}
    assert Receivable.objects.get(number="F2").gone_on is not None
    assert differ() == 0
    pennylane.now += timedelta(weeks=6)
    pennylane.change(bills[0], deadline="2026-12-31")
    pennylane.now += timedelta(weeks=5)
    sync()
    assert Receivable.objects.get(number="F0").due_on == date(2026, 12, 31)


def two_paid(pennylane: Pennylane, sync: Callable[[], Sync]) -> list[int]:
    """Two invoices of EUR 100, one paid here, and EUR 20 of the other."""
    martin = pennylane.customer("C001", "Martin")
    bills = [pennylane.bill(martin, f"F{number}", "100.0", on=ON, due=DUE) for number in (1, 2)]
    Creditor.objects.update(shadow=False)
    sync()
    for number, cents in (("F1", 10_000), ("F2", 2_000)):
        record_payment(
            Receivable.objects.get(number=number), amount_cents=cents, paid_on=ON, reference="", on=DUE,
            made_from=None, author="lea@example.com", at=pennylane.now,
        )  # fmt: skip
    return bills


def test_an_invoice_settled_here_is_marked_as_paid_there_and_a_part_goes_to_a_person(
    pennylane: Pennylane, connector: Connector, sync: Callable[[], Sync], house: Path
) -> None:
    bills = two_paid(pennylane, sync)
    remote = opened(connector, home=house, pace=Pace(1000, 1000))
    assert push_intentions(connector, remote, clock=lambda: pennylane.now) == 1
    assert [pennylane.bills[one]["paid"] for one in bills] == [True, False]
    assert sorted(Intention.objects.values_list("state", flat=True)) == ["done", "refused"]
    sync()
    assert opens() == {"F1": 0, "F2": 8_000}
    assert Payment.objects.count() == 2
    assert breaches() == []


@pytest.mark.parametrize("lost", ["", "transactions", "matched_transactions"])
def test_with_a_bank_account_a_part_is_a_transaction_there_matched_once(
    lost: str, pennylane: Pennylane, connector: Connector, sync: Callable[[], Sync], house: Path
) -> None:
    bills = two_paid(pennylane, sync)
    lose = [lost] if lost else []

    def trouble(_number: int) -> str | None:
        method, path = pennylane.asked[-1]
        return "lost" if method == "POST" and lose and path.endswith(f"/{lose[0]}") and lose.pop() else None

    pennylane.trouble = trouble
    remote = open_source(
        {"address": pennylane.address, "token": TOKEN, "bank_account": "7"}, Pace(1000, 1000)
    )
    push_intentions(connector, remote, clock=lambda: pennylane.now)
    part = Intention.objects.get(receivable__number="F2")
    if lost == "transactions":
        assert part.state == "uncertain"
        answer_intention(
            part, said="again", made_from=part.version, author="lea@example.com", at=pennylane.now
        )
        assert push_intentions(connector, remote, clock=lambda: pennylane.now) == 1
    assert list(Intention.objects.values_list("state", flat=True)) == ["done", "done"]
    (made,) = pennylane.transactions
    assert (made["bank_account_id"], made["amount"], made["label"]) == (7, "20.00", f"Encours {part.key} F2")
    assert pennylane.bills[bills[1]]["remaining_amount_with_tax"] == "80.0"
    sync()
    assert (opens(), Payment.objects.count(), differ()) == ({"F1": 0, "F2": 8_000}, 2, 0)
    assert breaches() == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("pennylane", {"token": "t", "bank_account": "Compte courant"}),
        ("dolibarr", {"address": "https://erp.example.com", "key": "k", "bank_account": "BNP"}),
        (
            "odoo",
            {
                "address": "https://odoo.example.com",
                "database": "b",
                "login": "l",
                "password": "p",
                "journal": "Banque",
            },
        ),
    ],
)
def test_a_setting_that_is_a_number_there_is_refused_as_a_word(
    house: Path, kind: str, told: dict[str, str]
) -> None:
    creditor = open_creditor(name="Delmas", siren="732829320", author="test", at=AT)
    with pytest.raises(RuleError, match="est un numéro"):
        add_connector(creditor, kind, Wanted("Là-bas", told), author="test", at=AT, home=house)
    assert not Connector.objects.exists()
