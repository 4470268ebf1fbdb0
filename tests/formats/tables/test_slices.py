"""A long sheet is read slice by slice, and says what it says when it is read whole."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats.tables import ods as long_ods
from encours.formats.tables import read_mapped, sheets, slices
from encours.formats.tables.sheets import Book
from formats.tables.test_accuracy import drawn, xlsx
from spreadsheets import ods


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slices of a few rows, of sheets however short."""
    for name, size in (("LONG", 0), ("SLICE", 600), ("_BLOCK", 500)):
        monkeypatch.setattr(slices, name, size)
        monkeypatch.setattr(long_ods, name, size)
    monkeypatch.setattr(slices, "_SHARED", "none")


def whole(content: bytes, name: str) -> list[list[str]]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sheets, "slices", lambda _content, _name: None)
        patched.setattr(sheets, "long_sheets", lambda _content: None)
        return list(Book(content).rows(name))


def changed(content: bytes, part: str, pattern: bytes, put: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            told = old.read(name)
            new.writestr(name, re.sub(pattern, put, told) if name == part else told)
    return out.getvalue()


@pytest.mark.usefixtures("short")
def test_every_row_of_a_sheet_that_is_cut_is_the_one_of_the_whole_sheet() -> None:
    content = xlsx(drawn()[0])
    cut = slices.slices(content, "Sheet")
    assert cut is not None
    assert len(list(cut)) > 20
    assert list(Book(content).rows("Sheet")) == whole(content, "Sheet")
    lines = [line for piece in read_mapped(content, None) for line in piece.frame["line"]]
    assert lines == list(range(2, 402))


@pytest.mark.usefixtures("short")
def test_lines_and_columns_left_blank_keep_their_places() -> None:
    book = openpyxl.Workbook()
    book.create_sheet("Autre")["A1"] = "rien"
    sheet = book["Sheet"]
    for line in (3, 4, 90, 91, 300):
        sheet.cell(line, 3, f"ligne {line}")
        sheet.cell(line, 4 + line % 2, line)
    out = io.BytesIO()
    book.save(out)
    for name in ("Sheet", "Autre"):
        told = list(Book(out.getvalue()).rows(name))
        assert told == whole(out.getvalue(), name)
    assert told == [["rien"]]


@pytest.mark.usefixtures("short")
def test_a_sheet_whose_rows_bear_no_number_is_read_whole() -> None:
    content = changed(xlsx(drawn()[0]), "xl/worksheets/sheet1.xml", rb'<row r="\d+"', b"<row")
    assert slices.slices(content, "Sheet") is None
    assert len(list(Book(content).rows("Sheet"))) == 401


@pytest.mark.usefixtures("short")
def test_a_sheet_that_stops_before_its_end_is_refused() -> None:
    content = changed(xlsx(drawn()[0]), "xl/worksheets/sheet1.xml", rb'(?s)<row r="300".*', b"")
    with pytest.raises(UnreadableFileError, match="endommagé"):
        list(Book(content).rows("Sheet"))


def test_short_sheets_and_other_workbooks_are_not_cut() -> None:
    assert slices.slices(xlsx(drawn()[0]), "Sheet") is None
    assert slices.slices(b"\xd0\xcf\x11\xe0", "Sheet") is None
    assert slices.slices(b"PK\x03\x04 no archive", "Sheet") is None


@pytest.mark.usefixtures("short")
def test_every_row_of_an_ods_that_is_cut_is_the_one_of_the_whole_sheet() -> None:
    content = ods(drawn()[0])
    told = long_ods.long_sheets(content)
    assert told is not None
    assert (told.names, len(list(told.slices("Factures"))) > 20) == (("Factures",), True)
    assert list(Book(content).rows("Factures")) == whole(content, "Factures")
    assert [line for piece in read_mapped(content, None) for line in piece.frame["line"]] == list(
        range(2, 402)
    )


def row(text: str, told: str = "") -> str:
    cell = f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    return f"<table:table-row{told}><table:table-cell/>{cell if text else ''}</table:table-row>"


@pytest.mark.usefixtures("short")
def test_repeated_and_gathered_rows_of_an_ods_keep_their_lines() -> None:
    repeated = ' table:number-rows-repeated="3"'
    part = row("a") + row("", repeated) + row("b", repeated) + "<table:table-row/>" + row("c") * 4
    gathered = f"<table:table-row-group>{row('d')}{part}</table:table-row-group>"
    sheet = f'<table:table table:name="D&amp;C">{part * 3}{gathered * 9}</table:table>'
    other = f"<table:table table:name='Autre'>{row('rien')}</table:table>"
    content = changed(
        ods([["x"]]), "content.xml", rb"<table:table .*</table:table>", (sheet + other).encode()
    )
    assert Book(content).names == ("D&C", "Autre")
    assert len(whole(content, "D&C")) > 100
    for name in ("D&C", "Autre"):
        assert list(Book(content).rows(name)) == whole(content, name)
    with pytest.raises(UnreadableFileError, match="Absente"):
        list(Book(content).rows("Absente"))


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    "put",
    [
        b"<!-- <table:table -->",
        b"<table:table-row><table:table-cell><table:table table:name='x'></table:table>",
    ],
)
def test_an_ods_that_hides_where_its_sheets_end_is_read_whole(put: bytes) -> None:
    content = changed(ods(drawn()[0]), "content.xml", rb"<table:table-row>", put + b"<table:table-row>")
    assert long_ods.long_sheets(content) is None


@pytest.mark.usefixtures("short")
def test_an_ods_cut_short_is_refused() -> None:
    content = changed(
        ods(drawn()[0]), "content.xml", rb"(?s)</table:table-cell></table:table-row></table:table>.*", b""
    )
    with pytest.raises(UnreadableFileError, match="endommagé"):
        list(Book(content).rows("Factures"))
