"""Entries told to a connected accounting software: drafts, once, only where the creditor wants it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from books import ON as EXPORTED_ON
from books import apply, ours, received, statement, take_in
from doubles.odoo import DATABASE, LOGIN, PASSWORD, Odoo
from encours.acts.apply_line import apply_line
from encours.acts.connect.configure import Wanted, add_connector, opened
from encours.acts.connect.push import push_intentions
from encours.acts.connect.sync import sync_connector
from encours.acts.entries.choosing import let_export
from encours.acts.entries.exporting import export_entries
from encours.acts.open_creditor import open_creditor
from encours.acts.transfer_cash import transfer_cash
from encours.core.entries.policy import EntryPolicy
from encours.records.cash.models import BankLine, Payment
from encours.records.connectors.models import Connector, Intention
from encours.records.entries.models import ExportedEntry
from encours.records.frames.invariants import breaches
from encours.records.parties.models import Creditor, Customer
from encours.wire.pace import Pace

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
SOLD, DUE, PAID = date(2026, 9, 1), date(2026, 10, 1), date(2026, 10, 2)
PUSHED = EntryPolicy(pushes=True)


@pytest.fixture
def odoo() -> Iterator[Odoo]:
    with Odoo() as double:
        yield double


@pytest.fixture
def connector(house: Path, odoo: Odoo) -> Connector:
    """FA1, told by Odoo, is paid at the bank; its accounts there are those of the chart."""
    odoo.bill(odoo.partner("C001", "Martin"), "FA1", 1200.0, on=SOLD, due=DUE)
    for code in ("512000", "411000"):
        odoo.add("account.account", code=code, name=code)
    odoo.add("account.journal", code="BQ", name="Banque", type="bank")
    creditor = open_creditor(name="Delmas", siren="732829320", author="test", at=AT)
    ours(creditor)
    Creditor.objects.filter(pk=creditor.pk).update(shadow=False)
    told = {"address": odoo.address, "database": DATABASE, "login": LOGIN, "password": PASSWORD}
    made = add_connector(
        creditor, "odoo", Wanted("Odoo", told, writes=True), author="test", at=AT, home=house
    )
    sync_connector(made, opened(made, home=house, pace=pace()), clock=lambda: AT, home=house)
    take_in(creditor, statement(received(PAID, 120_000, "VIR MARTIN FA1")), "releve.xml", house)
    apply(creditor)
    return made


def pace() -> Pace:
    return Pace(1000, 1000, wait=lambda _seconds: None)


def export(connector: Connector, house: Path, policy: EntryPolicy) -> None:
    creditor = Creditor.objects.get(pk=connector.creditor_id)
    let_export(creditor, policy, made_from=None, author="test", at=AT)
    assert export_entries(creditor, author="test", at=AT, on=EXPORTED_ON, home=house) is not None


def push(connector: Connector, house: Path) -> int:
    now = Connector.objects.get(pk=connector.pk)
    return push_intentions(now, opened(now, home=house, pace=pace()), clock=lambda: AT)


def drafts(odoo: Odoo) -> list[dict[str, object]]:
    return [one for one in odoo.models["account.move"].values() if one["move_type"] == "entry"]


def test_an_entry_is_a_draft_there_once(connector: Connector, odoo: Odoo, house: Path) -> None:
    export(connector, house, PUSHED)
    first = push(connector, house)
    assert (first, Intention.objects.get().detail) == (1, "")
    assert push(connector, house) == 0
    (draft,) = drafts(odoo)
    key = ExportedEntry.objects.get().key
    assert (draft["state"], draft["date"], str(draft["ref"]).startswith(key)) == ("draft", "2026-10-02", True)
    bank, owed = draft["line_ids"]  # type: ignore[misc]
    assert (bank["debit"], bank["partner_id"], owed["credit"], owed["partner_id"]) == (  # type: ignore[has-type]
        "1200.00", False, "1200.00", 10,
    )  # fmt: skip
    assert (Intention.objects.get().state, breaches()) == ("done", [])


def test_a_transfer_is_a_draft_that_names_both_customers(
    connector: Connector, odoo: Odoo, house: Path
) -> None:
    odoo.bill(odoo.partner("C002", "Durand"), "FA2", 10.0, on=SOLD, due=DUE)
    odoo.add("account.journal", code="OD", name="Divers", type="general")
    told = Connector.objects.get(pk=connector.pk)
    sync_connector(told, opened(told, home=house, pace=pace()), clock=lambda: AT, home=house)
    creditor = Creditor.objects.get(pk=connector.creditor_id)
    take_in(creditor, statement(received(PAID, 500, "VIR MARTIN ACOMPTE")), "releve-2.xml", house)
    line = BankLine.objects.get(amount_cents=500)
    martin, durand = Customer.objects.get(name="Martin"), Customer.objects.get(name="Durand")
    apply_line(line, [], customer=martin, remember_payer=False, made_from=line.version, author="test", at=AT)
    moved = {"amount_cents": 500, "reason": "payé pour lui", "made_from": None}
    transfer_cash(
        Payment.objects.get(amount_cents=500), durand, **moved, author="test", at=AT, on=EXPORTED_ON
    )
    export(connector, house, PUSHED)
    assert push(connector, house) == ExportedEntry.objects.count() == 3
    (draft,) = [one for one in drafts(odoo) if "Transfert" in str(one["ref"])]
    out, into = draft["line_ids"]  # type: ignore[misc]
    partners = {one["name"]: key for key, one in odoo.models["res.partner"].items()}
    assert (out["debit"], out["partner_id"]) == ("5.00", partners["Martin"])  # type: ignore[has-type]
    assert (into["credit"], into["partner_id"]) == ("5.00", partners["Durand"])  # type: ignore[has-type]
    assert breaches() == []


def test_nothing_is_told_unless_the_creditor_wants_it(connector: Connector, odoo: Odoo, house: Path) -> None:
    export(connector, house, replace(PUSHED, pushes=False))
    assert (push(connector, house), drafts(odoo), Intention.objects.count()) == (0, [], 0)


def test_in_shadow_mode_it_is_written_down_and_does_not_leave(
    connector: Connector, odoo: Odoo, house: Path
) -> None:
    Creditor.objects.update(shadow=True)
    export(connector, house, PUSHED)
    assert (push(connector, house), drafts(odoo)) == (0, [])
    assert Intention.objects.get().state == "shadow"


def test_an_account_that_is_not_there_is_said_to_a_person(
    connector: Connector, odoo: Odoo, house: Path
) -> None:
    export(connector, house, replace(PUSHED, bank="512700"))
    assert (push(connector, house), drafts(odoo)) == (0, [])
    row = Intention.objects.get()
    assert (row.state, "512700" in row.detail) == ("refused", True)


def test_an_answer_that_is_lost_is_found_by_its_key_and_not_written_twice(
    connector: Connector, odoo: Odoo, house: Path
) -> None:
    export(connector, house, PUSHED)
    waiting = [b'"create"']

    def lose_the_writing(_number: int) -> str | None:
        return "lost" if waiting and waiting[0] in odoo.sent and waiting.pop() else None

    odoo.trouble = lose_the_writing
    assert push(connector, house) == 1
    assert waiting == []
    assert (len(drafts(odoo)), Intention.objects.get().state) == (1, "done")
