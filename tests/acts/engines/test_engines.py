"""Engines change nothing but the time: one process, several, or Apache Spark come to the same rows."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from core.simulation.test_simulation import habits
from encours.acts.engines import Engine, Local, engine_named
from encours.acts.replay_scenario import in_parts
from encours.core.refusals import RuleError
from encours.core.replay import Book, House, Replayed, Sent, business_days, replay
from encours.core.replay.book import SHAPES
from encours.core.replay.judging import PRICE
from encours.core.replay.parts import ReplayOfPart, tasks
from encours.core.scenario import DEFAULT_SCENARIO
from encours.core.simulation import Course, followed
from encours.core.simulation.parts import FOLLOWED, FollowPart, summed

FIRST = date(2026, 3, 2)
DAYS = business_days(FIRST, FIRST + timedelta(days=35))
HOUSE = House("EUR", shadow=False)
NOTHING = {on: frozenset[str]() for on in DAYS}


def book(customers: int = 12) -> Book:
    """Customers that owe three invoices each; one in three pays its first, late."""
    people = [
        {"customer_id": key, "regime": "b2b", "regime_assumed": False, "language": "fr", "has_address": True,
         "has_email": key % 4 > 0}
        for key in range(1, customers + 1)
    ]  # fmt: skip
    owed = [
        {"receivable_id": key * 10 + rank, "customer_id": key, "kind": "invoice", "currency": "EUR",
         "amount_cents": 10_000 * key, "due_on": FIRST + timedelta(days=key + 9 * rank), "due_assumed": False,
         "known_on": FIRST - timedelta(days=30), "double": False}
        for key in range(1, customers + 1) for rank in range(3)
    ]  # fmt: skip
    paid = [
        {"receivable_id": key * 10, "customer_id": key, "cents": -10_000 * key, "granted": False, "corrected": False,
         "known_on": FIRST + timedelta(days=key + 20), "applied_on": FIRST + timedelta(days=key + 20)}
        for key in range(1, customers + 1, 3)
    ]  # fmt: skip
    rows = {"people": people, "receivables": owed, "moves": paid}
    return Book.empty(
        **{
            name: pl.DataFrame([dict.fromkeys(SHAPES[name]) | row for row in told], schema=SHAPES[name])
            for name, told in rows.items()
        }
    )


def work() -> ReplayOfPart:
    return ReplayOfPart(DEFAULT_SCENARIO, DAYS, HOUSE, NOTHING)


def course() -> FollowPart:
    seen = habits(("habit", 3), ("reminder", 2), ("vanish", None), ("dispute", 5))
    return FollowPart(
        Course(DEFAULT_SCENARIO, DAYS, ("1", "2", "3"), seen, pl.DataFrame(schema=PRICE), HOUSE, NOTHING)
    )


def rows_of(told: Replayed) -> dict[str, list[dict[str, Any]]]:
    """What a replay sent, held and ended, in an order of its own."""
    frames = {
        "messages": told.sent.messages, "lines": told.sent.lines, "held": told.held, "ended": told.ended,
    }  # fmt: skip
    return {name: frame.sort(frame.columns).to_dicts() for name, frame in frames.items()}


@pytest.fixture(scope="module")
def at_once() -> Replayed:
    """The replay of all customers at once, in this process."""
    return replay(book(), DEFAULT_SCENARIO, DAYS, house=HOUSE, provisional=NOTHING.__getitem__)


def replayed(engine: Engine) -> Replayed:
    return in_parts(book(), work(), before=Sent.nothing(), engine=engine)


def simulated(engine: Engine) -> pl.DataFrame:
    return summed(engine.mapped(course(), tasks(book(), Sent.nothing(), parts=3), FOLLOWED))


def test_a_part_is_handed_over_as_bytes_and_none_of_its_customers_is_cut() -> None:
    table = tasks(book(), Sent.nothing(), parts=5)
    assert table.num_rows == 5
    seen: list[int] = []
    for row in table.to_pylist():
        people = pl.read_ipc_stream(row["people"])["customer_id"].to_list()
        assert set(pl.read_ipc_stream(row["receivables"])["customer_id"]) <= set(people)
        seen += people
    assert sorted(seen) == list(range(1, 13))


@pytest.mark.parametrize("engine", [Local(), Local(many=1)], ids=["several", "one"])
def test_one_process_or_several_come_to_the_same(engine: Engine, at_once: Replayed) -> None:
    told = replayed(engine)
    assert len(told.sent.messages) > 20
    assert rows_of(told) == rows_of(at_once)
    assert told.decided == at_once.decided
    assert simulated(engine).equals(followed(book(), course().course))


def test_the_progress_of_the_part_done_here_is_that_of_all() -> None:
    told: list[tuple[int, int]] = []
    in_parts(book(), work(), before=Sent.nothing(), engine=Local(), progress=lambda *one: told.append(one))
    assert told[-1] == (len(DAYS), len(DAYS))


def test_an_engine_there_is_not_is_refused() -> None:
    with pytest.raises(RuleError, match="choisir local ou spark"):
        engine_named("dask")


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="PySpark is installed")
def test_without_pyspark_its_engine_says_what_to_install() -> None:
    with pytest.raises(RuleError, match=r"encours\[spark\]"):
        engine_named("spark").mapped(work(), tasks(book(), Sent.nothing(), parts=2), FOLLOWED)


@pytest.fixture
def spark(monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """A Spark cluster of this machine's own, whose workers find what this process finds."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("PySpark is absent: pip install 'encours[spark]', or make test-spark")
    if shutil.which("java") is None:
        pytest.skip("Java is absent: Spark needs version 17 or later")
    monkeypatch.setenv("PYTHONPATH", ":".join(sys.path))
    with closing(engine_named("spark")) as engine:
        yield engine


@pytest.mark.timeout(240)
def test_spark_comes_to_the_same_row_for_row(spark: Engine, at_once: Replayed) -> None:
    told = replayed(spark)
    assert rows_of(told) == rows_of(at_once)
    assert told.decided == at_once.decided
    assert simulated(spark).equals(followed(book(), course().course))
