"""Two customers that are one are merged whole, files go on landing right, and undoing gives back what was there."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError

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
from desk import situations as some
from encours.acts.edit_customer import add_contact, edit_customer
from encours.acts.hold import hold
from encours.acts.merging.merge import merge_customers
from encours.acts.merging.undo import undo_merging
from encours.acts.note import add_note
from encours.acts.open_creditor import open_creditor
from encours.acts.quality.assess import assess
from encours.acts.run_day import run_day
from encours.core.refusals import RuleError
from encours.jobs.case_summary import summaries
from encours.records.cases.models import Case, Hold, Note
from encours.records.cash.models import Application, Payment
from encours.records.facts import Sight
from encours.records.history.export import case_of, files_of
from encours.records.history.sealed import SEALED
from encours.records.merging.models import Merging, Move
from encours.records.merging.moved import moved_models, rows_of
from encours.records.messages.models import Message
from encours.records.parties.models import Contact, Creditor, Customer
from encours.records.quality.models import Finding
from encours.records.receivables.models import Receivable

SOLD, PAID = date(2026, 9, 1), date(2026, 10, 2)
WHO = {"author": AUTHOR, "at": AT}


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    return found


def customer(account: str) -> Customer:
    return Customer.objects.get(account=account)


def merged(kept: str = "DUPONT", absorbed: str = "DUPOND", take: tuple[str, ...] = ()) -> Merging:
    return merge_customers(
        customer(kept), customer(absorbed), take=take, reason="même SIREN", made_from=customer(kept).version,
        on=ON, **WHO,
    )  # fmt: skip


def undone(merging: Merging, *, later_stay: bool = False) -> Merging:
    return undo_merging(merging, later_stay=later_stay, reason="deux sociétés", on=ON, **WHO)


def books() -> Books:
    """Two accounts: each has an open invoice, and one that is lettered with its payment."""
    told = Books()
    for account in ("DUPONT", "DUPOND"):
        told.sale(SOLD, account, f"FA1-{account}", 120_000)
        told.sale(SOLD, account, f"FA2-{account}", 50_000, "AA" if account == "DUPONT" else "AB")
        told.receipt(PAID, account, 50_000, let="AA" if account == "DUPONT" else "AB")
    return told


def tables() -> dict[str, list[Any]]:
    """Whose every row is."""
    return {
        model._meta.label: sorted(rows_of(model).values_list("pk", "customer__account"))
        for model in moved_models()
    }


@pytest.mark.both
def test_every_row_follows_and_what_is_owed_is_the_sum(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    absorbed = customer("DUPOND")
    add_contact(absorbed, {"email": "compta@dupond.example"}, **WHO)
    add_note(absorbed, text="Rappeler lundi.", **WHO)
    hold(absorbed, from_on=ON, until_on=None, reason="attente", **WHO)
    before = owed(creditor)
    merging = merged()
    assert owed(creditor, "DUPONT") == before == 240_000
    assert owed(creditor, "DUPOND") == 0
    kept = customer("DUPONT")
    for model in (Contact, Note, Hold, Payment, Application, Receivable):
        assert set(model.objects.values_list("customer", flat=True)) == {kept.pk}, model
    assert customer("DUPOND").merged_into == kept
    assert merging.moves.filter(label="receivables.Receivable").count() == 2
    assert list(Customer.objects.seen(Sight(creditor.pk))) == [kept]
    sound(creditor, house)


@pytest.mark.both
def test_undoing_gives_back_exactly_what_was_there(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    for account in ("DUPONT", "DUPOND"):
        add_contact(customer(account), {"email": f"{account}@example.com"}, **WHO)
        some.a_case(customer(account))
    edit_customer(customer("DUPOND"), {"siren": "552100554", "city": "Lyon"}, made_from=None, **WHO)
    run_day(creditor, on=ON, **WHO)
    before, mine = tables(), customer("DUPONT")
    merging = merged(take=("registration",))
    assert customer("DUPONT").siren == "552100554"
    assert Case.objects.filter(closed_on__isnull=True).count() == 1
    undone(merging)
    after = tables()
    for label in ("encours_messages.Message", "merging.Move"):
        before.pop(label, None)
        after.pop(label, None)
    assert after == before
    now = customer("DUPONT")
    assert (now.siren, now.city, now.name) == (mine.siren, mine.city, mine.name)
    assert customer("DUPOND").merged_into is None
    assert Case.objects.filter(closed_on__isnull=True).count() == 2
    sound(creditor, house)
    with pytest.raises(RuleError, match="déjà annulée"):
        undone(merging)


def test_a_later_ledger_lands_on_the_customer_that_stays(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    merging = merged()
    later = (
        books()
        .sale(date(2026, 10, 20), "DUPOND", "FA3", 30_000)
        .receipt(PAID, "DUPOND", 120_000, label="VIR")
    )
    take_ledger(creditor, later, 2026, house)
    assert owed(creditor, "DUPONT") == 150_000
    assert owed(creditor, "DUPOND") == 0
    assert Customer.objects.count() == 2
    sound(creditor, house)
    again = take_in(creditor, later.content() + b"", "again.txt", house)
    assert again is not None
    undone(merging)
    assert (owed(creditor, "DUPONT"), owed(creditor, "DUPOND")) == (120_000, 30_000)
    sound(creditor, house)


def test_what_came_since_stays_where_a_person_says(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    merging = merged()
    take_ledger(creditor, books().sale(date(2026, 10, 20), "DUPOND", "FA3", 30_000), 2026, house)
    undone(merging, later_stay=True)
    assert (owed(creditor, "DUPONT"), owed(creditor, "DUPOND")) == (150_000, 120_000)
    sound(creditor, house)


@pytest.mark.both
def test_money_set_across_the_two_is_unapplied_again_when_undone(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    take_in(creditor, statement(received(PAID, 120_000, "VIR FA1-DUPONT")), "un.xml", house)
    apply(creditor)
    merging = merged()
    take_in(creditor, statement(received(PAID, 120_000, "VIR FA1-DUPOND"), rank=2), "deux.xml", house)
    apply(creditor)
    assert Receivable.objects.get(number="FA1-DUPOND").open_cents == 0
    undone(merging)
    item = Receivable.objects.get(number="FA1-DUPOND")
    assert (item.customer.account, item.open_cents) == ("DUPOND", 120_000)
    payment = Payment.objects.get(source="bank", bank_line__wording__contains="FA1-DUPOND")
    assert (payment.customer.account, payment.unapplied_cents) == ("DUPONT", 120_000)
    sound(creditor, house)


def test_two_mergings_are_undone_in_any_order(creditor: Creditor, house: Path) -> None:
    told = books().sale(SOLD, "DURAND", "FA1-DURAND", 10_000)
    take_ledger(creditor, told, 2026, house)
    before = tables()["receivables.Receivable"]
    first, second = merged("DUPONT", "DUPOND"), merged("DURAND", "DUPONT")
    assert owed(creditor, "DURAND") == 250_000
    undone(first)
    assert owed(creditor, "DUPOND") == 120_000
    undone(second)
    assert tables()["receivables.Receivable"] == before
    sound(creditor, house)


@pytest.mark.both
def test_the_day_writes_to_the_customer_that_stays_alone(creditor: Creditor, house: Path) -> None:
    Creditor.objects.filter(pk=creditor.pk).update(terms_confirmed=True, regime_confirmed=True)
    creditor.refresh_from_db()
    take_ledger(creditor, books(), 2026, house)
    for account in ("DUPONT", "DUPOND"):
        add_contact(customer(account), {"email": f"{account}@example.com"}, **WHO)
    run_day(creditor, on=ON, **WHO)
    assert set(Message.objects.values_list("customer__account", flat=True)) == {"DUPONT", "DUPOND"}
    merged()
    assert not Message.objects.exists()  # rebuilt by the next run
    run_day(Creditor.objects.get(pk=creditor.pk), on=ON, **WHO)
    message = Message.objects.get()
    assert (message.customer.account, message.items.count()) == ("DUPONT", 2)
    sound(creditor, house)


@pytest.mark.both
def test_a_message_that_is_leaving_is_waited_for(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    some.a_message(Receivable.objects.get(number="FA1-DUPOND"), state="handed", handed_at=AT)
    with pytest.raises(RuleError, match="part en ce moment"):
        merged()


@pytest.mark.both
def test_the_pair_is_no_longer_found_to_be_doubled(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    for account in ("DUPONT", "DUPOND"):
        edit_customer(customer(account), {"siren": "552100554"}, made_from=None, **WHO)
    assess(creditor, on=ON, **WHO)
    assert Finding.objects.filter(rule="duplicate_customer").exists()
    merged("DUPOND", "DUPONT")
    assert not Finding.objects.filter(rule="duplicate_customer").exists()
    assess(creditor, on=ON, author=AUTHOR, at=AT + timedelta(hours=1))
    assert not Finding.objects.filter(rule="duplicate_customer").exists()


def test_two_of_the_same_and_two_already_one_are_refused(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    with pytest.raises(RuleError, match="deux clients différents"):
        merged("DUPONT", "DUPONT")
    merged()
    with pytest.raises(RuleError, match="déjà fusionné"):
        merged()


@pytest.mark.both
def test_an_event_that_moved_is_refused_any_other_change(creditor: Creditor, house: Path) -> None:
    take_ledger(creditor, books(), 2026, house)
    merged()
    for sql, *told in (
        ("UPDATE cash_application SET amount_cents = 1",),
        ("UPDATE cash_application SET customer_id = %s", customer("DUPOND").pk),
        ("UPDATE merging_move SET came_from_id = customer_id",),
        ("DELETE FROM merging_merging",),
    ):
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute(sql, told)


@pytest.mark.both
def test_the_exported_case_holds_what_was_sealed_under_both_and_verifies(
    creditor: Creditor, house: Path
) -> None:
    take_ledger(creditor, books(), 2026, house)
    add_note(customer("DUPOND"), text="Rappeler lundi.", **WHO)
    merged()
    sound(creditor, house)
    case = case_of(customer("DUPONT"))
    folder = house / "case"
    for name, content in files_of(case, summary=summaries(case, at=AT), at=AT, home=house):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    assert any(one["fact"] == "cases.Note" and one["customer"] == customer("DUPOND").pk for one in rows)
    done = subprocess.run([sys.executable, folder / "verify.py"], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_kind_of_row_that_a_leaf_answers_for_can_follow() -> None:
    """A sealed row that named its customer otherwise than by `customer` would be left behind."""
    follow = {model._meta.label for model in moved_models()}
    sealed = {label for label, fact in SEALED.items() if fact.of_customer} - {
        "parties.Customer",
        "merging.Move",
    }
    assert sealed <= follow
    assert Move._meta.label not in follow
