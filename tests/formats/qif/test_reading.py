"""QIF movements become bank lines; what the format leaves out is said, and days are never guessed."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import qif

SAMPLE = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "releve.qif").read_bytes()


def last(content: bytes, name: str = "") -> Any:
    return list(qif.read(io.BytesIO(content), name))[-1]


def rule(content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        last(content)
    return caught.value.rule


def dated(*days: str) -> bytes:
    return b"!Type:Bank\n" + "".join(f"D{day}\nT1\nPX\n^\n" for day in days).encode()


def test_movements_are_read_and_the_opening_balance_is_none() -> None:
    piece = last(SAMPLE)
    BankLine.validate(piece.frame)
    paid, cheque, garage = piece.frame.to_dicts()
    assert (paid["amount_cents"], paid["counterparty"]) == (120_000, "BOULANGERIE MARTIN")
    assert paid["wording"] == "BOULANGERIE MARTIN FACTURE FA-2026-0042"
    assert (cheque["amount_cents"], cheque["bank_reference"]) == (-25_000, "0004512")
    assert (garage["amount_cents"], garage["counterparty"]) == (4_550, None)
    (told,) = piece.facts["statements"]
    assert (told["opening_cents"], told["closing_cents"], told["lines"]) == (100_000, None, 3)


def test_the_account_is_told_by_the_name_of_the_file_else_said_to_be_assumed() -> None:
    assert last(SAMPLE).facts["statements"][0]["account"] == "QIF"
    assert [notice.rule for notice in last(SAMPLE).notices] == ["account_assumed", "balance_not_stated"]
    named = last(SAMPLE, "FR14 2004 1010 0505 0001 3M02 606 mars.qif")
    assert named.facts["statements"][0]["account"] == "FR1420041010050500013M02606"
    assert last(SAMPLE, "releve_00040012345_2026.qif").facts["statements"][0]["account"] == "00040012345"


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (("02/03/26", "27/03/26"), date(2026, 3, 2)),
        (("03/02/26", "03/27/26"), date(2026, 3, 2)),
        (("04/08'2008", "20/08'2008"), date(2008, 8, 4)),
        (("2026-03-02",), date(2026, 3, 2)),
        (("03/03/26",), date(2026, 3, 3)),
        (("01/02/26", "02/02/26", "01/03/26"), date(2026, 2, 1)),  # only so are they in order
    ],
)
def test_the_days_themselves_tell_their_order(days: tuple[str, ...], first: date) -> None:
    assert last(dated(*days)).frame["booked_on"][0] == first


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (dated("03/04/26"), "ambiguous_days"),
        (dated("31/31/26"), "unreadable_day"),
        (dated("hier"), "unreadable_day"),
        (dated("13/04/26").replace(b"T1", b"Tbeaucoup"), "unreadable_amount"),
        (dated("13/04/26").removesuffix(b"^\n"), "truncated"),
        (b"!Type:Cat\nNSalaires\n^\n", "not_a_statement"),
        (b"  ", "empty_file"),
    ],
)
def test_what_cannot_be_trusted_is_refused_whole(content: bytes, expected: str) -> None:
    assert rule(content) == expected


@pytest.mark.parametrize(
    ("text", "cents"), [("-1,000.00", -100_000), ("1.000,50", 100_050), ("2,000", 200_000), ("-30", -3_000)]
)
def test_amounts_are_read_with_or_without_thousands_apart(text: str, cents: int) -> None:
    assert last(dated("13/04/26").replace(b"T1", f"T{text}".encode())).frame["amount_cents"][0] == cents


@pytest.mark.parametrize(
    ("head", "name", "sure"),
    [
        (SAMPLE, "x", 0.95),
        (b"D06/05/08\nT-20.50\n", "x", 0.8),
        (b"", "x.qif", 0.5),
        (b"compte;nom\n", "x.csv", 0.0),
    ],
)
def test_qif_is_recognised_by_its_letters(head: bytes, name: str, sure: float) -> None:
    assert qif.sniff(head, name) == sure
