"""Keys gathered by the database in one text."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from encours.records.frames.keys import all_keys
from encours.records.parties.models import Customer
from small_history import a_creditor, a_customer

pytestmark = pytest.mark.both


def test_all_keys_are_read_at_once(house: Path) -> None:
    creditor = a_creditor()
    there = [a_customer(creditor, f"411{name}", name).pk for name in ("DUPONT", "MARTIN", "LEROY")]
    assert sorted(all_keys(Customer.objects.order_by("name"), "id")) == sorted(there)


def test_the_keys_of_nothing_are_none(house: Path) -> None:
    none = all_keys(Customer.objects.all(), "id")
    assert none.dtype == pl.Int64
    assert none.is_empty()
