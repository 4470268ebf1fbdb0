"""Which of several sources is believed."""

from __future__ import annotations

import polars as pl
import pytest

from encours.core.provenance import SOURCES, believed, order_of, winners


def told(*rows: tuple[int, str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["receivable_id", "field", "source", "value"], orient="row")


def test_a_person_is_believed_before_documents_and_documents_before_tables() -> None:
    rows = told(
        (1, "due_on", "table", "2026-10-01"), (1, "due_on", "einvoice", "2026-10-15"),
        (2, "due_on", "einvoice", "2026-10-15"), (2, "due_on", "person", "2026-11-01"),
    )  # fmt: skip
    best = winners(rows, {})
    assert dict(best.select("receivable_id", "source").iter_rows()) == {1: "einvoice", 2: "person"}


def test_each_field_has_its_own_order() -> None:
    rows = told((1, "due_on", "table", "a"), (1, "due_on", "einvoice", "b"), (1, "po_number", "table", "c"),
                (1, "po_number", "einvoice", "d"))  # fmt: skip
    best = winners(rows, {"po_number": ["person", "table"]})
    assert dict(best.select("field", "value").iter_rows()) == {"due_on": "b", "po_number": "c"}


def test_sources_that_an_order_does_not_name_follow_in_the_usual_order() -> None:
    assert order_of({"due_on": ["ledger", "unknown"]}, "due_on") == (
        "ledger", "person", "einvoice", "connector", "table",
    )  # fmt: skip
    assert order_of({}, "due_on") == SOURCES


@pytest.mark.parametrize(
    ("source", "standing", "wins"),
    [
        ("einvoice", "table", True),
        ("table", "einvoice", False),
        ("table", "table", True),
        ("table", "person", False),
    ],
)
def test_a_word_replaces_its_own_of_before_and_those_less_believed(
    source: str, standing: str, wins: bool
) -> None:
    assert believed({}, "due_on", source, standing) is wins
