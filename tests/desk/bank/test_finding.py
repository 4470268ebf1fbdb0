"""A payer sought among the lines of the bank: all of them, some at a look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import situations as some
from desk.looking import page
from encours.desk.bank import finding
from encours.records.cash.models import BankLine
from encours.records.parties.models import Creditor


def lines(creditor: Creditor, *names: str) -> list[BankLine]:
    """A line a day, the first one the newest."""
    intake = some.an_intake(creditor)
    made = []
    for ago, name in enumerate(names):
        line = some.a_bank_line(creditor, intake, 30_000 + ago)
        line.counterparty, line.booked_on = name, some.TODAY - timedelta(days=ago)
        line.save()
        made.append(line)
    return made


def test_what_one_look_does_not_reach_is_a_click_further(
    desk: Client, creditor: Creditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LOOKED_AT", 2)
    made = lines(creditor, "Alpha", "Bravo", "Charlie", "Delta", "Écho", "Alpha")
    day = (some.TODAY - timedelta(days=3)).isoformat()
    first = page(desk, "/bank", q="echo")
    assert "Rien de ce nom" in first
    assert f"q=echo&amp;until={day}" in first
    further = page(desk, "/bank", q="echo", until=day)
    assert f"/bank/lines/{made[4].pk}" in further
    assert "Chercher plus loin" not in further
    both = [f"/bank/lines/{one.pk}" in page(desk, "/bank", q="alpha") for one in (made[0], made[5])]
    assert both == [True, False]


def test_a_day_of_very_many_lines_is_looked_at_whole(
    desk: Client, creditor: Creditor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "LOOKED_AT", 1)
    made = lines(creditor, "Alpha", "Bravo", "Charlie", "Delta")
    BankLine.objects.exclude(pk=made[3].pk).update(booked_on=some.TODAY)
    shown = page(desk, "/bank", q="alpha")
    assert f"/bank/lines/{made[0].pk}" in shown
    assert "Chercher plus loin" in shown
    further = str(some.TODAY - timedelta(days=3))
    assert "Rien de ce nom" in page(desk, "/bank", q="alpha", until=further)
    assert f"/bank/lines/{made[3].pk}" in page(desk, "/bank", q="delta", until=further)


@pytest.mark.both
def test_the_words_are_read_in_the_index_alone(desk: Client, creditor: Creditor) -> None:
    lines(creditor, *(f"Payeur {rank}" for rank in range(40)))
    with CaptureQueriesContext(connection) as asked:
        shown = page(desk, "/bank", q="payeur 39")
    assert "Payeur 39" in shown
    (sought,) = [
        one["sql"] for one in asked if "LIKE" in one["sql"].upper() and "cash_bankline" in one["sql"]
    ][:1]
    columns = sought.partition(" FROM ")[0]
    assert "wording" not in columns
    assert "counterparty" not in columns
