"""What happens here is told there, once: looked for by its key, handed, and never blindly again."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from doubles.dolibarr import KEY, Dolibarr
from doubles.odoo import DATABASE, LOGIN, PASSWORD, Odoo
from doubles.serving import Refused
from encours.acts.connect.answer import answer_intention
from encours.acts.connect.configure import Wanted, add_connector, opened
from encours.acts.connect.intend import intend_closings
from encours.acts.connect.push import push_intentions
from encours.acts.connect.sync import sync_connector
from encours.acts.dispute import open_dispute
from encours.acts.note import add_note
from encours.acts.open_creditor import open_creditor
from encours.acts.record_payment import record_payment
from encours.core.refusals import RuleError
from encours.records.cases.models import Case
from encours.records.cash.models import Payment
from encours.records.connectors.models import Comparison, Connector, Intention
from encours.records.frames.invariants import breaches
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable
from encours.wire.pace import Pace
from forking import Loaded

AT = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 18)
ON, DUE = date(2026, 9, 1), date(2026, 10, 1)


@pytest.fixture
def dolibarr() -> Iterator[Dolibarr]:
    with Dolibarr() as double:
        yield double


def creditor_of(shadow: bool) -> Creditor:
    made = open_creditor(name="Delmas", siren="732829320", author="test", at=AT)
    Creditor.objects.filter(pk=made.pk).update(shadow=shadow)
    made.refresh_from_db()
    return made


@pytest.fixture
def connector(house: Path, dolibarr: Dolibarr) -> Connector:
    bill = dolibarr.bill(dolibarr.party("CU0001", "Martin"), "FA1", "100.00", on=ON, due=DUE)
    dolibarr.pay(bill, "20.00", on=ON)
    told = {"address": dolibarr.address, "key": KEY, "bank_account": "1"}
    made = add_connector(
        creditor_of(False), "dolibarr", Wanted("ERP", told, writes=True), author="test", at=AT, home=house
    )
    sync(made, house)
    return made


def sync(connector: Connector, house: Path) -> None:
    now = Connector.objects.get(pk=connector.pk)
    sync_connector(now, opened(now, home=house, pace=_pace()), clock=lambda: AT, home=house)
    now.refresh_from_db()
    assert now.error == ""


def push(connector: Connector, house: Path, at: datetime = AT) -> int:
    now = Connector.objects.get(pk=connector.pk)
    return push_intentions(now, opened(now, home=house, pace=_pace()), clock=lambda: at)


def _pace() -> Pace:
    return Pace(1000, 1000, wait=lambda _seconds: None)


def pay(cents: int = 5_000) -> Payment:
    return record_payment(
        Receivable.objects.get(number="FA1"), amount_cents=cents, paid_on=TODAY, reference="Chèque 12", on=TODAY,
        made_from=None, author="lea@example.com", at=AT,
    )  # fmt: skip


@pytest.mark.both
def test_a_payment_recorded_here_is_found_there_once(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    pay()
    assert Receivable.objects.get().open_cents == 3_000
    assert push(connector, house) == 1
    assert push(connector, house) == 0
    row = Intention.objects.get()
    assert [(one["amount"], one["num"]) for one in dolibarr.payments] == [("20.00", ""), ("50.00", row.key)]
    assert (row.state, row.reference) == ("done", "2")
    sync(connector, house)
    assert Receivable.objects.get().open_cents == 3_000
    assert Payment.objects.count() == 2
    assert Comparison.objects.order_by("-pk")[0].differences == []
    assert breaches() == []


def test_until_it_is_written_there_the_difference_says_so(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    pay()
    sync(connector, house)
    (difference,) = Comparison.objects.order_by("-pk")[0].differences
    assert (difference["there_cents"], difference["here_cents"]) == (8_000, 3_000)
    assert difference["reason"] == "payment_to_write"


def test_an_external_note_and_a_dispute_are_told_and_an_internal_note_is_not(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    invoice = Receivable.objects.select_related("customer").get()
    add_note(invoice.customer, text="Pour nous", author="lea@example.com", at=AT)
    add_note(invoice.customer, text="Rappelé ce jour", author="lea@example.com", at=AT, receivable=invoice,
             audience="external")  # fmt: skip
    open_dispute(invoice, amount_cents=1_000, reason="Colis abîmé", on=TODAY, author="lea@example.com", at=AT)
    assert push(connector, house) == 2
    told = [(one["note_private"], one["elementtype"], one["fk_element"]) for one in dolibarr.events.values()]
    assert told == [
        ("Rappelé ce jour", "invoice", 1),
        ("Litige ouvert : 10.00 EUR, Colis abîmé", "invoice", 1),
    ]


def close_the_case(invoice: Receivable) -> None:
    case = Case.objects.create(creditor_id=invoice.creditor_id, recorded_at=AT, customer_id=invoice.customer_id,
                               opened_on=ON)  # fmt: skip
    with recording(invoice.creditor_id, "run_day", author="test", cause="test", at=AT) as record:
        intend_closings(record, [case.pk], on=TODAY)


def test_a_closed_case_is_told(connector: Connector, dolibarr: Dolibarr, house: Path) -> None:
    close_the_case(Receivable.objects.get())
    assert push(connector, house) == 1
    (event,) = dolibarr.events.values()
    assert (event["socid"], event["note"]) == (1, "Dossier de recouvrement clos.")


def test_an_invoice_wholly_paid_here_has_the_state_paid_there(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    assert (dolibarr.bills[1]["status"], dolibarr.bills[1]["paye"]) == ("1", "0")
    pay(8_000)
    assert push(connector, house) == 1
    assert (dolibarr.bills[1]["status"], dolibarr.bills[1]["paye"]) == ("2", "1")


def test_what_the_source_refuses_goes_to_a_person(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    pay(8_000)
    dolibarr.pay(1, "50.00", on=TODAY)
    assert push(connector, house) == 0
    row = Intention.objects.get()
    assert (row.state, "higher than remain" in row.detail) == ("refused", True)
    answer_intention(row, said="drop", made_from=row.version, author="lea@example.com", at=AT)
    row.refresh_from_db()
    assert (row.state, row.answered_by) == ("dropped", "lea@example.com")
    with pytest.raises(RuleError):
        answer_intention(row, said="again", made_from=None, author="lea@example.com", at=AT)


def test_an_answer_that_is_lost_is_found_by_its_key_and_not_written_twice(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    pay()
    posted = []

    def lose_the_writing(_number: int) -> str | None:
        if dolibarr.asked[-1][0] == "POST" and not posted:
            posted.append(1)
            return "lost"
        return None

    dolibarr.trouble = lose_the_writing
    assert push(connector, house) == 1
    assert len(dolibarr.payments) == 2
    assert Intention.objects.get().state == "done"


def test_what_may_or_may_not_be_written_is_uncertain_and_never_sent_again_by_itself(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    pay()

    def lose_it_before(_number: int) -> str | None:
        if dolibarr.asked[-1][0] == "POST":
            raise Refused(200, None)  # an answer without content, and nothing was done
        return None

    dolibarr.trouble = lose_it_before
    assert push(connector, house) == 0
    row = Intention.objects.get()
    assert row.state == "uncertain"
    dolibarr.trouble = lambda _number: None
    assert push(connector, house, AT + timedelta(days=1)) == 0
    assert len(dolibarr.payments) == 1
    answer_intention(row, said="again", made_from=row.version, author="lea@example.com", at=AT)
    assert push(connector, house, AT + timedelta(days=1)) == 1
    assert len(dolibarr.payments) == 2


def test_a_source_that_rests_is_told_later_and_longer_each_time(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    pay()

    def away(_number: int) -> str | None:
        raise Refused(503, None)

    dolibarr.trouble = away
    assert push(connector, house) == 0
    row = Intention.objects.get()
    assert (row.state, row.tries, row.next_at) == ("waiting", 1, AT + timedelta(minutes=1))
    dolibarr.trouble = lambda _number: None
    assert push(connector, house) == 0
    assert push(connector, house, AT + timedelta(minutes=2)) == 1


def test_in_shadow_mode_nothing_leaves_and_what_would_is_written_down(
    connector: Connector, dolibarr: Dolibarr, house: Path
) -> None:
    Creditor.objects.update(shadow=True)
    pay()
    row = Intention.objects.get()
    assert row.state == "shadow"
    assert push(connector, house) == 0
    Creditor.objects.update(shadow=False)
    assert push(connector, house) == 0
    assert len(dolibarr.payments) == 1
    answer_intention(row, said="again", made_from=row.version, author="lea@example.com", at=AT)
    assert push(connector, house) == 1


def test_without_writing_nothing_is_written_down(connector: Connector, house: Path) -> None:
    Connector.objects.update(writes=False)
    pay()
    assert not Intention.objects.exists()


@pytest.fixture
def odoo() -> Iterator[Odoo]:
    with Odoo() as double:
        yield double


@pytest.fixture
def told_odoo(house: Path, odoo: Odoo) -> Connector:
    odoo.bill(odoo.partner("C001", "Martin"), "FA1", 100.0, on=ON, due=DUE)
    told = {"address": odoo.address, "database": DATABASE, "login": LOGIN, "password": PASSWORD}
    made = add_connector(
        creditor_of(False), "odoo", Wanted("Odoo", told, writes=True), author="test", at=AT, home=house
    )
    sync(made, house)
    return made


def test_odoo_is_told_a_payment_by_its_own_form_and_a_comment(
    told_odoo: Connector, odoo: Odoo, house: Path
) -> None:
    pay()
    invoice = Receivable.objects.select_related("customer").get()
    add_note(invoice.customer, text="Rappelé", author="lea@example.com", at=AT, audience="external")
    assert push(told_odoo, house) == 2
    (payment,) = odoo.models["account.payment"].values()
    (message,) = odoo.models["mail.message"].values()
    (bill,) = odoo.models["account.move"].values()
    assert (payment["amount"], payment["memo"]) == (50.0, Intention.objects.get(kind="payment").key)
    assert bill["amount_residual"] == 50.0
    assert (message["model"], message["body"]) == ("res.partner", "Rappelé")
    sync(told_odoo, house)
    assert Payment.objects.count() == 1
    assert Receivable.objects.get().open_cents == 5_000
    assert Comparison.objects.order_by("-pk")[0].differences == []
    assert breaches() == []


def test_odoo_is_told_a_dispute_on_its_invoice_and_a_closed_case_on_its_customer(
    told_odoo: Connector, odoo: Odoo, house: Path
) -> None:
    invoice = Receivable.objects.get()
    open_dispute(invoice, amount_cents=1_000, reason="Colis abîmé", on=TODAY, author="lea@example.com", at=AT)
    close_the_case(invoice)
    assert (push(told_odoo, house), push(told_odoo, house)) == (2, 0)
    told = [(one["model"], one["body"]) for one in odoo.models["mail.message"].values()]
    assert told == [
        ("account.move", "Litige ouvert : 10.00 EUR, Colis abîmé"),
        ("res.partner", "Dossier de recouvrement clos."),
    ]


@pytest.mark.parametrize("what", ["payment", "closing"])
def test_an_answer_of_odoo_that_is_lost_is_found_by_its_key_and_not_written_twice(
    what: str, told_odoo: Connector, odoo: Odoo, house: Path
) -> None:
    pay(10_000) if what == "payment" else close_the_case(Receivable.objects.get())
    form = [b"action_create_payments" if what == "payment" else b"message_post"]

    def lose_the_writing(_number: int) -> str | None:
        return "lost" if form and form[0] in odoo.sent and form.pop() else None

    odoo.trouble = lose_the_writing
    assert push(told_odoo, house) == 1
    assert form == []
    assert len(odoo.models["account.payment" if what == "payment" else "mail.message"]) == 1
    assert Intention.objects.get().state == "done"


@pytest.mark.kill
@pytest.mark.both
@pytest.mark.parametrize(("when", "state", "written"), [("before", "uncertain", 1), ("after", "done", 2)])
def test_killed_around_the_writing_it_is_never_written_twice(
    when: str, state: str, written: int, connector: Connector, dolibarr: Dolibarr, house: Path, loaded: Loaded
) -> None:
    pay()
    done = loaded.run(Path(__file__).with_name("killed_push.py"), when)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert Intention.objects.get().state == "handed"
    later: Callable[[], int] = lambda: push(connector, house, AT + timedelta(hours=1))  # noqa: E731 — said thrice
    assert later() + later() + later() == 0
    assert Intention.objects.get().state == state
    assert len(dolibarr.payments) == written
