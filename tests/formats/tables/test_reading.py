"""Tables of any layout: what is kept, what is refused and why, and files that must not be opened."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.mapping.plan import Mapping
from encours.core.refusals import UnreadableFileError
from encours.formats.registry import detect
from encours.formats.tables import cells_at, columns, guards, look, read_mapped
from encours.formats.tables import text as text_room

SHARED = Path(__file__).parents[3].parent / "shared" / "samples"
FRENCH = """Balance éditée le 12/11/2026;;;;;

Client;;Facture;;;
Code;Nom;N°;Date;Échéance;Montant TTC
C1;Dupont;F1;13/10/2026;12/11/2026;1 234,50 €
C2;"Durand
et fils";F2;01/10/2026;31/10/2026;(12,00)
C3;=cmd|'/c calc'!A0;F3;32/10/2026;31/10/2026;7,00
;;;;;1 222,50
"""


def told(
    content: bytes, mapping: Mapping | None = None
) -> tuple[pl.DataFrame, list[Any], Any, dict[str, Any]]:
    frames, refusals, controls, facts = [], [], None, {}
    for piece in read_mapped(content, mapping):
        frames.append(piece.frame)
        refusals += piece.refusals
        controls, facts = piece.controls or controls, facts | piece.facts
    return pl.concat(frames), refusals, controls, facts


def workbook(*rows: list[Any], merged: str = "", title: str = "Factures") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merged:
        sheet.merge_cells(merged)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_french_export_is_read_whatever_its_encoding(encoding: str) -> None:
    rows, refusals, controls, facts = told(FRENCH.encode(encoding))
    assert rows["number"].to_list() == ["F1", "F2"]
    assert rows["amount_cents"].to_list() == [123_450, -1_200]
    assert rows["name"].to_list() == ["Dupont", "Durand et fils"]
    assert rows["line"].to_list() == [5, 6]
    assert [(one.line, one.field, one.rule) for one in refusals] == [
        (8, "issued_on", "date_invalid"),
        (9, "account", "key_missing"),
    ]
    assert (controls.rows_read, controls.rows_kept, facts["table"]) == (4, 2, "invoices")


def test_the_same_table_in_any_container_gives_the_same_rows() -> None:
    day = datetime(2026, 10, 13)  # noqa: DTZ001 — a spreadsheet knows no zone
    head = ["Client", "N° facture", "Date de facture", "Échéance", "Montant TTC"]
    sheet = workbook(
        ["Balance âgée"], [], head, ["C1", 1001, day, date(2026, 11, 12), 1234.5],
        ["C2", 1002.0, "14/10/2026", "12/11/2026", "1 000,25"],
    )  # fmt: skip
    by_tab = (
        "\t".join(head)
        + "\nC1\t1001\t13/10/2026\t12/11/2026\t1234,50\nC2\t1002\t14/10/2026\t12/11/2026\t1 000,25\n"
    )
    one, two = told(sheet)[0].drop("line"), told(by_tab.encode())[0].drop("line")
    assert one.equals(two)
    assert one["number"].to_list() == ["1001", "1002"]
    assert one["amount_cents"].to_list() == [123_450, 100_025]


def test_cells_merged_above_the_header_name_their_columns() -> None:
    content = workbook(
        ["Client", None, "Facture", None],
        ["Code", "Nom", "N°", "Montant"],
        ["C1", "Dupont", "F1", 12.5],
        merged="A1:B1",
    )
    rows, refusals, _, _ = told(content)
    assert (rows["account"][0], rows["name"][0], rows["number"][0], rows["amount_cents"][0]) == (
        "C1",
        "Dupont",
        "F1",
        1250,
    )
    assert refusals == []


@pytest.mark.parametrize(
    ("order", "written", "day"),
    [
        ("dmy", "03/04/2026", date(2026, 4, 3)),
        ("mdy", "03/04/2026", date(2026, 3, 4)),
        ("mdy", "3/4/26", date(2026, 3, 4)),
        ("dmy", "3 avr. 2026", date(2026, 4, 3)),
        ("dmy", "12-Nov-2026", date(2026, 11, 12)),
        ("mdy", "2026-04-03 10:30:00", date(2026, 4, 3)),
        ("dmy", "20260403", date(2026, 4, 3)),
        ("dmy", "46115", date(2026, 4, 3)),
    ],
)
def test_days_are_read_in_the_order_that_was_said(order: str, written: str, day: date) -> None:
    mapping = Mapping("invoices", {"account": "A", "number": "B", "due_on": "C"}, date_order=order)
    assert told(f"A;B;C\nC1;F1;{written}\n".encode(), mapping)[0]["due_on"][0] == day


@pytest.mark.parametrize(
    ("decimal", "written", "cents"),
    [
        (",", "1.234,56", 123_456),
        (".", "1,234.56", 123_456),
        (",", "1 234", 123_400),
        (",", "-0,05", -5),
        (",", "12,5-", -1_250),
        (".", "2309.7899999999995", 230_979),
        (".", "0.005", 1),
        (".", "USD 12", 1_200),
        (",", "1'234,5", 123_450),
        (".", ".5", 50),
    ],
)
def test_amounts_become_whole_cents_once(decimal: str, written: str, cents: int) -> None:
    mapping = Mapping("invoices", {"account": "A", "number": "B", "amount_cents": "C"}, decimal=decimal)
    assert told(f"A;B;C\nC1;F1;{written}\n".encode(), mapping)[0]["amount_cents"][0] == cents


@pytest.mark.parametrize("written", ["12,34,56", "1.2.3,4", "douze", "1e9", "--5", "1234567890123", "NaN"])
def test_an_amount_that_is_none_refuses_its_row(written: str) -> None:
    mapping = Mapping("invoices", {"account": "A", "number": "B", "amount_cents": "C"})
    rows, refusals, controls, _ = told(f"A;B;C\nC1;F1;{written}\nC2;F2;1\n".encode(), mapping)
    assert rows["account"].to_list() == ["C2"]
    assert [(one.line, one.field, one.rule) for one in refusals] == [(2, "amount_cents", "amount_invalid")]
    assert (controls.rows_read, controls.rows_kept) == (2, 1)


def test_an_unknown_currency_refuses_its_row_for_money_is_never_guessed() -> None:
    rows, refusals, _, _ = told(b"customer;invoice;due date;amount;currency\nC1;F1;2026-10-31;10.50;C391\n")
    assert (len(rows), refusals[0].rule) == (0, "currency_unknown")


def test_a_paid_day_is_a_payment_and_an_open_amount_is_an_amount() -> None:
    rows = told(b"customer;invoice;due date;balance;payment date\nC1;F1;2026-10-31;10.50;2026-10-30\n")[0]
    assert (rows["amount_cents"][0], rows["open_cents"][0], rows["status"][0]) == (1_050, 1_050, None)
    rows = told(b"customer;invoice;due date;amount;payment date\nC1;F1;2026-10-31;10.50;2026-10-30\n")[0]
    assert (rows["status"][0], rows["paid_on"][0]) == ("paid", date(2026, 10, 30))


def test_a_credit_note_is_negative_whatever_its_sign_in_the_file() -> None:
    rows = told(
        "Client;N° avoir;Date;Montant TTC\nC1;A1;13/01/2026;10,50\nC1;A2;13/01/2026;-3,00\n".encode()
    )[0]
    assert rows["amount_cents"].to_list() == [-1_050, -300]


def test_the_cells_of_one_row_are_found_again_as_they_are_written() -> None:
    mapping = look(FRENCH.encode()).proposal().mapping
    assert cells_at(FRENCH.encode(), mapping, 8)["issued_on"] == "32/10/2026"
    assert cells_at(FRENCH.encode(), mapping, 99) == {}


def test_rows_keep_their_line_across_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_room, "_CHUNK", 40)
    body = "".join(f'C{rank};F{rank};"a\nb";{rank},00\n' for rank in range(50))
    rows = told(f"Client;N° facture;Raison sociale;Montant TTC\n{body}".encode())[0]
    assert rows["line"].to_list() == [2 + 2 * rank for rank in range(50)]
    assert rows["amount_cents"].to_list() == [100 * rank for rank in range(50)]


def test_quotes_left_open_are_read_by_the_patient_reader() -> None:
    rows = told('Client;N° facture;Montant TTC\nC1;F1;10,00\n"C2"x;F2;20,00\n'.encode())[0]
    assert rows["account"].to_list() == ["C1", "C2x"]


def test_a_layout_nobody_could_know_is_asked_about() -> None:
    with pytest.raises(UnreadableFileError) as error:
        told(b"Qui;Quoi;Combien\nC1;F1;10,00\n")
    assert error.value.rule == "mapping_needed"


def test_a_column_that_is_gone_is_named() -> None:
    mapping = Mapping("invoices", {"account": "Client", "number": "Pièce"})
    with pytest.raises(UnreadableFileError, match="Pièce"):
        told(b"Client;Facture\nC1;F1\n", mapping)


# files that must not be opened


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def far_apart() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(workbook(["a", "b"], [1, 2])))
    sheet = book.active
    assert sheet is not None
    sheet["XFD1048576"] = 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (zipped(xl__workbook_dot_xml=b"<a/>", xl__vbaProject_dot_bin=b"x"), "macros"),
        (zipped(xl__worksheets__sheet1_dot_xml=b" " * 40 * 1024**2), "archive_bomb"),
        (zipped(xl__workbook_dot_xml=b"<a/>"), "unreadable"),
        (far_apart(), "too_sparse"),
        (b"PK\x03\x04 nothing more", "unreadable"),
        (guards.OLE + b"\x00" * 600, "unreadable"),
        (guards.OLE + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        (b";".join(b"c%d" % rank for rank in range(600)) + b"\n1;2\n", "too_many_columns"),
        (b"a;b\x00;c\n1;2;3\n", "unknown_encoding"),
        (b"\n\n;;\n", "empty"),
    ],
)
def test_a_file_that_must_not_be_opened_is_refused_with_its_reason(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as error:
        look(content)
    assert error.value.rule == rule
    assert error.value.remedy


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\x00\x03", "facture.exe"), (zipped(word__document_dot_xml=b"<a/>"), "lettre.docx")],
)
def test_other_kinds_of_files_are_refused_with_the_list_of_what_is_read(content: bytes, name: str) -> None:
    with pytest.raises(UnreadableFileError) as error:
        detect(content, name)
    assert error.value.rule == "unknown_format"
    assert "XLSX" in error.value.remedy


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_no_bytes_crash_the_reader(junk: bytes) -> None:
    for content in (junk, FRENCH.encode()[:200] + junk, junk + FRENCH.encode()):
        try:
            rows, _, controls, _ = told(content)
        except UnreadableFileError:
            continue
        assert controls.rows_kept == len(rows) <= controls.rows_read


@given(st.integers(0, 4_000), st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_no_damaged_workbook_crashes_the_reader(place: int, junk: bytes) -> None:
    whole = workbook(["Client", "N° facture", "Montant TTC"], ["C1", "F1", 10.5])
    place %= len(whole)
    with suppress(UnreadableFileError):
        rows, _, controls, _ = told(whole[:place] + junk + whole[place + len(junk) :])
        assert controls.rows_kept == len(rows)


# real files: what each is read as, or the reason it is refused for

REAL = {
    "cashflow_synth/bank_transactions.csv": "bank_table",
    "cashflow_synth/sales_invoices.csv": ("invoices", 480, 480),
    "highradius/open_at_2019-10-01.csv": ("invoices", 1721, 1721),
    "highradius/paid_before_2019-10-01.csv": ("invoices", 22252, 22246),  # six name no invoice
    "highradius_open_raw/nulldata.csv": ("invoices", 9681, 9681),
    "prediction/highradius/ledger.csv": ("invoices", 23906, 23906),
    "prediction/ibm/ledger.csv": ("invoices", 1930, 0),  # its currencies are no currencies: C391, C406…
}


@pytest.mark.parametrize("name", REAL)
def test_a_real_file_is_read_right_or_refused_for_a_right_reason(name: str) -> None:
    path = SHARED / "ar_ledger" / name
    if not path.exists():
        pytest.skip(f"../shared/samples/ar_ledger/{name} is absent")
    expected = REAL[name]
    if isinstance(expected, str):
        with pytest.raises(UnreadableFileError) as error:
            told(path.read_bytes())
        assert error.value.rule == expected
        return
    rows, refusals, controls, facts = told(path.read_bytes())
    assert (facts["table"], controls.rows_read, len(rows)) == expected
    assert len(refusals) == controls.rows_read - len(rows)
    truth = pl.read_csv(path, infer_schema=False)
    amount = next(column for column in truth.columns if column in {"amount", "converted_usd"})
    for line, cents in rows.sample(min(200, len(rows)), seed=7).select("line", "amount_cents").iter_rows():
        assert abs(cents - float(truth[amount][line - 2]) * 100) <= 0.5 + 1e-6


@pytest.mark.parametrize(
    ("decimal", "written", "exact"),
    [(",", "1 234,50", "1234.5"), (",", "0,015", "0.015"), (".", "1,234.00", "1234"), (",", "-2,5", "-2.5"),
     (",", ",5", "0.5"), (",", "000", "0"), (",", "-0", "0"), (",", "1.000", "1000"), (".", "1e3", None),
     (",", "1,2,3", None), (",", "deux", None)],
)  # fmt: skip
def test_exact_numbers_keep_every_decimal(decimal: str, written: str, exact: str | None) -> None:
    values, rules = columns.decimals(pl.Series([written]), decimal)
    assert (values[0], rules[0]) == (exact, None if exact else "decimal_invalid")


@pytest.mark.parametrize(
    ("written", "hundredths"),
    [("20 %", 2000), ("5,5", 550), ("0,055", 550), ("0,2", 2000), ("0,9", 90), ("0,9 %", 90), ("0,5 %", 50),
     ("0", 0), ("2,1", 210), ("101", None), ("-5", None), ("5,555", None), ("nan", None), ("vingt", None)],
)  # fmt: skip
def test_rates_are_read_as_percentages_or_as_parts_of_one(written: str, hundredths: int | None) -> None:
    values, rules = columns.judged(pl.Series([written]), columns.rate_of(","), pl.Int64)
    assert (values[0], rules[0]) == (hundredths, None if hundredths is not None else "rate_invalid")
