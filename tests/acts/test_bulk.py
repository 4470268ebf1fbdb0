"""One act on many customers: one entry, a leaf each, and as many statements for thirty as for one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk import situations as some
from encours.acts import bulk
from encours.core.refusals import RuleError
from encours.records.cases.models import Hold, Note
from encours.records.history.models import Entry, Leaf
from encours.records.messages.models import Message
from encours.records.parties.models import Creditor, Customer, CustomerPast
from encours.records.receivables.models import Receivable

pytestmark = pytest.mark.both
BY: dict[str, Any] = {"author": "chef@example.com", "at": some.NOW}
ACTS: dict[str, Callable[[Creditor, list[int]], int]] = {
    "hold": lambda c, k: bulk.hold_many(c, k, from_on=some.TODAY, until_on=None, reason="Grève", **BY),
    "release": lambda c, k: bulk.release_many(c, k, on=some.TODAY, **BY),
    "note": lambda c, k: bulk.note_many(c, k, text="Campagne", **BY),
    "approve": lambda c, k: bulk.approve_many(c, k, on=some.TODAY, **BY),
    "move": lambda c, k: bulk.move_many(c, k, to_on=some.TODAY + timedelta(days=1), on=some.TODAY, **BY),
    "terms": lambda c, k: bulk.confirm_terms_many(c, k, days=45, mode="net", **BY),
    "regime": lambda c, k: bulk.confirm_regime_many(c, k, regime="public", **BY),
}


@pytest.fixture
def creditor(house: Path) -> Creditor:
    return some.a_creditor()


def some_customers(creditor: Creditor, count: int) -> list[int]:
    made = [some.a_customer(creditor) for _ in range(count)]
    for one in made:
        some.a_message(some.an_invoice(one, due_source="assumed"), needs_approval=True)
    return [one.pk for one in made]


@pytest.mark.once
@pytest.mark.parametrize("name", ACTS)
def test_one_entry_with_a_leaf_for_each_customer_and_no_more_statements_for_many(
    name: str, creditor: Creditor
) -> None:
    def asked(count: int) -> int:
        keys = some_customers(creditor, count)
        if name == "release":
            ACTS["hold"](creditor, keys)
        with CaptureQueriesContext(connection) as queries:
            assert ACTS[name](creditor, keys) == count
        entry = Entry.objects.latest("pk")
        assert set(Leaf.objects.filter(entry=entry).values_list("customer_id", flat=True)) == {None, *keys}
        return len(queries)

    assert asked(1) == asked(6)


def test_what_is_said_of_many_is_written_for_each(creditor: Creditor) -> None:
    keys = some_customers(creditor, 2)
    for act in ("hold", "note", "move", "terms", "regime"):
        ACTS[act](creditor, keys)
    assert set(Hold.objects.values_list("customer_id", flat=True)) == set(keys)
    assert Note.objects.filter(text="Campagne").count() == 2
    assert set(Message.objects.values_list("planned_on", flat=True)) == {date(2026, 11, 19)}
    said = Customer.objects.values_list("terms_days", "terms_source", "regime", "regime_source")
    assert set(said) == {(45, "person", "public", "person")}
    assert CustomerPast.objects.count() == 4
    due = Receivable.objects.values_list("due_on", "issued_on", "due_source")
    assert {(due_on - issued_on, source) for due_on, issued_on, source in due} == {(timedelta(45), "person")}
    ACTS["release"](creditor, keys)
    assert not Hold.objects.filter(released_on__isnull=True).exists()


@pytest.mark.once
@pytest.mark.parametrize(
    "wrong",
    [
        lambda c, k: bulk.hold_many(c, k, from_on=some.TODAY, until_on=None, reason=" ", **BY),
        lambda c, k: bulk.hold_many(
            c, k, from_on=some.TODAY, until_on=some.TODAY - timedelta(1), reason="x", **BY
        ),
        lambda c, k: bulk.note_many(c, k, text="", **BY),
        lambda c, k: bulk.move_many(c, k, to_on=some.TODAY - timedelta(1), on=some.TODAY, **BY),
        lambda c, k: bulk.move_many(c, k, to_on=date(2026, 11, 22), on=some.TODAY, **BY),  # a Sunday
        lambda c, k: bulk.confirm_terms_many(c, k, days=900, mode="net", **BY),
        lambda c, k: bulk.confirm_regime_many(c, k, regime="alien", **BY),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    wrong: Callable[[Creditor, list[int]], int], creditor: Creditor
) -> None:
    keys = some_customers(creditor, 1)
    entries = Entry.objects.count()
    with pytest.raises(RuleError):
        wrong(creditor, keys)
    assert Entry.objects.count() == entries
