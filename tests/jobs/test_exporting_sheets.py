"""`encours export statement` and `encours export balance`."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from desk import situations as some
from encours.jobs.exporting import command
from encours.records.parties.models import Customer


@pytest.fixture
def customer(house: Path) -> Customer:
    made = some.a_customer(some.a_creditor(), "Garage Petit", account="411PETIT")
    invoice = some.an_invoice(made, 120_000, due_in=-20, number="FA-1")
    some.an_application(invoice, 20_000, days_ago=10)
    return made


def asked(*words: str) -> tuple[int, str]:
    answer = CliRunner().invoke(command, list(words))
    return answer.exit_code, answer.output


@pytest.mark.parametrize(
    ("day", "cents"), [("2026-11-18", 100_000), ("2026-11-01", 120_000), ("2026-09-01", None)]
)
def test_the_statement_tells_the_ledger_at_its_day(
    customer: Customer, tmp_path: Path, day: str, cents: int | None
) -> None:
    out = tmp_path / "releve.xlsx"
    code, told = asked("statement", "411PETIT", "--on", day, "--out", str(out), "--json")
    assert code == 0, told
    facts = json.loads(told)
    assert [one["closing_cents"] for one in facts["accounts"]] == ([] if cents is None else [cents])
    sheet = load_workbook(io.BytesIO(out.read_bytes())).active
    assert sheet is not None
    last = [row[-1] for row in sheet.iter_rows(min_row=2, values_only=True)][-1:]
    assert last == ([] if cents is None else [cents / 100])


def test_the_statement_is_paper_too(customer: Customer, tmp_path: Path) -> None:
    out = tmp_path / "releve.pdf"
    assert asked("statement", "411PETIT", "--form", "ledger", "--on", "2026-11-18", "--out", str(out))[0] == 0
    assert "Garage Petit" in pypdf.PdfReader(out).pages[0].extract_text()


def test_the_aged_balance_is_written_with_its_total(customer: Customer, tmp_path: Path) -> None:
    out = tmp_path / "balance.csv"
    code, told = asked("balance", "--on", "2026-11-18", "--out", str(out), "--json")
    assert code == 0, told
    assert json.loads(told)["total_cents"] == {"EUR": 100_000}
    assert "411PETIT;Garage Petit;EUR" in out.read_text("utf-8-sig")
    assert "1000,00" in out.read_text("utf-8-sig")


def test_nothing_is_written_over_and_an_unknown_customer_is_said(customer: Customer, tmp_path: Path) -> None:
    out = tmp_path / "balance.csv"
    out.write_text("à moi", "utf-8")
    assert asked("balance", "--out", str(out))[0] == 2
    assert out.read_text("utf-8") == "à moi"
    assert asked("statement", "NOBODY", "--out", str(tmp_path / "x.pdf"))[0] == 2
