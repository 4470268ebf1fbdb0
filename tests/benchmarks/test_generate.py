"""The benchmarks' data is what it says: balanced, of the size asked for, with so much due."""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

from big_ledger import fec
from big_portfolio import OFFSETS, dunned, open_items, timeline
from encours.core.frames import CustomerFacts, OpenItem

ON = date(2026, 3, 10)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize("lines", [5, 1_000, 10_007])
def test_a_big_ledger_has_the_lines_asked_for_and_balances(tmp_path: Path, lines: int) -> None:
    said = fec(tmp_path / "big.txt", lines, seed=1)
    rows = rows_of(tmp_path / "big.txt")
    assert len(rows) == said.lines == lines
    entries: dict[str, Decimal] = {}
    for row in rows:
        debit, credit = (Decimal(row[name].replace(",", ".")) for name in ("Debit", "Credit"))
        entries[row["EcritureNum"]] = entries.get(row["EcritureNum"], Decimal()) + debit - credit
    assert set(entries.values()) == {Decimal("0.00")}
    debit_cents = sum(int(Decimal(row["Debit"].replace(",", ".")) * 100) for row in rows)
    assert debit_cents == said.debit_cents


def test_lettered_lines_of_a_customer_sum_to_zero(tmp_path: Path) -> None:
    said = fec(tmp_path / "big.txt", 5_000, seed=2)
    groups: dict[tuple[str, str], Decimal] = {}
    open_total = Decimal()
    for row in rows_of(tmp_path / "big.txt"):
        if row["CompteNum"] == "411000":
            cents = Decimal(row["Debit"].replace(",", ".")) - Decimal(row["Credit"].replace(",", "."))
            open_total += cents
            if row["EcritureLet"]:
                key = row["CompAuxNum"], row["EcritureLet"]
                groups[key] = groups.get(key, Decimal()) + cents
    assert len(groups) > 600
    assert set(groups.values()) == {Decimal("0.00")}
    assert int(open_total * 100) == said.open_cents


def test_the_same_seed_writes_the_same_ledger(tmp_path: Path) -> None:
    fec(tmp_path / "one.txt", 2_000, seed=3)
    fec(tmp_path / "two.txt", 2_000, seed=3)
    fec(tmp_path / "other.txt", 2_000, seed=4)
    assert (tmp_path / "one.txt").read_bytes() == (tmp_path / "two.txt").read_bytes()
    assert (tmp_path / "one.txt").read_bytes() != (tmp_path / "other.txt").read_bytes()


def steps_due(items: pl.DataFrame) -> pl.DataFrame:
    """Items whose next step's day has come, by the plain rule of the ladder."""
    offsets = pl.Series([*OFFSETS, 100_000])
    late = (pl.lit(ON) - pl.col("due_on")).dt.total_days()
    return items.filter(late >= offsets.gather(items["delivered_position"]))


def test_one_customer_in_a_hundred_has_one_step_due(tmp_path: Path) -> None:
    portfolio = open_items(20_000, 2_000, seed=5, on=ON)
    due = steps_due(portfolio.items)
    assert len(due) == due["customer_id"].n_unique() == portfolio.customers_due == 20
    quiet = due.join(portfolio.customers, on="customer_id").filter(
        pl.col("last_message_on") > ON - timedelta(days=7)
    )
    assert quiet.is_empty()
    assert portfolio.items["customer_id"].n_unique() == 2_000


def test_every_item_of_the_dunned_portfolio_has_a_step_due(tmp_path: Path) -> None:
    portfolio = dunned(2_000, 200, seed=6, on=ON)
    assert len(steps_due(portfolio.items)) == 2_000
    assert portfolio.customers["last_message_on"].max() <= ON - timedelta(days=7)


def test_portfolios_have_the_shapes_of_the_house() -> None:
    for portfolio in (open_items(1_000, 100, seed=7, on=ON), dunned(1_000, 100, seed=7, on=ON)):
        OpenItem.validate(portfolio.items)
        CustomerFacts.validate(portfolio.customers)
        assert portfolio.items.filter(pl.col("open_cents") > pl.col("amount_cents")).is_empty()


def test_a_timeline_is_in_order_of_day() -> None:
    frame = timeline(500, seed=8, until=ON)
    assert len(frame) == 500
    assert frame["on"].is_sorted()
    assert frame["on"].max() <= ON
    assert set(frame["kind"]) == {"invoice", "reminder", "payment", "note", "call", "promise", "dispute"}
