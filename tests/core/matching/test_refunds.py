"""A debit of the bank is a refund where nothing contests it."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from encours.core.matching.refunds import LATE, paid_out

ASKED = date(2026, 11, 2)
IBAN = "FR7630006000011234567890189"
OTHER = "DE89370400440532013000"


def refunds(*rows: tuple[int, int, str, str]) -> pl.DataFrame:
    """Key, cents, reference, IBAN; all asked the same day in euros."""
    kinds = {"refund_id": pl.Int64, "amount_cents": pl.Int64, "reference": pl.String, "iban": pl.String}
    return pl.DataFrame(list(rows), schema=kinds, orient="row").with_columns(
        currency=pl.lit("EUR"), asked_on=pl.lit(ASKED)
    )


def debits(*rows: tuple[int, int, str, str], after: int = 3, currency: str = "EUR") -> pl.DataFrame:
    """Key, cents, words, IBAN; all booked so many days after."""
    kinds = {"line_id": pl.Int64, "amount_cents": pl.Int64, "words": pl.String, "iban": pl.String}
    return pl.DataFrame(list(rows), schema=kinds, orient="row").with_columns(
        currency=pl.lit(currency), booked_on=pl.lit(ASKED + timedelta(days=after))
    )


def found(asked: pl.DataFrame, booked: pl.DataFrame) -> list[tuple[int, int, str]]:
    return paid_out(asked, booked).rows()


def test_the_reference_names_the_refund_however_the_bank_spaces_it() -> None:
    asked = refunds((1, 5_000, "RB0A1B2C3D", ""), (2, 5_000, "RB99999999", ""))
    booked = debits((7, -5_000, "VIR SEPA rb 0a1b 2c3d GARAGE", ""), (8, -5_000, "AUTRE", ""))
    assert found(asked, booked) == [(1, 7, "same_reference")]


def test_the_account_names_it_where_no_other_contests_it() -> None:
    one = refunds((1, 5_000, "RB1", IBAN))
    spaced = "FR76 3000 6000 0112 3456 7890 189"
    assert found(one, debits((7, -5_000, "VIR", spaced))) == [(1, 7, "same_iban")]
    assert found(one, debits((7, -5_000, "VIR", IBAN), (8, -5_000, "VIR", IBAN))) == []
    assert (
        found(refunds((1, 5_000, "RB1", IBAN), (2, 5_000, "RB2", IBAN)), debits((7, -5_000, "VIR", IBAN)))
        == []
    )


def test_the_amount_alone_names_nothing() -> None:
    asked = refunds((1, 5_000, "RB1", ""))
    assert found(asked, debits((7, -5_000, "VIR", ""), (8, -5_000, "VIR", OTHER))) == []


def test_another_amount_currency_or_time_is_another_debit() -> None:
    asked = refunds((1, 5_000, "RB1A2B3C4D", IBAN))
    assert found(asked, debits((7, -5_001, "RB1A2B3C4D", IBAN))) == []
    assert found(asked, debits((7, -5_000, "RB1A2B3C4D", IBAN), currency="USD")) == []
    assert found(asked, debits((7, -5_000, "RB1A2B3C4D", IBAN), after=-1)) == []
    assert found(asked, debits((7, -5_000, "RB1A2B3C4D", IBAN), after=LATE + 1)) == []
    assert found(asked, debits((7, -5_000, "RB1A2B3C4D", IBAN), after=LATE)) == [(1, 7, "same_reference")]
