"""`encours mapping` and `import --as`: a layout is proposed, checked, told once, and exported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from encours.core.refusals import RuleError, UnreadableFileError
from encours.jobs.cli import house as encours
from encours.records.receivables.models import Receivable

TABLE = "Customer;Invoice;Due date;Amount\nC1;F1;03/04/2026;10.50\n"


def said(*arguments: str | Path) -> str:
    return CliRunner().invoke(encours, [str(one) for one in arguments], catch_exceptions=False).output


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "invoices.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_what_columns_most_likely_say_is_proposed_with_its_doubts(table: Path) -> None:
    told = said("mapping", "propose", table)
    assert yaml.safe_load(told)["columns"]["due_on"] == "Due date"
    assert "# dates_ambiguous" in told


def test_a_mapping_is_checked_against_a_table_and_nothing_is_written(table: Path, house: Path) -> None:
    plan = table.with_suffix(".yaml")
    plan.write_text(said("mapping", "propose", table), "utf-8")
    assert "1" in said("mapping", "check", plan, table)
    plan.write_text("target: invoices\ncolumns: {account: Customer}\n", "utf-8")
    with pytest.raises(RuleError):
        said("mapping", "check", plan)


def test_a_day_that_may_be_read_two_ways_is_asked_then_remembered(table: Path, house: Path) -> None:
    with pytest.raises(UnreadableFileError, match="date-order"):
        said("import", table, "--as", "invoices")
    told = json.loads(said("import", table, "--as", "invoices", "--date-order", "mdy", "--json"))
    assert (told["counts"]["new"], told["controls"]["target"]) == (1, "invoices")
    assert Receivable.objects.get().due_on.isoformat() == "2026-03-04"
    table.write_text(TABLE.replace("F1", "F2"), "utf-8")
    assert json.loads(said("import", table, "--json"))["counts"]["new"] == 1
    assert Receivable.objects.get(number="F2").due_on.isoformat() == "2026-03-04"
    (kept,) = yaml.safe_load(said("mapping", "export"))
    assert kept["mapping"]["date_order"] == "mdy"


def test_a_mapping_file_is_followed(table: Path, house: Path) -> None:
    plan = table.with_suffix(".yaml")
    plan.write_text(said("mapping", "propose", table), "utf-8")
    told = json.loads(said("import", table, "--mapping", plan, "--json"))
    assert told["controls"]["mapping"]["columns"]["number"] == "Invoice"


@pytest.mark.parametrize(("language", "column"), [("fr", "Date d’échéance"), ("en", "Due date")])
def test_a_refused_cell_is_told_by_the_words_of_its_column(
    table: Path, house: Path, monkeypatch: pytest.MonkeyPatch, language: str, column: str
) -> None:
    monkeypatch.setenv("ENCOURS_LANGUAGE", language)
    table.write_text("Customer;Invoice;Due date;Amount\nC1;F1;2026-02-30;10.50\n", "utf-8")
    for command in ("inspect", "import"):
        told = said(command, table)
        assert f"2, {column}, " in told
        assert "due_on" not in told
