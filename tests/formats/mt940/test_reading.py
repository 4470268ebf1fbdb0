"""MT940 statements become bank lines, or a refusal that names the line and the field."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import mt940
from encours.formats.mt940.narrative import narrative_of

SAMPLE = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "mt940.sta").read_bytes()
PAYER = "FR7630006000011234567890189"


def last(content: bytes) -> Any:
    return list(mt940.read(io.BytesIO(content)))[-1]


def rule(content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        list(mt940.read(io.BytesIO(content)))
    return caught.value.rule


def one(movement: str, closing: str = "C260302EUR0,00") -> bytes:
    """A statement that opens at nought and holds this movement."""
    return f":20:A\n:25:12345678/99EUR\n:28C:1\n:60F:C260227EUR0,00\n{movement}\n:62F:{closing}\n-\n".encode()


def test_a_statement_is_read_with_what_its_86_says() -> None:
    piece = last(SAMPLE)
    BankLine.validate(piece.frame)
    german, slashed, bare, returned = piece.frame.to_dicts()
    assert (german["amount_cents"], german["counterparty"]) == (120_000, "BOULANGERIE MARTIN ET FILS")
    assert (german["iban"], german["end_to_end_id"]) == (PAYER, "FA-2026-0042")
    assert german["wording"] == "VIREMENT RECU FACTURE NO FA 2026/0042 ET RAPPEL"
    assert (slashed["amount_cents"], slashed["counterparty"]) == (-25_000, "IMPRIMERIE DU CANAL")
    assert (slashed["wording"], slashed["bank_reference"]) == ("LOYER MARS", "B0002")
    assert (bare["amount_cents"], bare["end_to_end_id"]) == (45_050, "RF86F2026000123")
    assert bare["wording"] == "VIREMENT GARAGE LEROY"
    assert (returned["amount_cents"], returned["return_reason"]) == (-10_000, "AM04")
    assert (returned["counterparty"], returned["end_to_end_id"]) == ("ATELIER DUPUIS", "P-77")


def test_the_statement_tells_its_account_and_its_balances() -> None:
    (told,) = last(SAMPLE).facts["statements"]
    assert (told["account"], told["currency"]) == ("FR1420041010050500013M02606", "EUR")
    assert (told["opening_cents"], told["closing_cents"]) == (1_000_000, 1_130_050)
    assert (told["from_on"], told["to_on"]) == (date(2026, 2, 27), date(2026, 3, 2))
    assert told["kind"] == "mt940"


@pytest.mark.parametrize(
    ("movement", "closing", "cents", "booked"),
    [
        (":61:2603020302D8,4N426NONREF", "D260302EUR8,40", -840, date(2026, 3, 2)),
        (":61:260302CN50,00NZ10NONREF", "C260302EUR50,", 5_000, date(2026, 3, 2)),
        (":61:2512310102RD5NTRFX", "C260102EUR5,00", 500, date(2026, 1, 2)),
        (":61:2601010102DF2402,00S   X", "D260302EUR2402,0", -240_200, date(2026, 1, 2)),
        (":61:2602300301DR6,00N024NONREF", "D260302EUR6,00", -600, date(2026, 3, 1)),
        (":61:2603020302CR\n30,00N062NONREF", "C260302EUR30,00", 3_000, date(2026, 3, 2)),
    ],
)
def test_a_movement_is_read_as_banks_write_it(movement: str, closing: str, cents: int, booked: date) -> None:
    (row,) = last(one(movement, closing)).frame.to_dicts()
    assert (row["amount_cents"], row["booked_on"], row["account"]) == (cents, booked, "12345678/99")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (one(":61:2603020302C1,00NTRFX", "C260302EUR2,00"), "broken_bank_balance"),
        (one(":61:2603020302C1,005NTRFX", "C260302EUR1,00"), "amount_decimals"),
        (one(":61:2613020302C1,00NTRFX", "C260302EUR1,00"), "unreadable_day"),
        (one(":61:au comptant"), "unreadable_movement"),
        (one("", "C260302USD0,00"), "mixed_currencies"),
        (one("", "rien"), "unreadable_amount"),
        (one("").replace(b"EUR0", b"DEM0"), "unknown_currency"),
        (one("").replace(b":25:12345678/99EUR\n", b""), "missing_account"),
        (one("").partition(b":62F:")[0], "truncated"),
        (b":20:A\n:25:1\n", "not_a_statement"),
        (b":61:2603020302C1,00NTRFX\n", "missing_opening"),
        (b":20:A\n:86:" + b"x" * 30_000, "field_too_long"),
        (b":20:" + b"x" * 300_000, "line_too_long"),
        (b"\n \n", "empty_file"),
    ],
)
def test_what_cannot_be_trusted_is_refused_whole(content: bytes, expected: str) -> None:
    assert rule(content) == expected


def test_a_movement_that_is_only_expected_is_left_aside_and_said() -> None:
    piece = last(one(":61:2603020302EC1,00NTRFX"))
    assert piece.frame.is_empty()
    assert [notice.rule for notice in piece.notices] == ["pending_entries"]


def test_an_mt942_announces_and_its_sums_are_checked() -> None:
    day = ":20:A\n:25:FR1420041010050500013M02606\n:28C:1\n:34F:EUR0\n:13D:2603021815+0100\n"
    told = f"{day}:61:2603020302C3,00NTRFX\n:90D:0EUR0,00\n:90C:1EUR".encode()
    piece = last(told + b"3,00\n-\n")
    assert piece.facts["statements"][0]["kind"] == "mt942"
    assert [notice.rule for notice in piece.notices] == ["not_a_booking"]
    assert rule(told + b"4,00\n-\n") == "broken_announced_total"


def test_line_ends_change_nothing() -> None:
    for ends in (b"\r\n", b"\r"):
        assert last(SAMPLE.replace(b"\n", ends)).frame.equals(last(SAMPLE).frame)


def test_a_label_names_the_account_and_the_payer() -> None:
    said = narrative_of([f"FACTUUR 12\nREK: {PAYER}/NAAM: PICQER"])
    assert (said.iban, said.counterparty) == (PAYER, "PICQER")


def test_the_ultimate_debtor_is_told_apart() -> None:
    assert narrative_of(["166?00X?20ABWA+FLOTTE LEROY?32GARAGE"]).ultimate == "FLOTTE LEROY"
    assert narrative_of(["/ORDP//NAME/GARAGE/ULTD/FLOTTE LEROY/REMI/X/"]).ultimate == "FLOTTE LEROY"


@pytest.mark.parametrize(
    ("head", "name", "sure"),
    [(SAMPLE[:500], "x", 0.95), (b":60F:C26", "x", 0.6), (b"abc", "x.sta", 0.5), (b"01,2,3", "x.txt", 0.0)],
)
def test_mt940_is_recognised_by_its_tags(head: bytes, name: str, sure: float) -> None:
    assert mt940.sniff(head, name) == sure
