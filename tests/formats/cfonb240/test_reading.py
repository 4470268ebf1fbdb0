"""CFONB240: operations that are announced, their total proved; nothing of it is booked."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import cfonb240
from encours.jobs.demo_company.people import BankAccount
from unpaid_240 import Unpaid, unpaid

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
        (SAMPLE.replace(b"20020326E", b"07020326E"), "unknown_operation"),
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


DEBTOR = BankAccount("14989", "00001", "22140469732", "", "", "")
DAY = date(2026, 12, 9)


def test_an_operation_that_bears_a_reason_is_unpaid_and_went_out() -> None:
    rows = (
        Unpaid(120_000, "20", "PRLV ENC1-261201-1-T1 FA101", "BOULANGERIE MARTIN", DEBTOR, "PR0042"),
        Unpaid(5_000, "70", "LCR 1235"),
    )
    piece = last(unpaid(DAY, *rows))
    BankLine.validate(piece.frame)
    first, second = piece.frame.to_dicts()
    assert (first["amount_cents"], first["return_reason"]) == (-120_000, "20")
    assert (first["counterparty"], first["bank_reference"]) == ("BOULANGERIE MARTIN", "PR0042")
    assert first["iban"] == DEBTOR.iban
    assert (second["amount_cents"], second["iban"], second["bank_reference"]) == (-5_000, None, None)
    assert second["batch"] == first["batch"]
    assert piece.controls.debit_cents == 125_000


def test_an_operation_that_is_neither_received_nor_rejected_is_refused_not_guessed() -> None:
    for reason in ("  ", "00", "97"):
        with pytest.raises(UnreadableFileError) as caught:
            last(unpaid(DAY, Unpaid(100, "20"), Unpaid(100, reason)))
        assert (caught.value.rule, caught.value.line) == ("unknown_operation", 3)
