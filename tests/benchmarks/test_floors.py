"""Each floor does the work it claims, on small data, and prints its seconds and rows as JSON."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import psycopg
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "benchmarks"))

import floor_match
from big_cash import Labelled, labelled
from big_ledger import fec
from big_portfolio import open_items
from encours.core.matching.drawing import with_references
from encours.core.matching.mentions import mentions
from encours.core.matching.shapes import Payable, whole
from floor_run import interest_cents

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
ON = date(2026, 3, 10)
SEEN = ("receivable_id", "customer_id", "due_on", "open_cents", "delivered_position", "delivered_on")
ITEMS_SQL = """
SELECT receivable_id, customer_id, due_on, open_cents, delivered_position, delivered_on FROM item
"""


def floor(name: str, *arguments: str | Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, BENCHMARKS / f"floor_{name}.py", *arguments], capture_output=True, check=True
    )
    said: dict[str, Any] = json.loads(done.stdout)
    assert said["seconds"] > 0
    return said


def rows_of(items: pl.DataFrame) -> list[tuple[Any, ...]]:
    return items.select(*SEEN).with_columns(pl.col(pl.Date).cast(pl.String)).rows()


@pytest.mark.parametrize(
    ("open_cents", "due_on", "on", "interest"),
    [
        (1_200_000, date(2025, 5, 31), date(2025, 8, 20), 33_342),
        (100_000, date(2025, 12, 15), date(2026, 1, 14), 999),
        (5_000_000, date(2024, 4, 30), date(2025, 2, 28), 586_623),
        (100_000, date(2026, 3, 10), date(2026, 3, 10), 0),
    ],
)
def test_the_floor_computes_the_same_interest_as_the_worked_examples(
    open_cents: int, due_on: date, on: date, interest: int
) -> None:
    frame = pl.DataFrame({"open_cents": [open_cents], "due_on": [due_on]})
    assert frame.select(interest_cents(on)).item() == interest


def test_the_floor_of_the_day_finds_who_has_something_due_on_sqlite(tmp_path: Path) -> None:
    portfolio = open_items(5_000, 500, seed=1, on=ON)
    path = tmp_path / "items.sqlite3"
    with closing(sqlite3.connect(path)) as database:
        database.execute(f"CREATE TABLE item ({', '.join(SEEN)})")
        database.executemany("INSERT INTO item VALUES (?, ?, ?, ?, ?, ?)", rows_of(portfolio.items))
        database.commit()
    query = tmp_path / "items.sql"
    query.write_text(ITEMS_SQL, encoding="utf-8")
    said = floor("run", path, "--on", str(ON), "--items", f"@{query}")
    assert said["rows"] == 5_000
    assert said["customers"] == 500
    assert said["customers_due"] == portfolio.customers_due == 5
    assert said["owed_cents"] == portfolio.items["open_cents"].sum()


def test_the_floor_of_the_day_reads_postgresql_as_well(postgres_server: dict[str, Any]) -> None:
    portfolio = open_items(1_000, 100, seed=2, on=ON)
    kinds = ("bigint", "bigint", "date", "bigint", "bigint", "date")
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(SEEN, kinds, strict=True))
    place = "postgresql://{user}@{host}:{port}/postgres".format(**postgres_server)
    with psycopg.connect(place, autocommit=True) as database:
        database.execute("DROP TABLE IF EXISTS item")
        database.execute(f"CREATE TABLE item ({columns})")
        with database.cursor() as cursor, cursor.copy("COPY item FROM STDIN") as copy:
            for row in rows_of(portfolio.items):
                copy.write_row(row)
    customers = "SELECT DISTINCT customer_id, 'public' AS regime FROM item"
    said = floor("run", place, "--on", str(ON), "--items", ITEMS_SQL, "--customers", customers)
    with psycopg.connect(place, autocommit=True) as database:
        database.execute("DROP TABLE item")
    assert (said["rows"], said["customers"], said["customers_due"]) == (1_000, 100, 1)


def test_the_floor_of_import_writes_the_customers_lines_of_the_ledger(tmp_path: Path) -> None:
    said = fec(tmp_path / "big.txt", 2_000, seed=3)
    done = floor("import", tmp_path / "big.txt", "--folder", tmp_path)
    assert done["lines"] == 2_000
    assert done["rows"] == said.invoices + 2 * said.payments


def test_the_floor_of_import_can_copy_the_tables_the_product_wrote(tmp_path: Path) -> None:
    fec(tmp_path / "big.txt", 1_000, seed=4)
    with closing(sqlite3.connect(tmp_path / "product.sqlite3")) as database:
        database.execute("CREATE TABLE fact (id integer PRIMARY KEY, number text NOT NULL)")
        database.execute("CREATE INDEX fact_by_number ON fact (number)")
        database.executemany("INSERT INTO fact (number) VALUES (?)", [(f"FA{n}",) for n in range(321)])
        database.commit()
    product = tmp_path / "product.sqlite3"
    done = floor("import", tmp_path / "big.txt", "--rows-of", product, "--table", "fact")
    assert done["rows"] == 321


def test_the_floor_of_sending_counts_durable_commits(tmp_path: Path) -> None:
    done = floor("send", "--folder", tmp_path, "--commits", "2000")  # twenty take no time on files in memory
    assert done["rows"] == 2000
    assert done["per_second"] > 0
    assert list(tmp_path.iterdir()) == []


def test_the_floor_of_sending_leaves_no_schema_on_postgresql(postgres_server: dict[str, Any]) -> None:
    place = "postgresql://{user}@{host}:{port}/postgres".format(**postgres_server)
    assert floor("send", "--postgresql", place, "--commits", "20")["rows"] == 20
    with psycopg.connect(place) as database:
        found = database.execute("SELECT 1 FROM pg_namespace WHERE nspname LIKE 'encours_floor%'").fetchall()
    assert found == []


def test_the_floor_of_letters_renders_its_own_sheet_or_one_that_is_given(tmp_path: Path) -> None:
    assert floor("letter", "--letters", "2")["rows"] == 2
    sheet = tmp_path / "sheet.typ"
    sheet.write_text('#set document(title: "Lettre")\n= #sys.inputs.word', encoding="utf-8")
    inputs = tmp_path / "inputs.json"
    inputs.write_text('{"word": "Bonjour"}', encoding="utf-8")
    assert floor("letter", "--letters", "3", "--sheet", sheet, "--inputs", inputs)["rows"] == 3


@pytest.fixture(scope="module")
def cash() -> Labelled:
    return labelled(1_500, 1_500, 15_000, seed=5, on=ON)


def test_the_floor_of_matching_finds_lines_by_every_stage(cash: Labelled, tmp_path: Path) -> None:
    for name in ("lines", "items", "payers", "customers"):
        getattr(cash, name).write_parquet(tmp_path / f"{name}.parquet")
    said = floor("match", tmp_path)
    named = floor_match.named(cash.lines, cash.items)["line_id"].n_unique()
    assert 0 < said["reference_seconds"] < said["seconds"]
    assert named < said["lines"] <= 1_500
    assert said["lines"] >= 0.85 * 1_500


def test_the_floor_of_matching_reads_the_references_that_the_product_reads(cash: Labelled) -> None:
    items, _ = with_references(cash.lines, cash.items, cash.customers)
    read = mentions(cash.lines, whole(items, Payable))
    found = floor_match.named(cash.lines, cash.items)
    least = {True: 1.0, False: 0.6}  # of numbers that are proof, and of those that chance may tell
    for strong, share in least.items():
        told = read.filter(pl.col("strong") == strong).select("line_id", "receivable_id")
        assert told.join(found, on=["line_id", "receivable_id"], how="semi").height >= share * len(told) > 0


@pytest.mark.parametrize(
    ("amount", "cents", "made"),
    [
        (300, [100, 5_000, 200], {0, 2}),
        (700, [100, 200, 400, 9_000], {0, 1, 2}),
        (150, [500, -350], {0, 1}),
        (100, [100, 7], set()),
        (999, [1, 2, 3], set()),
    ],
)
def test_the_floor_of_matching_weighs_every_set(amount: int, cents: list[int], made: set[int]) -> None:
    bits = floor_match.making(amount, cents)
    assert {at for at in range(len(cents)) if bits >> at & 1} == made
