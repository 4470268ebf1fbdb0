"""Real CAMT files: read to the totals of their oracle, or refused for a reason listed here."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats import camt

REFUSED = {
    # its balances are invented: 1.01 + 8.85 is not 4.04
    "camt_genkgo/camt053.v2.all-balance-types.xml": "broken_bank_balance",
    # 18.150 + 8.850 is 27.00, the file says 27.05
    "camt_genkgo/camt053.v2.five.decimals.xml": "broken_bank_balance",
    # these open in EUR and close in SEK
    "camt_genkgo/camt053.v2.minimal.xml": "mixed_currencies",
    "camt_genkgo/camt053.v2.minimal.ultimate.xml": "mixed_currencies",
    "camt_genkgo/camt053.v2.with-party-ids.xml": "mixed_currencies",
    "camt_genkgo/camt053.v3.xml": "mixed_currencies",
    "camt_genkgo/camt053.v4.xml": "mixed_currencies",
    "camt_genkgo/camt053.v8.xml": "mixed_currencies",
    # a heading without any statement
    "camt_genkgo/camt053.v2.wrong.xml": "not_a_statement",
    # 15568.27 - 754.25 - 664.05 + 1405.31 is not 15121.12: entries were cut out of it
    "camt_oca8/account_bank_statement_import_camt/test_files/test-camt053.xml": "broken_bank_balance",
    "camt_oca8/account_bank_statement_import_camt/test_files/test-camt053.zip": "archive",
    "camt_oca/account_statement_import_camt/test_files/test-camt053.zip": "archive",
}

READ = {  # debit and credit cents, lines
    "bankstatementparser/camt.053.001.02.xml": (20000000, 13567850, 3),
    "camt_genkgo/camt053.v2.multi.statement.xml": (700, 885, 2),
    "camt_genkgo/camt053.v2.with-account-name.xml": (0, 885, 1),
    "camt_genkgo/camt53.only-Dt-with-DtTm.xml": (0, 0, 0),
    "camt_genkgo/camt052.v1.xml": (20000000, 0, 1),
    "camt_genkgo/camt052.v2.xml": (20000000, 0, 1),
    "camt_genkgo/camt052.v2.other-account.xml": (20000000, 0, 1),
    "camt_genkgo/camt052.v2.with-account-name.xml": (20000000, 0, 1),
    "camt_genkgo/camt052.v4.xml": (0, 0, 0),  # its one entry is pending
    "camt_genkgo/camt052.v6.xml": (0, 0, 0),
    "camt_genkgo/camt052.v6.Amt-zero.xml": (0, 0, 0),
    "camt_genkgo/camt052.v8.xml": (20000000, 0, 1),
    "camt_genkgo/camt054.v2.xml": (20000000, 0, 1),
    "camt_genkgo/camt054.v2.with-account-name.xml": (20000000, 0, 1),
    "camt_genkgo/camt054.v4.xml": (20000000, 0, 1),
    "camt_genkgo/camt054.v8.xml": (20000000, 0, 1),
    "camt_genkgo/camt054.v8-with-UETR.xml": (20000000, 0, 1),
    "camt_genkgo/camt054.v8-with-financial-institution.xml": (20000000, 0, 1),
}


def objects(tree: Any) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for each in tree:
            yield from objects(each)


@pytest.mark.parametrize("name", READ)
def test_a_real_file_is_read_to_its_totals(shared: Path, name: str) -> None:
    with (shared / "bank" / name).open("rb") as file:
        *_, piece = camt.read(file)
    controls = piece.controls
    assert (controls.debit_cents, controls.credit_cents, piece.frame.height) == READ[name]


@pytest.mark.parametrize("name", [name for name in READ if name.startswith("camt_genkgo")])
def test_what_the_oracle_books_is_what_we_read(shared: Path, name: str) -> None:
    source = shared / "bank" / name
    with source.open("rb") as file:
        *_, piece = camt.read(file)
    oracle = list(objects(json.loads(source.with_suffix(".json").read_text())))
    booked = {
        (int(each["getAmount"]["getAmount"]), each["getAmount"]["getCurrency"]["getCode"])
        for each in oracle
        if each.get("__CLASS__", "").endswith("DTO\\Entry") and each["getStatus"] == "BOOK"
    }
    # The oracle stops at its own recursion: of two statements it tells the last one's entries only.
    assert booked <= set(piece.frame.select("amount_cents", "currency").iter_rows())
    assert bool(booked) is bool(piece.frame.height)


@pytest.mark.parametrize("name", REFUSED)
def test_a_real_file_that_cannot_be_trusted_is_refused_for_this_reason(shared: Path, name: str) -> None:
    with (shared / "bank" / name).open("rb") as file, pytest.raises(UnreadableFileError) as caught:
        list(camt.read(file))
    assert caught.value.rule == REFUSED[name]


def test_every_camt_file_of_the_samples_is_listed(shared: Path) -> None:
    bank = shared / "bank"
    found = {
        str(path.relative_to(bank))
        for path in bank.rglob("*")
        if path.suffix in {".xml", ".zip"} and "camt" in f"{path.parent.name}/{path.name}"
    }
    assert found == REFUSED.keys() | READ.keys()
