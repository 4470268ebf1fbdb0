"""What was refused of a payer is neither applied nor proposed while it holds; then it is forgotten."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from encours.core.matching.cash import match
from encours.core.matching.refusals import HALF_LIFE_DAYS
from encours.core.matching.shapes import Refusal

IBAN = "DE89370400440532013000"
REFUSED = date(2026, 1, 5)


def refusal(
    items: str, *, line: int = 99, on: date = REFUSED, kind: str = "iban", value: str = IBAN
) -> dict[str, Any]:
    return {"line_id": line, "customer_id": 7, "kind": kind, "value": value, "items": items, "refused_on": on}


def refused(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=Refusal.create_empty().schema, orient="row")


def outcome(bench: Any, on: date, *rows: dict[str, Any], **line: Any) -> tuple[list[int], list[int | None]]:
    """The items applied, and those proposed."""
    told = {"iban": IBAN, "booked_on": on} | line
    frames = bench.frames(
        [bench.line(1, 5_000, **told)], [bench.item(1, 7, "A1", 5_000)], [bench.iban(IBAN, 7)]
    )
    cash = match(*frames, refused=refused(*rows))
    return cash.matches["receivable_id"].to_list(), cash.candidates["receivable_id"].to_list()


def test_an_item_refused_of_a_payer_is_neither_applied_nor_proposed_while_it_holds(bench: Any) -> None:
    assert outcome(bench, REFUSED) == ([1], [])
    for days in (0, HALF_LIFE_DAYS):
        assert outcome(bench, REFUSED + timedelta(days), refusal("1")) == ([], [])


def test_a_refusal_is_forgotten_after_its_time_and_two_hold_twice_as_long(bench: Any) -> None:
    after = REFUSED + timedelta(days=HALF_LIFE_DAYS + 1)
    assert outcome(bench, after, refusal("1")) == ([1], [])
    assert outcome(bench, after, refusal("1"), refusal("1", line=98)) == ([], [])


def test_of_the_very_line_a_refusal_holds_for_ever(bench: Any) -> None:
    long_after = REFUSED + timedelta(days=1_000)
    assert outcome(bench, long_after, refusal("1", line=1, kind="", value="")) == ([], [])


def test_another_payer_and_another_set_are_not_concerned(bench: Any) -> None:
    assert outcome(bench, REFUSED, refusal("1", value="FR7630006000011234567890189")) == ([1], [])
    assert outcome(bench, REFUSED, refusal("1,2")) == ([1], [])


def test_a_customer_refused_of_a_payer_is_not_taken_for_it(bench: Any) -> None:
    assert outcome(bench, REFUSED, refusal("")) == ([], [])


def test_a_refused_set_leaves_the_others_to_be_proposed(bench: Any) -> None:
    items = [
        bench.item(rank, 7, f"A{rank}", cents) for rank, cents in enumerate((3_000, 2_000, 4_000, 1_000), 1)
    ]
    frames = bench.frames([bench.line(1, 5_000, iban=IBAN)], items, [bench.iban(IBAN, 7)])

    def sets(*rows: dict[str, Any]) -> set[frozenset[int]]:
        cash = match(*frames, refused=refused(*rows))
        told = cash.candidates.filter(pl.col("option") > 0).group_by("option").agg("receivable_id")
        return {frozenset(one) for one in told["receivable_id"]}

    assert sets() == {frozenset({1, 2}), frozenset({3, 4})}
    assert sets(refusal("1,2")) == {frozenset({3, 4})}


@pytest.mark.parametrize("name", ["Garage Petit", "GARAGE  PETIT"])
def test_a_payer_without_account_is_known_by_its_name(bench: Any, name: str) -> None:
    frames = bench.frames(
        [bench.line(1, 5_000, counterparty=name)],
        [bench.item(1, 7, "A1", 5_000)],
        [],
        [{"customer_id": 7, "name": "Garage Petit"}],
    )
    assert len(match(*frames).matches) == 1
    cash = match(*frames, refused=refused(refusal("1", kind="alias", value="Garage Petit")))
    assert len(cash.matches) == 0
