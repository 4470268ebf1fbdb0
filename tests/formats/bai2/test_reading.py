"""BAI2 reports become bank lines once their control totals tie."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import bai2
from encours.formats.bai2.amounts import after_funds, cents, sense

SAMPLE = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "bai2.txt").read_bytes()


def last(content: bytes) -> Any:
    return list(bai2.read(io.BytesIO(content)))[-1]


def test_a_report_is_read_with_its_references_and_texts() -> None:
    piece = last(SAMPLE)
    BankLine.validate(piece.frame)
    paid, unpaid = piece.frame.to_dicts()
    assert (paid["amount_cents"], paid["value_on"], paid["booked_on"]) == (
        120_000,
        date(2026, 3, 2),
        date(2026, 3, 2),
    )
    assert (paid["bank_reference"], paid["end_to_end_id"]) == ("BNK1", "E2E-77")
    assert paid["wording"] == "FACTURE FA-2026-0042, BOULANGERIE,MARTIN ET FILS"
    assert (unpaid["amount_cents"], unpaid["return_reason"]) == (-30_000, "bai_555")
    (told,) = piece.facts["statements"]
    assert (told["account"], told["currency"]) == ("FR1420041010050500013M02606", "EUR")
    assert (told["opening_cents"], told["closing_cents"]) == (1_000_000, 1_090_000)


def test_the_report_of_a_day_under_way_is_not_booked() -> None:
    piece = last(SAMPLE.replace(b"2359,EUR,2", b"2359,EUR,3"))
    assert piece.facts["statements"][0]["kind"] == "bai2-interim"
    assert "not_a_booking" in [notice.rule for notice in piece.notices]


def test_records_on_one_line_are_told_apart() -> None:
    assert last(SAMPLE.replace(b"/\n16,555", b"/ 16,555")).frame.equals(last(SAMPLE).frame)


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ((b"015,1090000", b"015,1090001"), "broken_announced_total"),
        ((b"49,2390000", b"49,1"), "broken_announced_total"),
        ((b"010,1000000,,,015,1090000", b"010,1090000,,,015,1000000"), "broken_bank_balance"),
        ((b"16,195,120000", b"16,195,douze"), "unreadable_amount"),
        ((b"1,260302,2359", b"1,261332,2359"), "unreadable_day"),
        ((b"EUR,2", b"XYZ,2"), "unknown_currency"),
        ((b"02,031001234,122099999,1", b"02,031001234,122099999,2"), "not_a_statement"),
        ((b"99,2390000,1,10/", b""), "truncated"),
        ((b"02,031", b"77,031"), "unknown_record"),
        ((b"03,FR", b"16,FR"), "missing_opening"),
        ((SAMPLE, b"02"), "unreadable_day"),
    ],
)
def test_what_cannot_be_trusted_is_refused_whole(change: tuple[bytes, bytes], rule: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        last(SAMPLE.replace(*change))
    assert caught.value.rule == rule


@pytest.mark.parametrize(
    ("number", "currency", "expected"), [(1050, "EUR", 1050), (1050, "JPY", 105_000), (-1050, "KWD", -105)]
)
def test_an_amount_has_the_decimals_of_its_currency(number: int, currency: str, expected: int) -> None:
    assert cents(number, currency, 1) == expected


def test_a_third_decimal_cannot_be_kept() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        cents(1055, "KWD", 1)
    assert caught.value.rule == "amount_decimals"


@pytest.mark.parametrize(("code", "expected"), [("195", 1), ("475", -1), ("890", 0), ("930", 1), ("970", -1)])
def test_a_type_code_tells_the_sense(code: str, expected: int) -> None:
    assert sense(code) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [(["Z"], 1), ([""], 1), (["V", "1", "2"], 3), (["S", "1", "2", "3"], 4), (["D", "2"], 6)],
)
def test_a_funds_type_takes_its_own_fields(fields: list[str], expected: int) -> None:
    assert after_funds(fields, 0) == expected


def test_bai2_is_recognised_by_its_first_record() -> None:
    assert bai2.sniff(SAMPLE, "x") == 0.95
    assert bai2.sniff(b"01,nom,compte\n", "x.csv") == 0.0


def test_a_code_with_a_figure_that_is_no_number_moves_no_money() -> None:
    """A raised two is a digit to Unicode and no number to anybody: ten minutes of fuzz found it."""
    assert sense("²55") == 0
    assert after_funds(["D", "²"], 0) == 2
