"""CFONB240: operations that are announced, their total proved; nothing of it is booked."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import cfonb240

SAMPLE = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "cfonb240.txt").read_bytes()
LINES = SAMPLE.decode().splitlines()


def last(content: bytes) -> Any:
    return list(cfonb240.read(io.BytesIO(content)))[-1]


def test_operations_are_read_and_said_to_be_announced() -> None:
    piece = last(SAMPLE)
    BankLine.validate(piece.frame)
    first, second = piece.frame.to_dicts()
    assert (first["amount_cents"], first["counterparty"]) == (120_000, "BOULANGERIE MARTIN")
    assert (first["wording"], first["bank_reference"]) == ("FACTURE FA-2026-0042", "PR0042")
    assert (second["amount_cents"], second["counterparty"]) == (4_550, "GARAGE LEROY")
    (told,) = piece.facts["statements"]
    assert (told["kind"], told["account"]) == ("cfonb240", "FR1420041010050500013M02606")
    assert [notice.rule for notice in piece.notices] == ["not_a_booking"]


def test_line_ends_change_nothing() -> None:
    assert last(SAMPLE.replace(b"\n", b"")).frame.equals(last(SAMPLE).frame)


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (SAMPLE.replace(b"000000124550", b"000000124551"), "broken_announced_total"),
        (SAMPLE.replace(b"000000120000", b"00000012O000"), "unreadable_amount"),
        (SAMPLE.replace(b"020326", b"320326", 2), "unreadable_day"),
        ("\n".join(LINES[:-1]).encode(), "truncated"),
        ("\n".join([LINES[0], *LINES]).encode(), "missing_closing"),
        ("\n".join(LINES[1:]).encode(), "missing_opening"),
        (SAMPLE.replace(b"34000003", b"44000003"), "unknown_record"),
        (SAMPLE[:300], "wrong_record_length"),
        (b" ", "empty_file"),
    ],
)
def test_what_cannot_be_trusted_is_refused_whole(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        last(content)
    assert caught.value.rule == rule


def test_cfonb240_is_recognised_by_its_header() -> None:
    assert cfonb240.sniff(SAMPLE, "x") == 0.9
    assert cfonb240.sniff(b"0120041    01005EUR2", "x") == 0.0
