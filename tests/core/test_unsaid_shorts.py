"""What is missing names its reason only where it is right to the cent, and one reason alone fits."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.remittance.unsaid import named_shorts


def short(amount: int, missing: int, *, tax: int | None = None, discount: int = 0) -> str | None:
    kinds = {"receivable_id": pl.Int64, "amount_cents": pl.Int64, "tax_cents": pl.Int64,
             "discount_cents": pl.Int64, "missing_cents": pl.Int64}  # fmt: skip
    frame = pl.DataFrame([(1, amount, tax, discount, missing)], schema=kinds, orient="row")
    found = named_shorts(frame)
    return None if found.is_empty() else found["code"][0]


@pytest.mark.parametrize(
    ("missing", "told", "code"),
    [
        (6_000, {}, "retention"),
        (5_000, {"tax": 20_000}, "retention"),  # 5 % of the price without VAT
        (5_000, {}, None),  # no document tells the VAT: it is not guessed
        (20_000, {"tax": 20_000}, "tax"),
        (2_400, {"discount": 2_400}, "discount"),
        (6_001, {}, None),
        (5_999, {}, None),
        (6_000, {"discount": 6_000}, None),  # two reasons fit
        (0, {}, None),
    ],
)
def test_a_reason_is_named_only_where_it_is_certain(
    missing: int, told: dict[str, int], code: str | None
) -> None:
    assert short(120_000, missing, **told) == code


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_nothing_is_named_that_is_not_five_percent_to_the_cent(amount: int, missing: int) -> None:
    beyond = missing * 10_000 - amount * 500
    assert (short(amount, missing) == "retention") == (-5_000 < beyond <= 5_000)
