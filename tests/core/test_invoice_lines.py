"""Lines make what the invoice says, to the cent, or are told apart with their sum."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from encours.core.invoice_lines import untied

SCHEMA = {
    "receivable_id": pl.Int64,
    "amount_cents": pl.Int64,
    "known_net_cents": pl.Int64,
    "net_cents": pl.Int64,
    "tax_bps": pl.Int64,
    "total_cents": pl.Int64,
}


def apart(amount: int, *lines: tuple[int, int | None, int | None], net: int | None = None) -> list[Any]:
    rows = [(1, amount, net, *line) for line in lines]
    return untied(pl.DataFrame(rows, schema=SCHEMA, orient="row"))["found_cents"].to_list()


@pytest.mark.parametrize(
    ("amount", "lines"),
    [
        (12_000, [(8_000, 2000, None), (2_000, 2000, None)]),
        (11_055, [(5_000, 2000, None), (4_791, 550, None)]),
        (10, [(3, 2000, None), (3, 2000, None), (2, 2000, None)]),  # VAT of the sum: 2 cents of 8
        (11, [(3, 2000, None), (3, 2000, None), (3, 2000, None)]),
        (12, [(3, 2000, None), (3, 2000, None), (3, 2000, None)]),  # one cent of VAT a line
        (12_000, [(8_000, None, 9_600), (2_000, None, 2_400)]),
        (10_000, [(8_000, None, None), (2_000, None, None)]),
        (-12_000, [(10_000, 2000, None)]),
        (-12_000, [(-10_000, 2000, None)]),
        (11_400, [(10_000, 2000, None), (-500, 2000, None)]),
    ],
)
def test_lines_that_make_the_amount_tie(amount: int, lines: list[Any]) -> None:
    assert apart(amount, *lines) == []


@pytest.mark.parametrize(
    ("amount", "lines", "found"),
    [
        (12_000, [(8_000, 2000, None)], 9_600),
        (12_000, [(10_000, None, None)], 10_000),
        (12_000, [(10_000, 2000, None), (0, None, None)], 10_000),  # a rate that is not told proves nothing
        (12_000, [(10_000, None, 12_001)], 12_001),
        (12_000, [(-10_000, 2000, None)], -12_000),
    ],
)
def test_lines_that_do_not_are_told_with_their_sum(amount: int, lines: list[Any], found: int) -> None:
    assert apart(amount, *lines) == [found]


def test_a_net_amount_that_a_document_told_is_enough_where_no_vat_is() -> None:
    assert apart(12_000, (10_000, None, None), net=10_000) == []
    assert apart(12_000, (9_999, None, None), net=10_000) == [9_999]
    assert apart(12_000, (10_000, 550, None), net=10_000) == [10_550]
