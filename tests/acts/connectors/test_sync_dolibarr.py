"""A Dolibarr read: what it says becomes facts, once; what it changes is seen, and both sides agree to the cent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from doubles.dolibarr import KEY, Dolibarr, stamp
from doubles.serving import Refused
from encours.acts.connect.configure import Wanted, add_connector, opened
from encours.acts.connect.sync import due_connectors, sync_connector
from encours.acts.open_creditor import open_creditor
from encours.records.cash.models import Application, Payment
from encours.records.connectors.models import Comparison, Connector, SourceLink, Sync
from encours.records.documents.models import Intake, KeptFile
from encours.records.frames.invariants import breaches
from encours.records.history.models import Entry
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.people.models import Membership, User
from encours.records.quality.models import ToldAmount
from encours.records.receivables.models import Receivable
from encours.records.sales.models import Order
from encours.records.work.models import Assignment
from encours.wire.pace import Pace

ON, DUE = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def dolibarr() -> Iterator[Dolibarr]:
    with Dolibarr() as double:
        yield double


@pytest.fixture
def creditor(house: Path, dolibarr: Dolibarr) -> Creditor:
    return open_creditor(name="Ateliers Delmas", siren="732829320", author="test", at=dolibarr.now)


@pytest.fixture
def connector(creditor: Creditor, house: Path, dolibarr: Dolibarr) -> Connector:
    told = {"address": dolibarr.address, "key": KEY, "bank_account": "1"}
    return add_connector(
        creditor, "dolibarr", Wanted("ERP", told), author="test", at=dolibarr.now, home=house
    )


@pytest.fixture
def sync(connector: Connector, house: Path, dolibarr: Dolibarr) -> Callable[[], Sync]:
    def read() -> Sync:
        dolibarr.now += timedelta(minutes=10)
        waits: list[float] = []
        now = Connector.objects.get(pk=connector.pk)
        remote = opened(now, home=house, pace=Pace(1000, 1000, wait=waits.append))
        done = sync_connector(now, remote, clock=_clock(dolibarr), home=house)
        assert done is not None
        return done

    return read


def _clock(dolibarr: Dolibarr) -> Callable[[], datetime]:
    return lambda: dolibarr.now + timedelta(seconds=90)


def opens() -> dict[str, int]:
    return dict(Receivable.objects.filter(gone_on__isnull=True).values_list("number", "open_cents"))


def differences(connector: Connector) -> list[dict[str, Any]]:
    last = Comparison.objects.filter(connector=connector).order_by("-pk").first()
    assert last is not None
    found: list[dict[str, Any]] = last.differences
    return found


def test_the_salesperson_told_there_follows_a_customer_that_nobody_follows(
    dolibarr: Dolibarr, creditor: Creditor, connector: Connector, sync: Callable[[], Sync]
) -> None:
    Connector.objects.update(settings={**connector.settings, "salespeople": "oui"})
    paul = User.objects.create(email="paul@example.com", name="Paul")
    Membership.objects.create(creditor=creditor, user=paul, role="salesperson")
    dolibarr.sellers[dolibarr.party("C001", "Martin")] = ["Paul@example.com"]
    dolibarr.sellers[dolibarr.party("C002", "Durand")] = ["gone@example.com"]
    dolibarr.party("C003", "Petit")
    sync()
    assert dict(Assignment.objects.values_list("customer__account", "owner__name")) == {"C001": "Paul"}


@pytest.mark.both
def test_customers_contacts_invoices_payments_and_orders_come_in(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector
) -> None:
    martin = dolibarr.party("CU0001", "Boulangerie Martin", idprof1="732829320", zip="75011", town="Paris")
    dolibarr.contact(martin, "Léa", "Roux", "lea@example.com")
    paid = dolibarr.bill(martin, "FA2609-0001", "1200.00", on=ON, due=DUE, ref_client="BC-77")
    part = dolibarr.bill(martin, "FA2609-0002", "800.50", on=ON, due=DUE)
    dolibarr.bill(martin, "(PROV3)", "10.00", on=ON, due=DUE, status="0")
    dolibarr.pay(paid, "1200.00", on=date(2026, 9, 20))
    dolibarr.pay(part, "300.25", on=date(2026, 9, 25))
    dolibarr.orders[1] = {"id": "1", "ref": "CO1", "socid": str(martin), "date": 1788000000, "total_ttc": "99.90",
                          "status": "1", "date_modification": int(dolibarr.now.timestamp())}  # fmt: skip
    done = sync()
    assert done.error == ""
    customer = Customer.objects.get()
    assert (customer.account, customer.name, customer.siren, customer.city) == (
        "CU0001", "Boulangerie Martin", "732829320", "Paris",
    )  # fmt: skip
    assert set(Contact.objects.values_list("email", flat=True)) == {"cu0001@example.com", "lea@example.com"}
    assert opens() == {"FA2609-0001": 0, "FA2609-0002": 50_025}
    first = Receivable.objects.get(number="FA2609-0001")
    assert (first.issued_on, first.due_on, first.due_source, first.po_number) == (ON, DUE, "file", "BC-77")
    told = Payment.objects.order_by("paid_on").values_list("amount_cents", "paid_on", "unapplied_cents")
    assert list(told) == [(120_000, date(2026, 9, 20), 0), (30_025, date(2026, 9, 25), 0)]
    assert Order.objects.get().amount_cents == 9_990
    assert differences(connector) == []
    assert breaches() == []
    assert Comparison.objects.get().figures == {
        "EUR": {"there_count": 1, "there_cents": 50_025, "here_count": 1, "here_cents": 50_025}
    }


@pytest.mark.both
def test_read_again_nothing_is_written(dolibarr: Dolibarr, sync: Callable[[], Sync]) -> None:
    martin = dolibarr.party("CU0001", "Boulangerie Martin")
    bill = dolibarr.bill(martin, "FA1", "100.00", on=ON, due=DUE)
    dolibarr.pay(bill, "40.00", on=ON)
    sync()
    before = (Entry.objects.count(), Intake.objects.count(), Payment.objects.count())
    again = sync()
    assert (again.rows, again.changed) == (2, 0)
    assert (Entry.objects.count(), Intake.objects.count(), Payment.objects.count()) == before


@pytest.mark.both
def test_what_changes_there_is_seen_here(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector
) -> None:
    martin = dolibarr.party("CU0001", "Boulangerie Martin")
    bill = dolibarr.bill(martin, "FA1", "100.00", on=ON, due=DUE)
    sync()
    dolibarr.change(bill, total_ttc="120.00000000")
    dolibarr.bills[bill]["date_lim_reglement"] = stamp(date(2026, 11, 1))
    done = sync()
    row = Receivable.objects.get()
    assert (row.amount_cents, row.open_cents, row.due_on) == (12_000, 12_000, date(2026, 11, 1))
    assert done.lag_seconds == 690  # changed ten minutes before this reading, which began ninety seconds ago
    assert not ToldAmount.objects.exists()
    assert differences(connector) == []
    assert breaches() == []


def test_a_part_payment_that_does_not_touch_its_invoice_is_found_all_the_same(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector
) -> None:
    bill = dolibarr.bill(dolibarr.party("CU0001", "Martin"), "FA1", "100.00", on=ON, due=DUE)
    sync()
    dolibarr.now += timedelta(days=5)
    sync()
    dolibarr.pay(bill, "30.00", on=ON)
    sync()
    assert opens() == {"FA1": 7_000}
    assert differences(connector) == []


def test_a_payment_taken_back_there_opens_the_invoice_again(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector
) -> None:
    bill = dolibarr.bill(dolibarr.party("CU0001", "Martin"), "FA1", "100.00", on=ON, due=DUE)
    dolibarr.pay(bill, "30.00", on=ON)
    sync()
    dolibarr.payments.clear()
    sync()
    assert opens() == {"FA1": 10_000}
    assert Payment.objects.get().gone_on is not None
    assert sorted(Application.objects.values_list("amount_cents", flat=True)) == [-3_000, 3_000]
    assert differences(connector) == []
    assert breaches() == []


@pytest.mark.both
def test_a_credit_note_used_there_is_used_here(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector
) -> None:
    martin = dolibarr.party("CU0001", "Martin")
    bill = dolibarr.bill(martin, "FA1", "100.00", on=ON, due=DUE)
    credit = dolibarr.bill(martin, "AV1", "-30.00", on=ON, due=ON, type="2")
    sync()
    assert opens() == {"FA1": 10_000, "AV1": -3_000}
    dolibarr.use_credit(credit, bill, "30.00")
    sync()
    assert opens() == {"FA1": 7_000, "AV1": 0}
    assert Application.objects.get().credit_note is not None
    assert differences(connector) == []
    assert breaches() == []


@pytest.mark.both
def test_an_invoice_deleted_there_is_kept_marked_and_may_come_back(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector
) -> None:
    bill = dolibarr.bill(dolibarr.party("CU0001", "Martin"), "FA1", "100.00", on=ON, due=DUE)
    sync()
    lost = dolibarr.bills.pop(bill)
    sync()
    row = Receivable.objects.get()
    assert row.gone_on == date(2026, 11, 18)
    assert row.open_cents == 10_000
    assert differences(connector) == []
    dolibarr.bills[bill] = lost
    sync()
    row.refresh_from_db()
    assert row.gone_on is None
    assert breaches() == []


def test_a_wrong_key_is_said_and_nothing_is_written(
    dolibarr: Dolibarr, creditor: Creditor, house: Path
) -> None:
    told = {"address": dolibarr.address, "key": "another"}
    made = add_connector(
        creditor, "dolibarr", Wanted("ERP", told), author="test", at=dolibarr.now, home=house
    )
    done = sync_connector(made, opened(made, home=house), clock=_clock(dolibarr), home=house)
    assert done is not None
    made.refresh_from_db()
    assert "vérifiez la clé" in made.error
    assert "another" not in made.error
    assert made.synced_at is None
    assert due_connectors(creditor.pk, at=dolibarr.now + timedelta(minutes=2)) == []
    assert due_connectors(creditor.pk, at=dolibarr.now + timedelta(hours=1)) == [made]


def test_a_reading_broken_off_goes_on_from_the_page_not_kept(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector
) -> None:
    for number in range(250):
        dolibarr.party(f"CU{number:04}", f"Client {number}")
    asked = len(dolibarr.asked)

    def broken_at_third(number: int) -> None:
        if number - asked >= 3:
            raise Refused(500, {"error": "boom"})

    dolibarr.trouble = broken_at_third
    assert "500" in sync().error
    assert Customer.objects.count() == 200
    assert SourceLink.objects.count() == 200
    dolibarr.trouble = lambda _number: None
    begun = len(dolibarr.asked)
    done = sync()
    assert (done.error, done.rows) == ("", 50)
    assert dolibarr.asked[begun:][0] == ("GET", "/api/index.php/thirdparties")
    assert Customer.objects.count() == 250


def test_too_many_questions_are_asked_again_after_the_pause_it_wants(
    dolibarr: Dolibarr, connector: Connector, house: Path
) -> None:
    dolibarr.party("CU0001", "Martin")
    waits: list[float] = []

    def busy(number: int) -> None:
        if number <= 2:
            raise Refused(429, {"error": "slow down"}, {"Retry-After": "7"})

    dolibarr.trouble = busy
    remote = opened(connector, home=house, pace=Pace(1000, 1000, wait=waits.append))
    done = sync_connector(connector, remote, clock=_clock(dolibarr), home=house)
    assert done is not None
    assert done.error == ""
    assert waits == [7.0, 7.0]
    assert Customer.objects.count() == 1


def test_half_an_answer_is_asked_again(dolibarr: Dolibarr, sync: Callable[[], Sync]) -> None:
    dolibarr.party("CU0001", "Martin")
    dolibarr.trouble = lambda number: "cut" if number == 1 else None
    assert sync().error == ""
    assert Customer.objects.count() == 1


def test_a_bad_value_is_refused_and_the_rest_of_its_row_kept(
    dolibarr: Dolibarr, sync: Callable[[], Sync]
) -> None:
    dolibarr.party("CU0001", "Martin", idprof1="123", email="not an address")
    done = sync()
    assert done.refused == 2
    assert Customer.objects.get().name == "Martin"
    assert {one["field"] for one in Intake.objects.get().refusals} == {"siren", "contact_email"}


def test_what_was_pulled_is_kept_and_may_be_read_again(
    dolibarr: Dolibarr, sync: Callable[[], Sync], house: Path, creditor: Creditor
) -> None:
    from encours.acts.import_file import import_file
    from encours.records.documents.keeping import opened as open_file

    bill = dolibarr.bill(dolibarr.party("CU0001", "Martin"), "FA1", "100.00", on=ON, due=DUE)
    dolibarr.pay(bill, "30.00", on=ON)
    sync()
    other = open_creditor(name="Autre", siren="552100554", author="test", at=dolibarr.now)
    for intake in Intake.objects.filter(creditor=creditor).order_by("pk"):
        content = open_file(intake.kept, home=house)
        import_file(other, content, intake.name, author="test", at=dolibarr.now, on=ON, home=house)
        again = import_file(other, content, intake.name, author="test", at=dolibarr.now, on=ON, home=house)
        assert again.again
    assert Receivable.objects.get(creditor=other).open_cents == 7_000
    assert breaches() == []


def test_an_amount_that_differs_from_the_books_is_reported(
    dolibarr: Dolibarr, sync: Callable[[], Sync], creditor: Creditor
) -> None:
    """The ledger's invoice keeps its amount, and its payments; what the ERP says otherwise is a difference."""
    customer = Customer.objects.create(
        creditor=creditor, recorded_at=dolibarr.now, account="CU0001", name="Martin"
    )
    Receivable.objects.create(
        creditor=creditor, recorded_at=dolibarr.now, customer=customer, key="F1", number="FA1", kind="invoice",
        issued_on=ON, entry_on=ON, due_on=DUE, amount_cents=10_000, open_cents=10_000, known_on=ON,
    )  # fmt: skip
    dolibarr.bill(dolibarr.party("CU0001", "Martin"), "FA1", "95.00", on=ON, due=DUE)
    sync()
    row = Receivable.objects.get()
    assert row.amount_cents == 10_000
    assert ToldAmount.objects.get().amount_cents == 9_500
    assert [one["reason"] for one in Comparison.objects.get().differences] == ["amount_differs"]


@pytest.mark.both
def test_beside_a_ledger_only_what_no_ledger_told_is_paid_by_the_connector(
    dolibarr: Dolibarr, sync: Callable[[], Sync], creditor: Creditor
) -> None:
    kept = KeptFile.objects.create(
        creditor=creditor, recorded_at=dolibarr.now, sha256="0" * 64, size=1, media_type="text/plain", name="fec",
        place="0",
    )  # fmt: skip
    ledger = Intake.objects.create(
        creditor=creditor, recorded_at=dolibarr.now, kept=kept, sha256="0" * 64, name="fec", format="fec",
        kind="ledger", counts={}, controls={}, refusals=[], notices=[], by="test",
    )  # fmt: skip
    customer = Customer.objects.create(
        creditor=creditor, recorded_at=dolibarr.now, account="CU0001", name="Martin"
    )
    Receivable.objects.create(
        creditor=creditor, recorded_at=dolibarr.now, customer=customer, key="F1", number="FA1", kind="invoice",
        issued_on=ON, entry_on=ON, due_on=DUE, amount_cents=10_000, open_cents=10_000, known_on=ON, intake=ledger,
    )  # fmt: skip
    martin = dolibarr.party("CU0001", "Martin")
    for number in ("FA1", "FA2"):
        dolibarr.pay(dolibarr.bill(martin, number, "100.00", on=ON, due=DUE), "40.00", on=ON)
    sync()
    assert opens() == {"FA1": 10_000, "FA2": 6_000}
    assert [one["number"] for one in Comparison.objects.get().differences] == ["FA1"]
    assert breaches() == []


def test_what_is_settled_there_in_a_way_that_is_not_told_is_settled_here(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector
) -> None:
    """A discount granted there, say: the invoice is closed and no payment tells why."""
    martin = dolibarr.party("CU0001", "Martin")
    dolibarr.bill(martin, "FA1", "100.00", on=ON, due=DUE, status="2", paye="1")
    later = dolibarr.bill(martin, "FA2", "100.00", on=ON, due=DUE)
    sync()
    assert opens() == {"FA1": 0, "FA2": 10_000}
    dolibarr.change(later, status="2", paye="1")
    sync()
    assert opens() == {"FA1": 0, "FA2": 0}
    assert differences(connector) == []
    assert breaches() == []


def test_read_anew_everything_is_taken_in_once_more_and_nothing_changes(
    dolibarr: Dolibarr, sync: Callable[[], Sync], connector: Connector, house: Path
) -> None:
    bill = dolibarr.bill(dolibarr.party("CU0001", "Martin"), "FA1", "100.00", on=ON, due=DUE)
    dolibarr.pay(bill, "30.00", on=ON)
    sync()
    before = (Payment.objects.count(), Application.objects.count(), opens())
    done = sync_connector(
        connector, opened(connector, home=house), clock=_clock(dolibarr), home=house, anew=True
    )
    assert done is not None
    assert (done.error, done.changed) == ("", 2)
    assert (Payment.objects.count(), Application.objects.count(), opens()) == before
    assert breaches() == []
