"""The page of the store: what is kept, under which key, how it grows, what it costs."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk import situations as some
from encours.acts.record_cost import record_cost
from encours.records.documents.keeping import keep
from encours.records.documents.models import KeptFile
from encours.records.history.models import Entry
from encours.records.parties.models import Creditor

_Visitor = Callable[[Any], Client]


@pytest.fixture
def administrator(creditor: Creditor, visitor: _Visitor) -> Client:
    return visitor(some.a_person("administrator", creditor))


def text(answer: Any) -> str:
    shown: str = (
        answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    )
    return shown


def a_file(creditor: Creditor, home: Path, size: int, media_type: str = "application/pdf") -> KeptFile:
    entry = Entry.objects.filter(creditor=creditor).latest("pk")
    return keep(
        b"x" * size,
        creditor_id=creditor.pk,
        name="a.pdf",
        media_type=media_type,
        at=some.NOW,
        entry_id=entry.pk,
        home=home,
    )


@pytest.mark.both
def test_what_is_kept_is_weighed_by_kind_and_by_month_and_an_erased_file_counts_as_such(
    creditor: Creditor, administrator: Client, tmp_path: Path
) -> None:
    a_file(creditor, tmp_path, 1_500_000)
    erased = a_file(creditor, tmp_path, 500_000)
    KeptFile.objects.filter(pk=erased.pk).update(key=None)
    shown = text(administrator.get("/store"))
    assert "2 Mo" in shown
    assert "Courriers et documents PDF" in shown
    assert '<td class="amount" data-label="Effacés">1</td>' in shown
    assert "01/11/2026" in shown


def test_another_creditors_files_are_not_weighed(
    creditor: Creditor, administrator: Client, tmp_path: Path
) -> None:
    a_file(some.a_creditor("Autre", "552100554"), tmp_path, 9_000_000)
    assert not re.search(r"(?<![\d,])9(,0)? Mo", text(administrator.get("/store")))


def test_what_keeping_costs_is_recorded_and_counts_in_the_cost_of_collection(
    creditor: Creditor, administrator: Client
) -> None:
    assert "Aucun coût de stockage enregistré" in text(administrator.get("/store"))
    assert 'value="storage" selected' in text(administrator.get("/measures/cost?kind=storage"))
    record_cost(
        creditor,
        what="Disques",
        kind="storage",
        amount_cents=4_200,
        from_on=some.TODAY - timedelta(days=10),
        author="test@example.com",
        at=some.NOW,
    )
    assert "42,00 €" in text(administrator.get("/store"))
    assert "Stockage" in text(administrator.get("/measures"))


def test_who_has_no_say_over_access_does_not_see_it(creditor: Creditor, visitor: _Visitor) -> None:
    assert visitor(some.a_person("collector", creditor)).get("/store").status_code == 403
    assert visitor(some.a_person("auditor", creditor)).get("/store").status_code == 200


def test_its_queries_do_not_grow_with_what_is_kept(
    creditor: Creditor, administrator: Client, tmp_path: Path
) -> None:
    counts = []
    for _ in range(2):
        a_file(creditor, tmp_path, 10, media_type=f"text/{len(counts)}")
        with CaptureQueriesContext(connection) as asked:
            administrator.get("/store")
        counts.append(len(asked))
    assert counts[0] == counts[1]
