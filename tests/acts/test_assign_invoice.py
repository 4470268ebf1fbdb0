"""An invoice assigned to a factor: marked, reminded by nobody here, counted apart; taken back, ours again (R162)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from books import AT, AUTHOR, ON, SIREN, Books, sound, take_ledger
from encours.acts.aged_customers import aged_customers
from encours.acts.assign_invoice import assign_invoice
from encours.acts.open_creditor import open_creditor
from encours.acts.rules import StaleFormError
from encours.acts.run_day import run_day
from encours.core.refusals import RuleError
from encours.records.frames.items import day_items, delivered_steps, open_items
from encours.records.parties.models import Creditor
from encours.records.receivables.models import Receivable, ReceivablePast
from encours.records.runs.models import Position

pytestmark = pytest.mark.both


@pytest.fixture
def creditor(house: Path) -> Creditor:
    creditor = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    books = Books().sale(date(2026, 9, 2), "C1", "F-1", 120_00).sale(date(2026, 9, 2), "C1", "F-2", 50_00)
    take_ledger(creditor, books, 2026, house)
    return creditor


def assigned(factor: str, on: date | None = date(2026, 9, 10), version: int = 1) -> None:
    told = {"factor": factor, "factored_on": on, "made_from": version, "author": AUTHOR, "at": AT}
    assign_invoice(Receivable.objects.get(number="F-1"), **told)  # type: ignore[arg-type]


def test_it_is_not_reminded_and_stands_apart_in_the_ageing(creditor: Creditor, house: Path) -> None:
    assigned(" Affacturage Exemple ")
    row = Receivable.objects.get(number="F-1")
    assert (row.factor, row.factored_on, row.version) == ("Affacturage Exemple", date(2026, 9, 10), 2)
    assert ReceivablePast.objects.filter(receivable=row, factor="").count() == 1
    run_day(creditor, on=ON, author=AUTHOR, at=AT)
    assert Position.objects.get(receivable=row).reason == "factored"
    (aged,) = aged_customers(creditor, on=ON).to_dicts()
    assert (aged["factored_cents"], aged["overdue_cents"], aged["total_cents"]) == (120_00, 50_00, 170_00)
    sound(creditor, house)


def test_it_comes_back_and_is_ours_again(creditor: Creditor, house: Path) -> None:
    assigned("Affacturage Exemple")
    assigned("", version=2)
    row = Receivable.objects.get(number="F-1")
    assert (row.factor, row.factored_on) == ("", None)
    (aged,) = aged_customers(creditor, on=ON).to_dicts()
    assert aged["factored_cents"] == 0


def test_a_past_day_knows_it_from_the_day_of_the_assignment(creditor: Creditor) -> None:
    assigned("Affacturage Exemple")

    def kind(on: date) -> str:
        items = open_items(creditor.pk, on=on, shadow=True, as_known=True)
        return str(dict(items.select("number", "kind").iter_rows())["F-1"])

    assert (kind(date(2026, 9, 9)), kind(date(2026, 9, 10))) == ("invoice", "factored")


def test_the_day_reads_what_a_page_reads(creditor: Creditor) -> None:
    assigned("Affacturage Exemple")
    steps = delivered_steps(creditor.pk, on=ON, shadow=True)
    of_day = day_items(creditor.pk, steps, on=ON).sort("receivable_id")
    one_by_one = open_items(creditor.pk, on=ON, shadow=True).sort("receivable_id")
    assert of_day["kind"].to_list() == one_by_one["kind"].to_list() == ["factored", "invoice"]


def test_it_needs_a_day_that_follows_the_invoice_and_the_form_of_today(creditor: Creditor) -> None:
    for on in (None, date(2026, 9, 1)):
        with pytest.raises(RuleError):
            assigned("Affacturage Exemple", on)
    with pytest.raises(StaleFormError):
        assigned("Affacturage Exemple", version=9)
