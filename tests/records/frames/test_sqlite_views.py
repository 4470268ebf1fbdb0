"""Reading beside a writer on SQLite: whichever way, no lock of the writer is lost, and both ways say the same."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.db import connection

from books import AT, AUTHOR, SIREN, Books, take_ledger
from encours.acts.open_creditor import open_creditor
from encours.acts.run_day import run_day
from encours.records.frames import sqlite_views
from encours.records.frames.customers import customer_facts
from encours.records.frames.delivered import delivered_steps
from encours.records.frames.doorway import fetch, foresee, snapshot
from encours.records.frames.invariants import breaches
from encours.records.frames.items import DAY_ITEM, day_items, open_items
from encours.records.parties.models import Creditor
from encours.records.runs.models import Position
from houses import Begin

WAYS = pytest.mark.parametrize("big", [1 << 40, 0], ids=["near", "apart"])
ON = date(2026, 11, 20)
LOOK = """
import sqlite3, sys
found = sqlite3.connect(sys.argv[1])
print(*found.execute("SELECT name FROM parties_creditor").fetchone())
found.close()
"""


@pytest.fixture
def creditor(house: Path, begin: Begin) -> Creditor:
    begin("sqlite views", lambda: _begun(house))
    return Creditor.objects.get()


def _begun(house: Path) -> None:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    books = (
        Books()
        .sale(date(2026, 9, 1), "DUPONT", "F'1%", 120_000)
        .sale(date(2026, 9, 2), "DURAND", "É2", 5_000)
    )
    take_ledger(found, books, 2026, house)


def elsewhere() -> str:
    """The creditor's name as another process reads it, on a connection opened and closed."""
    path = str(connection.settings_dict["NAME"])
    told = subprocess.run([sys.executable, "-c", LOOK, path], check=True, capture_output=True, text=True)
    return told.stdout.strip()


@WAYS
def test_a_reading_takes_no_lock_away_from_the_writer(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch, big: int
) -> None:
    monkeypatch.setattr(sqlite_views, "_BIG", big)
    Creditor.objects.filter(pk=creditor.pk).update(name="avant")
    with snapshot():
        fetch("SELECT id FROM parties_creditor", [], {"id": pl.Int64})
    assert (
        elsewhere() == "avant"
    )  # another process comes and goes: had the locks gone, it would take the log along
    Creditor.objects.filter(pk=creditor.pk).update(name="après")
    assert elsewhere() == "après"


def test_both_ways_of_reading_say_the_same(creditor: Creditor, monkeypatch: pytest.MonkeyPatch) -> None:
    found = []
    for big in (1 << 40, 0):
        monkeypatch.setattr(sqlite_views, "_BIG", big)
        with snapshot():
            told = (
                open_items(creditor.pk, on=ON, shadow=True),
                customer_facts(creditor.pk, on=ON, shadow=True),
                day_items(creditor.pk, delivered_steps(creditor.pk, on=ON, shadow=True), on=ON),
            )
        found.append(told)
        assert breaches() == []
    assert found[0][0].sort("receivable_id").equals(found[1][0].sort("receivable_id"))
    assert found[0][1].sort("customer_id").equals(found[1][1].sort("customer_id"))
    assert found[0][2].sort("receivable_id").equals(found[1][2].sort("receivable_id"))
    assert found[1][0].select(DAY_ITEM).sort("receivable_id").equals(found[1][2].sort("receivable_id"))
    assert "F'1%" in found[1][0]["number"].to_list()


@WAYS
def test_a_wrong_query_is_an_error_here(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch, big: int
) -> None:
    monkeypatch.setattr(sqlite_views, "_BIG", big)
    with snapshot(), pytest.raises(sqlite3.OperationalError, match="no such table"):
        fetch("SELECT id FROM nowhere", [], {"id": pl.Int64})


@WAYS
def test_a_view_stands_still_while_others_write(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch, big: int
) -> None:
    monkeypatch.setattr(sqlite_views, "_BIG", big)
    kinds = {"count": pl.Int64}
    with snapshot():
        before = fetch("SELECT COUNT(*) FROM parties_creditor", [], kinds)
        Creditor.objects.create(name="Autre")
        assert fetch("SELECT COUNT(*) FROM parties_creditor", [], kinds).equals(before)
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
            assert other.execute("SELECT COUNT(*) FROM parties_creditor").fetchone() == (2,)


NAMES = ("SELECT account FROM parties_customer WHERE creditor_id = %s ORDER BY id", {"account": pl.String})
NUMBERS = (
    "SELECT number FROM receivables_receivable WHERE creditor_id = %s ORDER BY id",
    {"number": pl.String},
)


@WAYS
def test_what_was_asked_ahead_is_answered_in_whatever_order_it_is_read(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch, big: int
) -> None:
    monkeypatch.setattr(sqlite_views, "_BIG", big)

    def read(query: tuple[str, dict[str, type[pl.String]]]) -> list[str]:
        return fetch(query[0], [creditor.pk], query[1]).to_series().to_list()

    with snapshot():
        foresee(lambda: [read(NAMES), read(NUMBERS), read(NAMES)])
        assert read(NUMBERS) == ["F'1%", "É2"]
        assert read(NAMES) == ["DUPONT", "DURAND"]
        count = fetch("SELECT COUNT(*) FROM parties_creditor", [], {"count": pl.Int64})
        assert count.item() == 1
        assert read(NAMES) == ["DUPONT", "DURAND"]
        assert read(NUMBERS) == ["F'1%", "É2"]


def test_a_day_decided_near_and_apart_is_the_same(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_views, "_BIG", 0)
    run = run_day(creditor, on=ON, author=AUTHOR, at=AT)
    apart = list(Position.objects.order_by("pk").values_list("pk", "next_on", "reason", "segment"))
    monkeypatch.setattr(sqlite_views, "_BIG", 1 << 40)
    assert run_day(creditor, on=ON, author=AUTHOR, at=AT).pk == run.pk
    assert len(apart) == 2
    assert list(Position.objects.order_by("pk").values_list("pk", "next_on", "reason", "segment")) == apart


@pytest.mark.parametrize(("interrupted", "tries", "count"), [(0, 1, 2), (1, 2, 2), (3, 4, 2), (99, 5, 1)])
def test_two_reading_processes_never_see_different_commits(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch, interrupted: int, tries: int, count: int
) -> None:
    """A commit that comes between makes them begin again; where commits never cease, one reads alone."""
    begin, begun = sqlite_views._begin, list[int]()
    path = str(connection.settings_dict["NAME"])

    def disturbed(readers: Sequence[sqlite_views._Apart]) -> None:
        begin(readers[:1])
        if 0 < len(begun) <= interrupted:  # the first time they only start
            with closing(sqlite3.connect(path)) as other, other:
                other.execute("UPDATE parties_creditor SET name = ?", [f"commit {len(begun)}"])
        begin(readers[1:])
        begun.append(len(readers))

    monkeypatch.setattr(sqlite_views, "_begin", disturbed)
    readers = sqlite_views._in_one_view(path, 2)
    query = ("SELECT name FROM parties_creditor", [], {"name": pl.String})
    names = {str(reader.read(*query).item()) for reader in readers}
    for reader in readers:
        reader.close()
    assert (len(begun) - 1, len(readers), len(names)) == (tries, count, 1)


def test_a_reading_process_that_dies_is_an_error_here(
    creditor: Creditor, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sqlite_views, "_BIG", 0)
    stillborn = tmp_path / "stillborn.py"
    stillborn.write_text("raise SystemExit(3)")
    monkeypatch.setattr(sqlite_views, "_CHILD", stillborn)
    with snapshot(), pytest.raises(sqlite3.OperationalError, match="died"):
        fetch("SELECT id FROM parties_creditor", [], {"id": pl.Int64})
