"""Real ledgers of others, their sums taken a second time by the plainest means."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from encours.core.inspection import inspect, ledger_facts
from encours.core.ledger import rebuild
from encours.core.refusals import UnreadableFileError
from encours.formats.registry import detect_file

LEDGERS = (
    "neolegal/0000000001FEC20220831.txt",
    "neolegal/000000000FEC20231231.txt",
    "tryton/FEC.csv",
    "tryton/FEC-previous.csv",
)


def cents(text: str) -> int:
    return int(Decimal(text.replace(",", ".")) * 100)


def independently(path: Path) -> tuple[int, int, int, dict[str, int]]:
    """Lines, debit, credit, and balance of 411 + 413 + 416 by customer."""
    debit = credit = count = 0
    owed: dict[str, int] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            count += 1
            debit += cents(row["Debit"])
            credit += cents(row["Credit"])
            if row["CompteNum"].startswith(("411", "413", "416")):
                key = row["CompAuxNum"].strip() or row["CompteNum"]
                owed[key] = owed.get(key, 0) + cents(row["Debit"]) - cents(row["Credit"])
    return count, debit, credit, owed


@pytest.mark.parametrize("name", LEDGERS)
def test_a_real_ledger_is_read_to_the_totals_of_an_independent_sum(shared: Path, name: str) -> None:
    path = shared / "fec" / name
    count, debit, credit, owed = independently(path)
    with path.open("rb") as file:
        known = detect_file(file, path.name)
        told = inspect(known.name, known.kind, known.read(file))
    assert known.name == "fec"
    assert told["refusals"] == []
    assert (told["rows_read"], told["rows_kept"]) == (count, count)
    assert (told["controls"]["debit_cents"], told["controls"]["credit_cents"]) == (debit, credit)
    assert {each["account"]: each["open_cents"] for each in told["customers"]} == owed
    assert told["receivables"]["open_cents"] == sum(owed.values())
    assert told["difference_cents"] == 0


def test_what_is_no_ledger_is_refused_with_the_list_of_what_is_read(shared: Path) -> None:
    for path in sorted((shared / "fec").glob("dgfip_xsd/*.xsd")):
        with path.open("rb") as file, pytest.raises(UnreadableFileError, match="FEC"):
            detect_file(file, path.name)


@pytest.mark.parametrize("name", LEDGERS)
def test_at_the_end_of_any_month_each_customer_owes_what_the_accounts_say(shared: Path, name: str) -> None:
    with (shared / "fec" / name).open("rb") as file:
        lines = pl.concat([piece.frame for piece in detect_file(file, name).read(file)])
    ends = lines["entry_on"].dt.month_end().unique().sort()
    for on in ends:
        known = lines.filter(pl.col("entry_on") <= on)
        owed = known.filter(pl.col("account").str.contains("^41[136]")).select(
            account=pl.coalesce("auxiliary", "account"), cents=pl.col("debit_cents") - pl.col("credit_cents")
        )
        told = {each["account"]: each["open_cents"] for each in ledger_facts(rebuild(known))["customers"]}
        assert told == dict(owed.group_by("account").sum().iter_rows()), on
