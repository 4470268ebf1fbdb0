"""CODA statements become bank lines, or a refusal that names record and position."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import coda

SAMPLE = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "coda.txt").read_bytes()
LINES = SAMPLE.decode().splitlines()


def last(content: bytes) -> Any:
    return list(coda.read(io.BytesIO(content)))[-1]


def put(rank: int, position: int, text: str) -> bytes:
    """The sample with this text at this position of that record."""
    line = LINES[rank]
    changed = line[: position - 1] + text + line[position - 1 + len(text) :]
    return "\n".join([*LINES[:rank], changed, *LINES[rank + 1 :]]).encode()


def test_a_statement_is_read_with_what_informs_of_it() -> None:
    piece = last(SAMPLE)
    BankLine.validate(piece.frame)
    paid, structured, first, second, unpaid = piece.frame.to_dicts()
    assert (paid["amount_cents"], paid["counterparty"], paid["iban"]) == (
        120_000,
        "BOULANGERIE MARTIN",
        "BE61310126985517",
    )
    assert paid["wording"] == "FACTURE FA-2026-0042 ET RAPPEL BOULANGERIE MARTIN"
    assert (paid["end_to_end_id"], paid["bank_reference"]) == ("E2E-77", "REF0001")
    assert (structured["reference"], structured["booked_on"]) == ("123456789002", date(2026, 3, 3))
    assert (first["wording"], second["wording"]) == ("MANDAT M1", "MANDAT M2")
    assert (unpaid["amount_cents"], unpaid["return_reason"]) == (-10_000, "AM04")


def test_the_statement_tells_its_account_and_its_balances() -> None:
    (told,) = last(SAMPLE).facts["statements"]
    assert (told["account"], told["currency"], told["kind"]) == ("BE68539007547034", "EUR", "coda")
    assert (told["opening_cents"], told["closing_cents"]) == (1_000_000, 1_185_050)


def test_a_batch_whose_details_do_not_make_it_is_kept_whole() -> None:
    piece = last(put(8, 33, f"{90_000:015d}"))
    assert piece.frame["wording"].to_list()[2] == "LOT DE 2 OPERATIONS REMISE DOMICILIATIONS"
    assert [notice.rule for notice in piece.notices] == ["batch_kept_whole"]


def test_an_account_of_before_the_iban_is_read() -> None:
    old = put(1, 6, f"{'435000000080 EUR':37}").replace(b"BE68539007547034", b"435000000080 EUR")
    content = old.replace(b"435000000080 EUR                 EUR", b"435000000080 EUR                    ")
    assert last(content).facts["statements"][0]["account"] == "435000000080"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (put(2, 33, f"{110_000:015d}"), "broken_bank_balance"),
        (put(2, 33, f"{1_200_001:015d}"), "amount_decimals"),
        (put(2, 32, "X"), "unreadable_amount"),
        (put(2, 48, "320326"), "unreadable_day"),
        (put(2, 48, "000000").replace(b"020326042", b"      042"), "missing_booking_day"),
        (put(1, 40, "XYZ"), "unknown_currency"),
        (put(12, 5, "BE61310126985517"), "mixed_accounts"),
        (put(14, 38, f"{10:015d}"), "broken_announced_total"),
        (put(5, 1, "7"), "unknown_record"),
        ("\n".join(LINES[:-1]).encode(), "truncated"),
        ("\n".join([*LINES[:12], LINES[-1]]).encode(), "truncated"),
        ("\n".join([LINES[0], *LINES[2:]]).encode(), "missing_opening"),
        (SAMPLE.replace(b"\n", b"x\n", 1), "wrong_record_length"),
        (b"\n", "empty_file"),
    ],
)
def test_what_cannot_be_trusted_is_refused_whole(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        last(content)
    assert caught.value.rule == rule


def test_coda_is_recognised_by_its_header() -> None:
    assert coda.sniff(SAMPLE, "x") == 0.97
    assert coda.sniff(SAMPLE[129:], "x") == 0.0
