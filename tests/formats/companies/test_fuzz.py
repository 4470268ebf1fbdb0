"""Whatever the bytes, a file of companies is read or refused in words, and tells of those asked for alone."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.test_companies import TOLD
from encours.core.refusals import UnreadableFileError
from encours.formats.companies import read_companies
from formats.companies.test_reading import SEATS, UNITS
from formats.damage import Changes, changes, damaged

ONE_FOLDER = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = [b'"', b";", b",", b"\n", b"\0", b"\xff", b"[", b"{", b"null", b"9" * 40, b"[ND]", b"PAR1", b""]
CHANGES = changes(WORDS)
FORMS = ["units", "seats", "answers", "parquet"]


def whole(form: str, folder: Path) -> bytes:
    if form == "parquet":
        (folder / "units.csv").write_text(UNITS)
        pl.read_csv(folder / "units.csv", infer_schema=False).write_parquet(folder / "units.parquet")
        return (folder / "units.parquet").read_bytes()
    return {"units": UNITS, "seats": SEATS, "answers": json.dumps({"results": [TOLD]})}[form].encode()


def faults(content: bytes, folder: Path, sirens: set[str] | None) -> list[str]:
    path = folder / "companies"
    path.write_bytes(content)
    try:
        found = list(read_companies(path, sirens))
    except UnreadableFileError as error:
        return [] if error.rule and error.sentence and error.remedy else ["refused without a word"]
    strange = [
        one for one in found if len(one.siren) != 9 or (sirens is not None and one.siren not in sirens)
    ]
    return [f"not asked for: {one.siren}" for one in strange]


@ONE_FOLDER
@pytest.mark.parametrize("form", FORMS)
@given(made=CHANGES)
def test_a_damaged_file_is_read_or_refused(form: str, made: Changes, tmp_path: Path) -> None:
    content = damaged(whole(form, tmp_path), made)
    assert faults(content, tmp_path, None) == []
    assert faults(content, tmp_path, {"552100554"}) == []


@ONE_FOLDER
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes, tmp_path: Path) -> None:
    assert faults(content, tmp_path, None) == []
