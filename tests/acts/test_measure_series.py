"""The series that a BI tool reads: one row a figure and day, the same in every format."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from desk import situations as some
from encours.acts.measure_series import COLUMNS, measure_series
from encours.records.parties.models import Creditor
from encours.records.runs.models import Run
from encours.words.boards.series_files import series_file

YESTERDAY = some.TODAY - timedelta(days=1)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    """Two days of figures, the first computed twice, and a figure of one's own."""
    made = some.a_creditor()
    measures = {"dso_simple": {"value": 455, "parts": 10, "unit": "days", "version": 2}}
    for on, overdue in ((YESTERDAY, 1_000), (YESTERDAY, 2_050), (some.TODAY, 3_000)):
        run = some.a_run(made, overdue_cents=overdue, receivable_cents=9_000, measures=measures)
        Run.objects.filter(pk=run.pk).update(on=on)
    some.an_indicator(made, code="late", expression="overdue_cents / receivable_cents")
    return made


def rows(frame: pl.DataFrame, code: str) -> list[tuple[date, Decimal]]:
    return list(frame.filter(pl.col("code") == code).select("on", "value").iter_rows())


@pytest.mark.both
def test_each_day_tells_each_figure_once_as_its_last_run_did(creditor: Creditor) -> None:
    frame = measure_series(creditor, since=YESTERDAY, until=some.TODAY)
    assert rows(frame, "overdue_cents") == [(YESTERDAY, Decimal("20.5")), (some.TODAY, Decimal(30))]
    assert rows(frame, "dso_simple")[0][1] == Decimal("45.5")
    assert rows(frame, "k.late") == [(YESTERDAY, Decimal("0.2278")), (some.TODAY, Decimal("0.3333"))]
    assert dict(frame.schema) == COLUMNS
    assert measure_series(creditor, since=some.TODAY, until=some.TODAY)["on"].n_unique() == 1


def test_every_format_holds_the_same_rows(creditor: Creditor) -> None:
    frame = measure_series(creditor, since=YESTERDAY, until=some.TODAY)
    assert pl.read_parquet(io.BytesIO(series_file(frame, "parquet"))).equals(frame)
    told = json.loads(series_file(frame, "json"))
    assert [row["code"] for row in told] == frame["code"].to_list()
    assert {row["value"] for row in told if row["code"] == "overdue_cents"} == {"20.5000", "30.0000"}
    text = pl.read_csv(io.BytesIO(series_file(frame, "csv")))
    assert text["code"].to_list() == frame["code"].to_list()
    sheet = pl.read_excel(io.BytesIO(series_file(frame, "xlsx")), engine="openpyxl")
    assert sheet.height == frame.height


def test_another_creditors_figures_are_not_among_them(creditor: Creditor) -> None:
    other = some.a_creditor("Scierie Vauban", "552100554")
    assert measure_series(other, since=YESTERDAY, until=some.TODAY).is_empty()
