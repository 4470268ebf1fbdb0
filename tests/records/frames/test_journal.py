"""What acts wrote on SQLite is carried into the database by the worker, not by the acts themselves."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from django.db import connection

from desk import situations as some
from encours.acts.edit_customer import add_contact
from encours.jobs import working
from vauban import CLAIRE


def without_journal(copies: Path) -> int:
    """How many contacts the database's own file has."""
    file = shutil.copy(str(connection.settings_dict["NAME"]), copies / "alone.sqlite3")
    with sqlite3.connect(file) as alone:
        (found,) = alone.execute(
            "SELECT COUNT(*) FROM parties_contact WHERE email = 'j@c.example'"
        ).fetchone()
    return int(found)


def test_an_act_waits_for_its_journal_alone_and_the_worker_carries_it_into_the_database(
    house: Path, tmp_path: Path
) -> None:
    customer = some.a_customer(some.a_creditor())
    add_contact(customer, {"name": "", "email": "j@c.example"}, author=CLAIRE, at=some.NOW)
    assert without_journal(tmp_path) == 0
    working._round()
    assert without_journal(tmp_path) == 1
