"""How many cells of a spreadsheet are read right: each format written by our own hand, and the real samples."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from encours.formats.tables import read_mapped
from encours.formats.tables.sheets import Book, written
from spreadsheets import Cell, ods, xls

HEAD = (
    "Code client",
    "Raison sociale",
    "N° facture",
    "Date de facture",
    "Échéance",
    "Montant TTC",
    "Commande",
)
FIELDS = ("account", "name", "number", "issued_on", "due_on", "amount_cents", "po_number")
NAMES = (
    "Müller & Fils",
    "Société <Générale>",
    "O’Connor",
    "Œuvre\nd’art",
    "=1+1",
    "  Dupont  ",
    "Ża",
    "日本",
)
ROWS = 400


def drawn() -> tuple[list[list[Cell]], list[dict[str, Any]]]:
    """Rows as a spreadsheet holds them, and what each says."""
    chance = random.Random(2026)  # noqa: S311 — the same sheet at each run
    rows: list[list[Cell]] = [list(HEAD)]
    truth = []
    for rank in range(ROWS):
        cents = chance.choice([1, 10, 99, 100, 12_345, 1_000_000_07, -2_550]) * chance.randint(1, 999)
        issued = date(2024, 1, 1) + timedelta(days=chance.randint(0, 900))
        due = issued + timedelta(days=chance.choice([0, 30, 45, 60]))
        name, number = chance.choice(NAMES), rank + 1_000
        order = chance.choice([None, f"00{rank}", rank, f"PO {rank}/A"])
        as_text = rank % 5 == 0
        rows.append([
            f"{rank % 50:05}", name, number if rank % 2 else f"FA-{number}",
            issued.strftime("%d/%m/%Y") if as_text else issued, due,
            f"{cents / 100:.2f}".replace(".", ",") if as_text else cents / 100, order,
        ])  # fmt: skip
        truth.append({
            "account": f"{rank % 50:05}", "name": " ".join(name.split()),
            "number": str(number) if rank % 2 else f"FA-{number}", "issued_on": issued, "due_on": due,
            "amount_cents": cents, "po_number": None if order is None else str(order),
        })  # fmt: skip
    return rows, truth


def xlsx(rows: Sequence[Sequence[Cell]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":  # a text that begins with =, not a formula
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("write", [xlsx, xls, ods])
def test_every_cell_of_a_spreadsheet_is_read_right(write: Callable[[Any], bytes]) -> None:
    rows, truth = drawn()
    found = [row for piece in read_mapped(write(rows), None) for row in piece.frame.to_dicts()]
    assert len(found) == ROWS
    wrong = [
        (told["line"], name, told[name], said[name])
        for told, said in zip(found, truth, strict=True)
        for name in FIELDS
        if told[name] != said[name]
    ]
    assert wrong == [], f"{len(wrong)} of {ROWS * len(FIELDS)} cells"


SHEETS = (
    "csv_oca/account_statement_import_sheet_file/tests/fixtures/sample_statement_en.xlsx",
    "csv_oca/account_statement_import_sheet_file/tests/fixtures/sample_statement_en_empty_values.xlsx",
    "csv_oca/account_statement_import_sheet_file/tests/fixtures/meta_data_separated_credit_debit.xlsx",
    "paypal_adyen_oca/account_bank_statement_import_adyen/test_files/adyen_test.xlsx",
    "paypal_adyen_oca/account_bank_statement_import_adyen/test_files/adyen_test_credit_fees.xlsx",
)


@pytest.mark.parametrize("name", SHEETS)
def test_every_cell_of_a_real_workbook_is_what_another_reader_says(name: str, shared: Path) -> None:
    path = shared / "bank" / name
    if not path.exists():
        pytest.skip(f"../shared/samples/bank/{name} is absent")
    other = openpyxl.load_workbook(path, data_only=True)
    book, cells = Book(path.read_bytes()), 0
    for sheet in other.worksheets:
        for line, row in enumerate(book.rows(sheet.title), start=1):
            for place, cell in enumerate(row, start=1):
                value: Any = sheet.cell(line, place).value
                plain = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
                assert cell == written(plain, "."), (sheet.title, line, place)
                cells += 1
    assert cells > 0
