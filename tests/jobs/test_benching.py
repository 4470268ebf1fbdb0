"""Each bench does the work it claims, at a hundredth of its size or less; how fast is not a test's business."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from encours.jobs.bench import (
    einvoices,
    importing,
    matching,
    paging,
    places,
    replaying,
    running,
    sending,
    stopping,
    tasks,
)
from encours.jobs.bench.children import Answer
from encours.jobs.bench.figures import Figure
from encours.jobs.bench.places import House
from encours.jobs.benching import _BENCHES
from forking import Loaded, serving
from houses import new_database

SOURCES = Path(__file__).resolve().parents[2] / "src"
ROWS = 10_000
FEWER = 2_000  # where the work claimed shows as well


def bench(name: str, home: Path, rows: int = ROWS, **environment: str) -> dict[str, dict[str, Any]]:
    done = subprocess.run(
        [sys.executable, "-m", "encours.jobs", "bench", name, "--rows", str(rows), "--json"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(SOURCES), "ENCOURS_HOME": str(home), **environment},
        check=False,
    )
    assert done.stdout, done.stderr.decode()
    assert list(home.iterdir()) == []
    return {figure["what"]: figure for figure in json.loads(done.stdout)["figures"]}


@pytest.fixture
def near(
    monkeypatch: pytest.MonkeyPatch,
    loaded: Loaded,
    postgres_server: dict[str, Any],
    _empty_sqlite: Path,
    _empty_postgresql: str,
) -> None:
    """A bench of many children: each is forked from a process that has the house loaded, on the tests' own server.

    The tables of each of its houses are copied; a desk over PostgreSQL is forked too, that over SQLite is the
    command's own.
    """

    def product(task: str, house: House, **given: Any) -> Answer:
        done = loaded.run(Path(tasks.__file__), task, json.dumps(given, default=str), **house.environment())
        assert done.returncode == 0, done.stderr
        return Answer(
            json.loads(done.stdout.splitlines()[-1]), peak_mb=1
        )  # forked: its memory is not its own

    @contextmanager
    def on_our_server() -> Iterator[House]:
        with new_database(postgres_server, _empty_postgresql) as url, places.place() as folder:
            yield House("postgresql", folder, url, url.replace("postgres:", "postgresql:"))

    @contextmanager
    def copied() -> Iterator[House]:
        with places.sqlite_house() as house:
            shutil.copy(_empty_sqlite, house.uri)
            yield house

    by_command = paging._served

    @contextmanager
    def served(house: House) -> Iterator[int]:
        if house.kind == "sqlite":
            with by_command(house) as port:
                yield port
            return
        with serving(loaded, **house.environment()) as address:
            yield int(address.rpartition(":")[2])

    for bench in (running, paging, importing, matching, sending, stopping, einvoices, replaying):
        monkeypatch.setattr(bench, "product", product)
    for bench in (importing, matching, sending, stopping, einvoices, replaying):
        monkeypatch.setattr(bench, "sqlite_house", copied)
    monkeypatch.setattr(paging, "_served", served)
    monkeypatch.setitem(places.HOUSES, "sqlite", copied)
    monkeypatch.setitem(places.HOUSES, "postgresql", on_our_server)


def said(figures: Iterable[Figure]) -> dict[str, dict[str, Any]]:
    return {figure.what: figure.to_json() for figure in figures}


def one(figures: dict[str, dict[str, Any]], words: str) -> dict[str, Any]:
    (found,) = [figure for what, figure in figures.items() if words in what]
    return found


@pytest.mark.parametrize(
    ("value", "floor", "at_least", "kept"),
    [(3.0, 1.0, False, True), (5.0, 1.0, False, False), (40.0, 100.0, True, False), (4.0, None, False, True)],
)
def test_a_figure_is_judged_by_its_ratio_to_the_floor_or_by_itself(
    value: float, floor: float | None, at_least: bool, kept: bool
) -> None:
    limit = 0.5 if at_least else 4
    figure = Figure("one", value, "s", limit=limit, floor=floor, at_least=at_least)
    assert figure.kept is kept
    assert figure.words().split(" [load")[0].endswith("OK" if kept else "MISSED")


def test_a_figure_without_a_target_is_shown_and_not_judged() -> None:
    figure = Figure("one", 3.0, "s", floor=2.0)
    assert figure.kept is None
    assert figure.to_json()["ratio"] == 1.5


def test_the_command_finds_what_measures_each_bench() -> None:
    for module, function in _BENCHES.values():
        assert callable(getattr(importlib.import_module(f"encours.jobs.bench.{module}"), function))


def test_einvoices_are_read_beside_a_parse_of_the_same_bytes_and_some_are_taken_in(near: None) -> None:
    figures = said(einvoices.einvoices(20))
    assert one(figures, "Factur-X XML read")["value"] > 0
    assert one(figures, "einvoices reading")["floor"] > 0
    assert one(figures, "taken in together")["value"] > 0
    assert one(figures, "taken in, an act each")["value"] > 0


def test_import_takes_the_whole_ledger_in_and_its_floor_writes_the_same_rows(near: None) -> None:
    figures = said(importing.importing(FEWER))
    taken = one(figures, "import 2_000 lines")
    assert taken["floor"] > 0
    assert "rows written" in taken["what"]


def test_a_statement_cancels_every_reminder_and_recalls_every_letter_that_it_makes_pointless(
    near: None,
) -> None:
    figures = said(stopping.stopping(ROWS))
    cancelled = one(figures, "stop, 50 reminders and 50 letters by a statement of 1_000 lines, p99")
    assert 0 < cancelled["floor"] < cancelled["value"]
    assert one(figures, "still wait")["kept"] is True
    assert one(figures, "the cancelling alone")["floor"] > 0


def test_notes_are_saved_while_a_ledger_is_taken_in(tmp_path: Path) -> None:
    """By the command, each child a Python of its own: what it holds in memory is its own too."""
    figure = one(bench("stop-free", tmp_path), "stop-free 10_000 lines")
    assert figure["kept"] is True


def test_run_finds_the_customers_who_are_due_on_both_databases_and_a_second_run_adds_nothing(
    near: None,
) -> None:
    figures = said(running.running(FEWER, ["sqlite", "postgresql"]))
    for kind in ("sqlite", "postgresql"):
        assert f"run {kind} 2_000 items, 2 proposals" in figures
        assert one(figures, f"run {kind} 2_000 items, entries added")["value"] == 0
        assert f"run {kind} 2_000 items, 12 segments, 6 scenarios of 10 steps, 2 proposals" in figures
        assert one(figures, f"run {kind} 2_000 items all dunned")["value"] > 0


def test_match_judges_what_it_applies_and_its_floor_reads_the_same_lines(near: None) -> None:
    figures = said(matching.matching(ROWS))
    assert one(figures, "match 1_000 lines against 10_000 items, references")["floor"] > 0
    assert one(figures, "match 1_000 lines against 10_000 items, the whole")["floor"] > 0
    assert one(figures, "match, recall")["value"] > 0.9
    assert one(figures, "automatic lines")["value"] > 0.98
    assert one(figures, "of a payer with 2_000 items")["kept"] is True


def test_a_year_is_replayed_and_few_of_the_customers_are_decided_each_day(near: None) -> None:
    figures = said(replaying.replaying(FEWER))
    assert one(figures, "12 months of 200 customers: 2_800 invoices")["value"] > 0
    assert one(figures, "beside a plain script")["floor"] > 0
    assert 0 < one(figures, "customers decided of all on each day")["value"] < 50


def test_send_hands_over_what_the_server_gets_and_lays_the_letters_down(near: None) -> None:
    figures = said(sending.sending(300))  # a hundred of each, from which they are judged
    assert one(figures, "send, e-mails handed that the server did not get")["value"] == 0
    assert one(figures, "send 100 e-mails")["value"] > 0
    assert one(figures, "letters written and rendered")["floor"] > 1


def test_pages_are_looked_at_signed_in_and_ask_no_more_of_a_bigger_portfolio(near: None) -> None:
    figures = said(paging.paging(ROWS, ["sqlite", "postgresql"]))
    for page in ("dashboard", "work", "customer", "invoice"):
        for kind in ("sqlite", "postgresql"):
            assert one(figures, f"pages {kind}, {page}: queries beyond")["kept"] is True
            assert one(figures, f"pages {kind}, {page} over 10_000 items, p95 of one person")["value"] > 0
