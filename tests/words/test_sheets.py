"""Sheets to take away."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from encours.words.sheets import Column, csv_lines, harmless, xlsx

COLUMNS = [Column("Client"), Column("Total", "amount"), Column("Échéance", "day"), Column("Jours", "count")]
ROW = ["Garage Petit", -123_450, date(2026, 11, 18), 12]


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-x", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_is_run_by_a_spreadsheet(text: str) -> None:
    assert harmless(text) == "'" + text
    assert harmless("Garage = bien") == "Garage = bien"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("fr", "Garage Petit;-1234,50;18/11/2026;12\r\n"),
        ("en", "Garage Petit,-1234.50,2026-11-18,12\r\n"),
    ],
)
def test_a_csv_is_written_as_the_readers_spreadsheet_opens_it(language: str, line: str) -> None:
    lines = list(csv_lines(COLUMNS, [ROW], language))
    assert lines[0].startswith("\N{BYTE ORDER MARK}Client")
    assert lines[1] == line


def test_a_workbook_holds_amounts_and_days_as_such() -> None:
    sheet = load_workbook(io.BytesIO(xlsx("Balance / âgée", COLUMNS, [ROW]))).active
    assert sheet.title == "Balance  âgée"
    assert [cell.value for cell in sheet[1]] == ["Client", "Total", "Échéance", "Jours"]
    name, total, due, days = sheet[2]
    assert (name.value, total.value, due.value.date(), days.value) == ("Garage Petit", -1234.5, ROW[2], 12)
    assert total.number_format == "#,##0.00"


@given(st.text(max_size=40))
def test_any_text_can_be_written_and_is_never_a_formula(text: str) -> None:
    written = text.encode("utf-8", "ignore").decode()
    cell = load_workbook(io.BytesIO(xlsx("T", [Column("Texte")], [[written]]))).active["A2"]
    assert cell.data_type in {"s", "n"}
    assert not str(cell.value or "").startswith(("=", "+", "-", "@"))
    lines = "".join(csv_lines([Column("Texte")], [[written]], "fr"))
    assert list(csv.reader(io.StringIO(lines, newline=""), delimiter=";"))[1:] in (
        [[harmless(written)]],
        [[]],
    )
