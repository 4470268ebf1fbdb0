"""A big first ledger is prepared before the lock: the same rows and the same history, whatever comes between."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from books import AT, AUTHOR, SIREN, Books, sound, take_ledger
from encours.acts.import_file import preparing
from encours.acts.note import add_note
from encours.acts.open_creditor import open_creditor
from encours.acts.set_up_creditor import set_up_creditor
from encours.records.cash.models import Application, Payment
from encours.records.frames.staging import Stage
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

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
    assert Leaf.objects.filter(entry=entry, customer_id__isnull=False).count() == 2
    assert set(Customer.objects.values_list("facts_version", flat=True)) == {2}
    sound(creditor, house)


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
