"""A big first ledger is prepared before the lock: the same rows and the same history, whatever comes between."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import IntegrityError

from books import AT, AUTHOR, SIREN, Books, sound, take_ledger
from encours.acts.import_file import ledger, preparing
from encours.acts.note import add_note
from encours.acts.open_creditor import open_creditor
from encours.acts.set_up_creditor import set_up_creditor
from encours.core.evidence import canonical
from encours.records.cash.models import Application, Payment
from encours.records.frames.staging import Stage
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable, ReceivablePast

FACTS = (Customer, Receivable, Payment, Application)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every ledger is big enough; says how many tables were written from what was laid aside."""
    monkeypatch.setattr(preparing, "MANY", 0)
    found: list[int] = []
    move = Stage.move
    monkeypatch.setattr(
        Stage, "move", lambda stage, **told: (found.append(len(stage.tables)), move(stage, **told))
    )
    return found


def books() -> Books:
    made = Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000, "A")
    return made.receipt(date(2026, 10, 2), "DUPONT", 120_000, let="A").sale(
        date(2026, 10, 1), "DURAND", "F2", 80_000
    )


def between(monkeypatch: pytest.MonkeyPatch, act: Callable[[], Any]) -> None:
    """Do something after the ledger is prepared and before it is written."""
    rehearsed = preparing._rehearsed

    def then(*given: Any) -> Any:
        ready = rehearsed(*given)
        act()
        return ready

    monkeypatch.setattr(preparing, "_rehearsed", then)


def test_what_was_prepared_is_written_under_the_entry_of_the_act_and_its_history_holds(
    creditor: Creditor, house: Path, moved: list[int]
) -> None:
    counts = take_ledger(creditor, books(), 2026, house).intake.counts
    assert moved == [len(FACTS)]
    assert (counts["receivables"], counts["applications"]) == ({"new": 2}, {"new": 1, "reversed": 0})
    entry = Entry.objects.get(act="import_ledger")
    for model in FACTS:
        assert set(model.objects.values_list("entry_id", "recorded_at")) == {(entry.pk, entry.at)}
    leaves = list(Leaf.objects.filter(entry=entry, customer_id__isnull=False))
    assert len(leaves) == 2
    assert [leaf.content for leaf in leaves] == [canonical(json.loads(leaf.content or "")) for leaf in leaves]
    assert set(Customer.objects.values_list("facts_version", flat=True)) == {2}
    sound(creditor, house)


def test_each_row_says_in_which_file_and_at_which_line_it_was_read(
    creditor: Creditor, house: Path, moved: list[int]
) -> None:
    first = take_ledger(creditor, books(), 2026, house).intake
    assert moved == [len(FACTS)]
    later = books().sale(date(2026, 10, 3), "DURAND", "F3", 100)
    second = take_ledger(creditor, later, 2026, house).intake
    assert dict(Receivable.objects.values_list("number", "intake_id")) == {
        "F1": first.pk,
        "F2": first.pk,
        "F3": second.pk,
    }
    assert Payment.objects.get().intake == first
    assert all(Receivable.objects.values_list("line", flat=True))


def test_an_invoice_that_a_newer_file_changes_was_read_there(
    creditor: Creditor, house: Path, moved: list[int]
) -> None:
    take_ledger(creditor, Books().sale(date(2026, 9, 1), "DUPONT", "F1", 120_000), 2026, house)
    before = Receivable.objects.get()
    newer = (
        Books().sale(date(2026, 8, 1), "DURAND", "F0", 500).sale(date(2026, 9, 1), "DUPONT", "F1", 110_000)
    )
    intake = take_ledger(creditor, newer, 2026, house).intake
    now = Receivable.objects.get(number="F1")
    assert (now.amount_cents, now.intake) == (110_000, intake)
    assert now.line > before.line
    assert ReceivablePast.objects.get().intake_id == before.intake_id


def test_rows_that_point_to_nothing_are_refused_before_the_lock(
    creditor: Creditor, house: Path, moved: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "write_customers", _nobody(ledger.write_customers))
    with pytest.raises(IntegrityError, match=r"Receivable\.customer"):
        take_ledger(creditor, books(), 2026, house)
    assert not Receivable.objects.exists()


def _nobody(write: Callable[..., Any]) -> Callable[..., Any]:
    """Customers with keys that no customer has."""
    return lambda *given: write(*given).with_columns(customer_id=pl.col("customer_id") + 1_000)


def test_the_database_looks_at_what_rows_point_to_again_afterwards(
    creditor: Creditor, house: Path, moved: list[int]
) -> None:
    take_ledger(creditor, books(), 2026, house)
    assert moved == [len(FACTS)]
    with pytest.raises(IntegrityError):
        Customer.objects.create(creditor_id=999, recorded_at=AT, account="X", name="X")


def test_a_later_ledger_is_written_under_the_lock_as_any_other(
    creditor: Creditor, house: Path, moved: list[int]
) -> None:
    take_ledger(creditor, books(), 2026, house)
    take_ledger(creditor, books().sale(date(2026, 10, 3), "DURAND", "F3", 100), 2026, house)
    assert moved == [len(FACTS)]
    assert Receivable.objects.count() == 3
    sound(creditor, house)


def test_a_note_between_disturbs_nothing(
    creditor: Creditor, house: Path, moved: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = Customer.objects.create(creditor=creditor, recorded_at=AT, account="AUTRE", name="Autre")
    between(monkeypatch, lambda: add_note(customer, text="Appelé", author=AUTHOR, at=AT))
    take_ledger(creditor, books(), 2026, house)
    assert moved == [len(FACTS)]
    assert Receivable.objects.count() == 2


def test_another_act_between_makes_it_written_anew_under_the_lock(
    creditor: Creditor, house: Path, moved: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"made_from": None, "author": AUTHOR, "at": AT}
    between(monkeypatch, lambda: set_up_creditor(creditor, {"terms_days": 45}, **asked))
    take_ledger(creditor, books(), 2026, house)
    assert moved == []
    assert Receivable.objects.get(number="F2").due_on == date(2026, 11, 15)
    sound(creditor, house)


def test_an_import_that_fails_after_it_was_prepared_leaves_nothing(
    creditor: Creditor, house: Path, moved: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise OSError("the power went")

    with monkeypatch.context() as inner:
        between(inner, fail)
        with pytest.raises(OSError, match="power"):
            take_ledger(creditor, books(), 2026, house)
    assert not any(model.objects.exists() for model in FACTS)
    take_ledger(creditor, books(), 2026, house)
    assert moved == [len(FACTS)]
    assert Receivable.objects.count() == 2
    sound(creditor, house)
