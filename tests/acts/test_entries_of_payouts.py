"""Entries of payouts, and of credit notes set against invoices: each once, and nothing moves when they come back."""

from __future__ import annotations

from dataclasses import replace
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
from encours.acts.apply_line import apply_line, attach_account
from encours.acts.entries.again import exported_again
from encours.acts.entries.choosing import let_export
from encours.acts.entries.drawing import draw
from encours.acts.entries.exporting import export_entries
from encours.acts.open_creditor import open_creditor
from encours.acts.payouts import untie_payout
from encours.core.entries.policy import EntryPolicy
from encours.core.refusals import RuleError
from encours.records.cash.models import BankAccount, BankLine
from encours.records.cash.payouts import Payout
from encours.records.entries.models import ExportedEntry
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

SOLD = date(2026, 9, 1)
HEADS = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Description"
WEEK = (
    "txn_1,charge,ch_1,1200.00,30.00,1170.00,eur,2026-10-05 10:00,Facture FA101",
    "txn_3,payout,po_1aaaaaaa,-1170.00,0,-1170.00,eur,2026-10-06 10:00,STRIPE PAYOUT",
)
SENT = received(date(2026, 10, 8), 117_000, "VIR STRIPE PAYMENTS EUROPE LTD")


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    account = {"creditor": found, "recorded_at": AT, "number": "STRIPE", "currency": "EUR"}
    attach_account(BankAccount.objects.create(**account), made_from=1, author=AUTHOR, at=AT)
    return found


def paid_out(creditor: Creditor, home: Path) -> Books:
    books = Books().sale(SOLD, "DUPONT", "FA101", 120_000)
    take_ledger(creditor, books, 2026, home)
    take_in(creditor, "\n".join([HEADS, *WEEK, ""]).encode(), "stripe.csv", home)
    take_in(creditor, statement(SENT), "releve.xml", home)
    apply(creditor)
    return books


def export(creditor: Creditor, home: Path) -> bytes:
    made = export_entries(creditor, author=AUTHOR, at=AT, on=ON, home=home)
    assert made is not None
    return exported_again(creditor, made.number, home=home)[1]


def rows_of(content: bytes) -> list[tuple[str, str, str, str, str]]:
    cells = [line.split("\t") for line in content.decode().splitlines()[1:]]
    return [(row[4], row[6], row[8], row[11], row[12]) for row in cells]


@pytest.mark.both
def test_what_customers_paid_waits_at_the_provider_until_its_payout(creditor: Creditor, house: Path) -> None:
    paid_out(creditor, house)
    assert rows_of(export(creditor, house)) == [
        ("517000", "", "ENC-BBBBC", "1200,00", "0,00"),
        ("411000", "DUPONT", "FA101", "0,00", "1200,00"),
        ("512000", "", "po_1aaaaaaa", "1170,00", "0,00"),
        ("627800", "", "po_1aaaaaaa", "30,00", "0,00"),
        ("517000", "", "po_1aaaaaaa", "0,00", "1200,00"),
    ]
    assert draw(creditor, on=ON).entries.is_empty()
    sound(creditor, house)


def test_the_ledger_that_brings_a_payout_back_is_known_by_its_key(creditor: Creditor, house: Path) -> None:
    books = paid_out(creditor, house).taken_in(export(creditor, house))
    for n in range(2):
        take_ledger(creditor, books.sale(SOLD, "DUPONT", f"FA20{n}", 500), 2026, house)
        assert not ExportedEntry.objects.filter(seen_on__isnull=True).exists()
        assert owed(creditor) == 500 * (n + 1)
        assert draw(creditor, on=ON).entries.is_empty()
        sound(creditor, house)
    without = Books().sale(SOLD, "DUPONT", "FA101", 120_000).receipt(SOLD, "DUPONT", 100)
    take_ledger(creditor, without, 2026, house)
    assert ExportedEntry.objects.get(kind="payout").seen_on is None


@pytest.mark.both
def test_a_payout_taken_from_its_credit_is_undone_in_the_next_export(creditor: Creditor, house: Path) -> None:
    paid_out(creditor, house)
    export(creditor, house)
    payout = Payout.objects.get()
    untie_payout(payout, reason="erreur", made_from=payout.version, author=AUTHOR, at=AT)
    assert rows_of(export(creditor, house)) == [
        ("512000", "", "po_1aaaaaaa", "0,00", "1170,00"),
        ("627800", "", "po_1aaaaaaa", "0,00", "30,00"),
        ("517000", "", "po_1aaaaaaa", "1200,00", "0,00"),
    ]
    sound(creditor, house)


def test_accounts_of_the_creditors_choice_and_none_at_all(creditor: Creditor, house: Path) -> None:
    paid_out(creditor, house)
    chosen = EntryPolicy(provider="467100", fee="627500", banks={"STRIPE": ("511700", "ST")})
    let_export(creditor, chosen, made_from=None, author=AUTHOR, at=AT)
    accounts = draw(creditor, on=ON).lines.select("journal", "account").rows()
    assert accounts == [
        ("ST", "511700"),
        ("ST", "411000"),
        ("BQ", "512000"),
        ("BQ", "627500"),
        ("BQ", "511700"),
    ]
    let_export(creditor, replace(chosen, payouts=False), made_from=1, author=AUTHOR, at=AT)
    assert draw(creditor, on=ON).entries["kind"].to_list() == ["payment"]
    with pytest.raises(RuleError, match="5 ou 467"):
        let_export(creditor, replace(chosen, provider="60"), made_from=2, author=AUTHOR, at=AT)


def test_what_left_stays_when_payouts_are_no_longer_wanted(creditor: Creditor, house: Path) -> None:
    paid_out(creditor, house)
    export(creditor, house)
    let_export(creditor, EntryPolicy(payouts=False), made_from=None, author=AUTHOR, at=AT)
    assert draw(creditor, on=ON).entries.is_empty()


NOTED = EntryPolicy(notes=True)


def with_note(creditor: Creditor, home: Path) -> Books:
    """FA101 of 1 200 less AV1 of 200: 1 000 come."""
    books = Books().sale(SOLD, "DUPONT", "FA101", 120_000).sale(SOLD, "DUPONT", "AV1", -20_000)
    take_ledger(creditor, books, 2026, home)
    take_in(creditor, statement(received(date(2026, 10, 2), 100_000, "VIR DUPONT")), "releve.xml", home)
    apply(creditor)
    line = BankLine.objects.get()
    if line.state == "unapplied":
        items = {one.number: one for one in Receivable.objects.all()}
        apply_line(
            line,
            [(items["FA101"], 120_000), (items["AV1"], -20_000)],
            customer=Customer.objects.get(),
            remember_payer=False,
            made_from=line.version,
            author=AUTHOR,
            at=AT,
        )
    assert owed(creditor) == 0
    return books


@pytest.mark.both
def test_a_credit_note_used_beside_a_payment_is_an_entry_that_proposes_its_lettering(
    creditor: Creditor, house: Path
) -> None:
    let_export(creditor, NOTED, made_from=None, author=AUTHOR, at=AT)
    books = with_note(creditor, house)
    exported = export(creditor, house)
    cells = {
        row.split("\t")[8]: row.split("\t")
        for row in exported.decode().splitlines()[1:]
        if "Avoir affecté" in row
    }
    assert {piece: (row[6], row[11], row[12]) for piece, row in cells.items()} == {
        "FA101": ("DUPONT", "0,00", "200,00"),
        "AV1": ("DUPONT", "200,00", "0,00"),
    }
    assert all(row[13] for row in cells.values())
    books.taken_in(exported)
    for n in range(2):
        take_ledger(creditor, books.sale(SOLD, "DUPONT", f"FA20{n}", 500), 2026, house)
        assert owed(creditor) == 500 * (n + 1)
        assert not ExportedEntry.objects.filter(seen_on__isnull=True).exists()
        assert {
            one.number: one.open_cents for one in Receivable.objects.filter(number__in=["FA101", "AV1"])
        } == {
            "FA101": 0,
            "AV1": 0,
        }
        assert draw(creditor, on=ON).entries.is_empty()
        sound(creditor, house)


def test_without_the_wish_a_credit_note_is_lettering_alone(creditor: Creditor, house: Path) -> None:
    with_note(creditor, house)
    assert draw(creditor, on=ON).entries["kind"].to_list() == ["payment"]
