"""CFONB120 statements become bank lines, or a refusal that names record and position."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import cfonb120
from encours.formats.cfonb120.accounts import iban_of
from encours.formats.cfonb120.records import Record

SAMPLE = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "cfonb120.txt").read_bytes()
LINES = SAMPLE.decode("latin-1").splitlines()


def last(content: bytes) -> Any:
    return list(cfonb120.read(io.BytesIO(content)))[-1]


def refused(content: bytes) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        list(cfonb120.read(io.BytesIO(content)))
    return caught.value


def joined(lines: list[str]) -> bytes:
    return "\n".join(lines).encode("latin-1")


def put(line: str, position: int, text: str) -> str:
    return line[: position - 1] + text + line[position - 1 + len(text) :]


def test_a_statement_is_read_with_its_complements() -> None:
    piece = last(SAMPLE)
    BankLine.validate(piece.frame)
    first, sent, structured, unpaid = piece.frame.to_dicts()
    assert first["amount_cents"] == 120000
    assert first["counterparty"] == "BOULANGERIE MARTIN"
    assert first["end_to_end_id"] == "FA-2026-0042"
    assert first["wording"] == "VIR SEPA BOULANGERIE MARTIN FACTURE FA 2026/0042 SUPP"
    assert first["bank_reference"] == "B0001"
    assert (sent["counterparty"], sent["end_to_end_id"]) == ("IMPRIMERIE DU CANAL", None)
    assert (structured["reference"], structured["ultimate"]) == ("RF86F2026000123", "FLOTTE LEROY")
    assert (unpaid["return_reason"], unpaid["counterparty"]) == ("AM", "ATELIER DUPUIS")


def test_the_statement_tells_its_account_as_an_iban_and_its_balances() -> None:
    (told,) = last(SAMPLE).facts["statements"]
    assert told["account"] == "FR1420041010050500013M02606"
    assert (told["opening_cents"], told["closing_cents"], told["kind"]) == (100000, 230050, "cfonb120")


def test_charges_are_kept_apart_from_the_wording_and_unknown_qualifiers_inside_it() -> None:
    piece = last(SAMPLE)
    assert piece.facts["complements"] == [{"position": 3, "qualifier": "FEE", "data": "EUR200000000000150"}]
    assert "ZZZ texte libre 42" in piece.frame["wording"][2]


@pytest.mark.parametrize("ends", ["\r\n", "\n", "\r", "", "\n\n"])
def test_line_ends_change_nothing(ends: Any) -> None:
    assert last(ends.join(LINES).encode("latin-1")).frame.equals(last(SAMPLE).frame)


def test_a_statement_recoded_in_utf8_is_still_cut_at_the_right_place() -> None:
    lines = [line.replace("BOULANGERIE", "BOULANGÈRIÉ") for line in LINES]
    assert last("\n".join(lines).encode()).frame["counterparty"][0] == "BOULANGÈRIÉ MARTIN"
    assert last("\n".join(lines).encode("latin-1")).frame["counterparty"][0] == "BOULANGÈRIÉ MARTIN"


@pytest.mark.parametrize(
    ("text", "decimals", "cents"),
    [
        ("0000000000123{", "2", 1230),
        ("0000000000123}", "2", -1230),
        ("0000000000123I", "2", 1239),
        ("0000000000123R", "2", -1239),
        ("          123A", "2", 1231),
        ("0000000000012A", " ", 121),
        ("0000000000012A", "0", 12100),
        ("0000000000012{", "3", 12),
    ],
)
def test_the_last_character_bears_digit_and_sign(text: Any, decimals: Any, cents: Any) -> None:
    assert Record(1, put(put(LINES[0], 91, text), 20, decimals)).cents() == cents


@pytest.mark.parametrize(
    ("position", "text", "rule"),
    [
        (91, "0000000012000Z", "unreadable_amount"),
        (91, "00000 0012000{", "unreadable_amount"),
        (35, "310226", "unreadable_day"),
        (35, "      ", "missing_booking_day"),
        (17, "ZZZ", "unknown_currency"),
        (17, "USD", "mixed_accounts"),
        (22, "99999999999", "mixed_accounts"),
        (1, "09", "unknown_record"),
        (1, "07", "broken_bank_balance"),
        (20, "3", "amount_decimals"),
        (20, "9", "amount_decimals"),
    ],
)
def test_a_wrong_movement_refuses_the_file_and_says_where(position: Any, text: Any, rule: Any) -> None:
    changed = put(LINES[1], position, text)
    if text == "3":
        changed = put(changed, 91, "0000000012000A")
    error = refused(joined([LINES[0], changed, *LINES[2:]]))
    assert error.rule == rule
    assert error.line == 2


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        (LINES[:-1], "truncated"),
        ([LINES[0], LINES[2], LINES[-1]], "orphan_complement"),
        ([LINES[0], *LINES], "missing_closing"),
        ([*LINES, LINES[1]], "missing_opening"),
        ([LINES[0], LINES[-1]], "broken_bank_balance"),
        (LINES[1:], "not_cfonb120"),
        ([LINES[0][:110], *LINES[1:]], "wrong_record_length"),
        ([], "empty_file"),
        (["3100000120181220E    300661077100020030401" + " " * 80], "cfonb240"),
    ],
)
def test_a_file_in_disorder_is_refused(lines: Any, rule: Any) -> None:
    assert refused(joined(lines)).rule == rule


@pytest.mark.parametrize("cut", [1, 30, 60, 119])
def test_a_truncated_file_without_line_ends_is_refused_with_its_record(cut: Any) -> None:
    error = refused("".join(LINES).encode("latin-1")[:-cut])
    assert error.rule == "wrong_record_length"
    assert error.line == len(LINES)


def test_control_characters_are_read_as_spaces() -> None:
    changed = [LINES[0], put(LINES[1], 60, "\x00\x07"), *LINES[2:]]
    assert last(joined(changed)).frame["wording"][0].startswith("VIR SEPA BO ANGERIE")


def test_the_balance_names_both_sums() -> None:
    sentence = refused(joined([LINES[0], LINES[-1]])).sentence
    assert "000,00 EUR" in sentence
    assert "300,50 EUR" in sentence


def test_a_blank_currency_is_the_euro() -> None:
    lines = [put(line, 17, "   ") for line in LINES]
    assert last(joined(lines)).frame["currency"].to_list() == ["EUR"] * 4


def test_an_iban_is_rebuilt_with_its_key_letters_included() -> None:
    assert iban_of("20041", "01005", "0500013M026") == "FR1420041010050500013M02606"
    assert iban_of("30006", "00001", "12345678901") == "FR7630006000011234567890189"
    assert iban_of("", "", "12") == "12"


def test_two_files_that_overlap_name_their_common_lines_alike() -> None:
    again = [LINES[0], *LINES[1:5], *LINES[1:5], *LINES[5:-1], put(LINES[-1], 91, "0000000035005{")]
    names = [last(joined(lines)).frame["fingerprint"].to_list() for lines in (LINES, again)]
    assert len(set(names[1])) == 5
    assert set(names[0]) < set(names[1])


@pytest.mark.parametrize(
    ("head", "sure"), [(SAMPLE[:400], True), (b"JournalCode\tJournalLib", False), (b"", False)]
)
def test_cfonb120_is_recognised_by_its_first_record(head: Any, sure: Any) -> None:
    assert (cfonb120.sniff(head, "releve.txt") > 0.9) is sure
