"""Segments come from stored facts, so no day changes them by passing."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from portfolio import customer, item, plan, position

TODAY = date(2026, 6, 17)


@pytest.mark.parametrize(
    ("about", "facts", "segment"),
    [
        ({"regime": "consumer", "has_email": False, "has_address": False}, {}, "consumer"),
        ({"regime": "public"}, {"open_cents": 9_000_000}, "public"),
        ({"has_email": False, "has_address": False}, {}, "no_contact"),
        ({}, {"delivered_position": 3, "delivered_on": date(2026, 6, 1), "open_cents": 9_000_000}, "late"),
        ({}, {"delivered_position": 2, "delivered_on": date(2026, 6, 1)}, "standard"),
        ({}, {"open_cents": 5_000_000}, "large"),
        ({}, {"open_cents": 4_999_999}, "standard"),
    ],
)
def test_a_customer_is_in_the_first_segment_that_fits(
    about: dict[str, Any], facts: dict[str, Any], segment: str
) -> None:
    rows, who = [item(1, due_on=date(2026, 5, 1)) | facts], [customer(**about)]
    assert position(plan(rows, who, TODAY), 1)["segment"] == segment
    assert position(plan(rows, who, TODAY + timedelta(days=300)), 1)["segment"] == segment
