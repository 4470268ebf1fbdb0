"""A credit of the bank is a slip where nothing contests it; else it is shown with its difference."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest

from encours.core.matching.deposits import LATE, credits_of

DAY = date(2026, 11, 2)


def slips(*rows: tuple[int, str, str, int]) -> pl.DataFrame:
    """Key, kind, number, net cents."""
    kinds = {"deposit_id": pl.Int64, "kind": pl.String, "number": pl.String, "net_cents": pl.Int64}
    return pl.DataFrame(list(rows), schema=kinds, orient="row").with_columns(
        currency=pl.lit("EUR"), deposited_on=pl.lit(DAY)
    )


def lines(*rows: tuple[int, int, str], after: int = 2, currency: str = "EUR") -> pl.DataFrame:
    """Key, cents, words."""
    kinds = {"line_id": pl.Int64, "amount_cents": pl.Int64, "words": pl.String}
    return pl.DataFrame(list(rows), schema=kinds, orient="row").with_columns(
        currency=pl.lit(currency), booked_on=pl.lit(DAY + timedelta(days=after))
    )


def sure(told: pl.DataFrame) -> list[tuple[int, int, str]]:
    return told.filter("certain").select("deposit_id", "line_id", "reason").rows()


@pytest.mark.parametrize(
    ("kind", "words"),
    [("cheque", "REMISE CHEQUES 3"), ("cheque", "REM CHQ"), ("card", "REMCB 1234"), ("bill", "REMISE LCR")],
)
def test_a_credit_of_the_amount_that_says_what_it_is_is_the_slip(kind: str, words: str) -> None:
    assert sure(credits_of(slips((1, kind, "B1", 5_000)), lines((7, 5_000, words)))) == [(1, 7, "same_kind")]


def test_the_amount_alone_is_only_shown() -> None:
    told = credits_of(slips((1, "cheque", "B1", 5_000)), lines((7, 5_000, "VIR GARAGE")))
    assert told.select("line_id", "difference_cents", "certain").rows() == [(7, 0, False)]


def test_two_alike_are_told_apart_by_the_number_alone() -> None:
    two = slips((1, "cheque", "4711001", 5_000), (2, "cheque", "4711002", 5_000))
    assert sure(credits_of(two, lines((7, 5_000, "REMISE CHEQUES")))) == []
    booked = lines((7, 5_000, "REMISE CHEQUES 4711002"), (8, 5_000, "REMISE CHEQUES"))
    assert sure(credits_of(two, booked)) == [(1, 8, "same_kind"), (2, 7, "slip_number")]


def test_what_differs_is_proposed_with_its_difference_the_nearest_first() -> None:
    told = credits_of(
        slips((1, "cheque", "B1", 100_000)),
        lines((7, 99_000, "REMISE CHEQUES"), (8, 100_200, "REMISE CHEQUES"), (9, 50_000, "REMISE CHEQUES")),
    )
    assert told.select("line_id", "difference_cents", "certain").rows() == [
        (8, 200, False),
        (7, -1_000, False),
    ]


def test_another_currency_or_time_is_another_credit() -> None:
    slip = slips((1, "cheque", "B1", 5_000))
    assert credits_of(slip, lines((7, 5_000, "REMISE CHEQUES"), currency="USD")).is_empty()
    assert credits_of(slip, lines((7, 5_000, "REMISE CHEQUES"), after=LATE + 1)).is_empty()
    assert credits_of(slip, lines((7, 5_000, "REMISE CHEQUES"), after=-2)).is_empty()
