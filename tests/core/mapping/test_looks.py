"""What cells look like decides how they are read; what nothing tells is asked."""

from __future__ import annotations

import pytest

from encours.core.mapping.looks import date_order, decimal_sign, kind_of


@pytest.mark.parametrize(
    ("values", "order", "sure"),
    [
        (["03/04/2026", "13/04/2026"], "dmy", True),
        (["03/04/2026", "04/13/2026"], "mdy", True),
        (["2026-04-03", "20260403"], "ymd", True),
        (["03/04/2026", "05/06/2026"], "dmy", False),
        ([], "dmy", True),
    ],
)
def test_a_number_above_twelve_tells_the_day_from_the_month(
    values: list[str], order: str, sure: bool
) -> None:
    found = date_order(values)
    assert (found.order, found.sure) == (order, sure)


def test_a_file_that_writes_days_both_ways_is_doubted() -> None:
    assert date_order(["13/04/2026", "04/13/2026"]).clash


@pytest.mark.parametrize(
    ("values", "sign", "sure"),
    [
        (["1 234,50"], ",", True),
        (["1,234.50", "12"], ".", True),
        (["1.234.567"], ",", True),
        (["1.234"], ",", False),
        (["12", "40"], ",", True),
        (["0.5"], ".", True),
    ],
)
def test_the_decimal_sign_is_told_by_what_stands_behind_it(values: list[str], sign: str, sure: bool) -> None:
    assert decimal_sign(values) == (sign, sure)


@pytest.mark.parametrize(
    ("value", "kind"),
    [("12/11/2026", "day"), ("12-Nov-2026", "day"), ("20261112", "day"),
     ("1 234,50 €", "amount"), ("(12.00)", "amount"),
     ("compta@exemple.fr", "email"), ("Dupont", "text"), ("", "")],
)  # fmt: skip
def test_a_cell_looks_like_what_it_is(value: str, kind: str) -> None:
    assert kind_of([value]) == kind
