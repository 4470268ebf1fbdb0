"""Labelled bank lines: read as the layout says, or refused with their line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats.labelled_lines import FORMAT, LONGEST, read

ABOUT: dict[str, Any] = {"row": "about", "format": FORMAT, "policy": {"difference_cents": 100}}
CUSTOMER: dict[str, Any] = {"row": "customer", "customer_id": 7, "name": "Ateliers Vauban"}
ITEM: dict[str, Any] = {
    "row": "item", "receivable_id": 1, "customer_id": 7, "number": "F1", "open_cents": 500, "currency": "EUR",
}  # fmt: skip
LINE: dict[str, Any] = {
    "row": "line", "line_id": 1, "booked_on": "2026-03-02", "amount_cents": 500, "currency": "EUR",
    "situation": "one", "pays": [{"receivable_id": 1, "amount_cents": 500}],
}  # fmt: skip


def written(tmp_path: Path, *rows: dict[str, Any] | str) -> Path:
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), "utf-8")
    return path


def refused(path: Path) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        read(path)
    return caught.value


def test_rows_become_frames_and_what_is_left_out_is_null(tmp_path: Path) -> None:
    found = read(written(tmp_path, ABOUT, CUSTOMER, ITEM, {**LINE, "unknown": 1}))
    assert found.policy == {"difference_cents": 100}
    assert found.lines["wording"].to_list() == [""]
    assert found.lines["iban"].to_list() == [None]
    assert found.lines.schema["booked_on"] == pl.Date
    assert found.truths.row(0, named=True) == {
        "line_id": 1,
        "situation": "one",
        "customer_id": None,
        "pays": [{"receivable_id": 1, "amount_cents": 500}],
        "accepted": [],
    }


def test_a_file_that_does_not_say_its_format_is_refused(tmp_path: Path) -> None:
    assert refused(written(tmp_path, CUSTOMER, ITEM)).rule == "not_labelled"
    assert refused(written(tmp_path, {**ABOUT, "policy": {"difference_cents": "1"}})).line == 1


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({**LINE, "booked_on": "02/03/2026"}, "booked_on"),
        ({**LINE, "amount_cents": 5.0}, "amount_cents"),
        ({**LINE, "amount_cents": True}, "amount_cents"),
        ({**LINE, "amount_cents": 2**63}, "amount_cents"),
        ({**LINE, "pays": [{"receivable_id": 1}]}, "pays"),
        ({**LINE, "pays": None}, "pays"),
        ({**ITEM, "number": 12}, "number"),
        ({"row": "payer", "kind": "iban", "value": "FR76", "confirmed": "yes"}, "confirmed"),
        ({"row": "invoice"}, "row"),
    ],
)
def test_a_value_that_is_not_as_told_is_refused_with_its_line(
    tmp_path: Path, row: dict[str, Any], name: str
) -> None:
    wrong = refused(written(tmp_path, ABOUT, CUSTOMER, row))
    assert (wrong.rule, wrong.line) == ("wrong_value", 3)
    assert f"« {name} »" in wrong.sentence


@pytest.mark.parametrize("text", ["{", "[]", "7", "[" * 5_000, "\x00"])
def test_a_row_that_is_no_object_is_refused(tmp_path: Path, text: str) -> None:
    wrong = refused(written(tmp_path, ABOUT, text))
    assert (wrong.rule, wrong.line) == ("not_json", 2)


def test_an_endless_row_is_refused_before_it_is_read(tmp_path: Path) -> None:
    assert refused(written(tmp_path, ABOUT, "x" * (LONGEST + 1))).rule == "too_large"


@pytest.mark.parametrize(
    "rows",
    [
        [CUSTOMER, ITEM, LINE, LINE],
        [CUSTOMER, ITEM, ITEM],
        [ITEM],
        [CUSTOMER, {**LINE, "pays": [{"receivable_id": 9, "amount_cents": 1}]}],
    ],
)
def test_rows_told_twice_or_about_nobody_are_refused(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    assert refused(written(tmp_path, ABOUT, *rows)).rule == "not_coherent"
