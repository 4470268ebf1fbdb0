"""The page of segments: rules composed, moved, counted as they are typed, published with a reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from desk import situations as some
from desk.looking import page
from encours.acts.custom_fields.fill import fill_fields
from encours.records.fields.models import SegmentSet
from encours.records.parties.models import Creditor
from encours.records.people.models import User

LARGE = {"code": "large", "label_fr": "Gros", "label_en": "Big", "condition": "encours >= 1000"}
BELGIAN = {"code": "belgian", "label_fr": "Belges", "label_en": "", "condition": "pays = 'BE'"}


@pytest.fixture
def manager(creditor: Creditor, visitor: Callable[[User], Client]) -> Client:
    return visitor(some.a_person("manager", creditor))


@pytest.fixture
def owing(creditor: Creditor) -> None:
    """A customer that owes 1 200 euros, a Belgian one that owes 50."""
    some.an_invoice(some.a_customer(creditor, "Grand"))
    some.an_invoice(some.a_customer(creditor, "Belge", country="BE"), 5_000)


def form(*rules: dict[str, str], **more: Any) -> dict[str, Any]:
    told = {name: [one[name] for one in rules] for name in LARGE}
    return told | {"version": 0, "reason": "Premier essai", "do": "publish", **more}


def shown(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.usefixtures("owing")
def test_rules_are_published_with_a_reason_and_listed_with_whom_they_catch(manager: Client) -> None:
    assert manager.post("/segments/edit", form(LARGE, BELGIAN)).status_code == 302
    listed = page(manager, "/segments")
    assert "<code>encours &gt;= 1000</code>" in listed
    assert "Motif : Premier essai" in listed
    assert 'value="own:large"' in page(manager, "/unpaid")
    assert manager.post("/segments/edit", form(BELGIAN)).status_code == 409
    assert manager.post("/segments/edit", form(BELGIAN, version=1, reason="")).status_code == 422
    assert SegmentSet.objects.count() == 1


@pytest.mark.usefixtures("owing")
def test_rules_are_counted_as_they_are_typed_and_nothing_is_written(manager: Client) -> None:
    wrong = {**LARGE, "condition": "encour >= 1000"}
    told = shown(manager.post("/segments/count", form(wrong, BELGIAN, {**LARGE, "condition": "encours > 1"})))
    assert "Signe 1 : la colonne « encour » n’existe pas ; écrire « encours » ?" in told
    assert told.count("1 client dans ce segment") == 2
    assert "la condition est vraie de 2 clients" in told
    assert re.search("0 clients? n’entre", told)
    assert not SegmentSet.objects.exists()


@pytest.mark.usefixtures("owing")
def test_a_condition_that_nobody_has_begun_is_no_fault_and_counts_everybody_as_left(manager: Client) -> None:
    blank = {"code": "", "label_fr": "", "label_en": "", "condition": " "}
    for begun in (shown(manager.get("/segments/edit")), shown(manager.post("/segments/count", form(blank)))):
        assert "Écrire une condition, ou la composer ci-dessous." in begun
        assert "2 clients n’entrent dans aucun de ces segments." in begun
        assert "field-error" not in begun
    refused = manager.post("/segments/edit", form(LARGE | {"condition": " "}))
    assert "field-error" in shown(refused)


@pytest.mark.usefixtures("owing")
def test_rules_are_added_moved_and_taken_away_before_they_are_published(manager: Client) -> None:
    rows = (LARGE, BELGIAN)
    assert '<legend class="h4">Segment 3</legend>' in shown(
        manager.post("/segments/edit", form(*rows, do="add"))
    )
    for do in ("down:0", "up:1"):
        moved = shown(manager.post("/segments/edit", form(*rows, do=do)))
        assert moved.index('value="Belges"') < moved.index('value="Gros"'), do
        assert "autofocus" in moved, "the keyboard stays on what was moved"
    assert 'value="Gros"' not in shown(manager.post("/segments/edit", form(*rows, do="remove:0")))
    for do in ("up:0", "down:1", "remove:9", "up:x"):
        same = shown(manager.post("/segments/edit", form(*rows, do=do)))
        assert same.index('value="Gros"') < same.index('value="Belges"'), do


@pytest.mark.parametrize(
    ("column", "test", "value", "join", "condition"),
    [
        ("encours", ">=", "10 000,50", "AND", "pays = 'BE' AND encours >= 10000.50"),
        ("pays", "in", "FR, BE", "OR", "(pays = 'BE') OR pays IN ('FR', 'BE')"),
        ("groupe", "begins", "L'écluse", "AND", "pays = 'BE' AND groupe LIKE 'L''écluse%'"),
        ("solvabilite", "null", "", "AND", "pays = 'BE' AND solvabilite IS NULL"),
    ],
)
def test_a_comparison_is_composed_into_the_condition(
    manager: Client, column: str, test: str, value: str, join: str, condition: str
) -> None:
    chosen = {"column": [column], "test": [test], "value": [value], "join": [join]}
    told = shown(manager.post("/segments/edit", form(BELGIAN, do="compose:0", **chosen)))
    assert f">{condition}</textarea>" in told.replace("&#39;", "'").replace("&gt;", ">")
    missing = shown(
        manager.post("/segments/edit", form(BELGIAN, do="compose:0", **{**chosen, "column": [""]}))
    )
    assert "Choisir une colonne" in missing
    assert ">pays = &#39;BE&#39;</textarea>" in missing


def test_a_field_that_a_role_does_not_see_is_no_column_and_its_condition_is_hidden(
    creditor: Creditor, manager: Client, desk: Client
) -> None:
    some.a_field(creditor, "care", shown_as="health")
    fill_fields(
        some.a_customer(creditor), {"care": "Suivi"}, made_from=None, author="x@example.com", at=some.NOW
    )
    health = {**LARGE, "condition": "champ_care = 'suivi'"}
    assert manager.post("/segments/edit", form(health)).status_code == 302
    assert "champ_care" in page(manager, "/segments")
    assert "champ_care" not in page(desk, "/segments")
    assert "masqué" in page(desk, "/segments")
