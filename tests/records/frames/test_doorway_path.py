"""The doorway finds the database wherever its owner put it."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
from django.db import connection

from encours.config.home import database
from encours.records.frames.doorway import fetch, snapshot
from houses import point_django_at


def test_a_database_whose_path_has_odd_characters_is_read(tmp_path: Path, house: Path) -> None:
    odd = tmp_path / "chez moi #1 ? 100%25"
    odd.mkdir()
    path = odd / "encours.sqlite3"
    connection.close()
    shutil.copy(house / "encours.sqlite3", path)
    point_django_at({**database("sqlite:///"), "NAME": str(path)})
    with snapshot():
        assert fetch("SELECT COUNT(*) FROM cases_hold", [], {"rows": pl.Int64}).item() == 0
    assert [found.name for found in tmp_path.iterdir() if found.name.startswith("chez")] == [odd.name]
