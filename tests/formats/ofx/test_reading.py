"""OFX statements, SGML or XML, become bank lines, or a refusal in words."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import ofx

BANK = Path(__file__).resolve().parents[2] / "samples" / "bank"
SGML, XML = (BANK / "ofx1.ofx").read_bytes(), (BANK / "ofx2.ofx").read_bytes()


def last(content: bytes) -> Any:
    return list(ofx.read(io.BytesIO(content)))[-1]


def test_a_statement_in_sgml_is_read() -> None:
    piece = last(SGML)
    BankLine.validate(piece.frame)
    paid, rent, cheque = piece.frame.to_dicts()
    assert (paid["amount_cents"], paid["counterparty"]) == (120_000, "BOULANGERIE MARTIN")
    assert paid["wording"] == "BOULANGERIE MARTIN FACTURE FA-2026-0042 & RAPPEL"
    assert (paid["booked_on"], paid["bank_reference"]) == (date(2026, 3, 2), "AB77")
    assert (rent["amount_cents"], rent["counterparty"]) == (-125_000, None)
    assert rent["wording"] == "VIR LOYER MARS BUREAUX"
    assert (cheque["amount_cents"], cheque["wording"]) == (4_500, "REMISE CHEQUE 4512")


def test_the_account_is_the_iban_that_bank_branch_and_number_make() -> None:
    (told,) = last(SGML).facts["statements"]
    assert (told["account"], told["currency"], told["kind"]) == ("FR1420041010050500013M02606", "EUR", "ofx")
    assert (told["opening_cents"], told["closing_cents"]) == (None, 999_500)
    assert [notice.rule for notice in last(SGML).notices] == ["balance_not_stated"]


def test_a_number_that_only_ranks_a_line_in_its_download_names_nothing() -> None:
    assert last(SGML).frame["bank_reference"].to_list() == ["AB77", "AB78", None]


def test_two_downloads_that_overlap_name_their_common_lines_alike() -> None:
    first = SGML.find(b"<STMTTRN>")
    later = SGML[:first] + SGML[SGML.find(b"<STMTTRN>", first + 1) :].replace(b"id_mvt3", b"id_mvt2")
    assert set(last(later).frame["fingerprint"]) < set(last(SGML).frame["fingerprint"])


def test_a_card_statement_in_xml_keeps_four_figures_of_the_card() -> None:
    piece = last(XML)
    (told,) = piece.facts["statements"]
    assert (told["account"], told["kind"], told["closing_cents"]) == ("CARTE-7890", "ofx-card", None)
    assert piece.frame["wording"].to_list() == ["LIBRAIRIE <DU> QUAI"]
    assert {notice.rule for notice in piece.notices} == {"balance_not_stated", "pending_entries"}


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ((b"<CURDEF>EUR", b"<CURDEF>XYZ"), "unknown_currency"),
        ((b"<ACCTID>0500013M026", b""), "missing_account"),
        ((b"<DTPOSTED>20260303", b""), "missing_booking_day"),
        ((b"<DTPOSTED>20260303", b"<DTPOSTED>20261303"), "unreadable_day"),
        ((b"<TRNAMT>45", b"<TRNAMT>$45"), "unreadable_amount"),
        ((b"<TRNAMT>45", b"<TRNAMT>45.001"), "amount_decimals"),
        ((b"<CHECKNUM>", b"<CURRENCY><CURSYM>USD</CURRENCY><CHECKNUM>"), "mixed_currencies"),
        ((b"</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>", b""), "truncated"),
        ((b"STMTRS>", b"INVSTMTRS>"), "investment_account"),
        ((b"STMTRS>", b"OTHER>"), "not_a_statement"),
        ((b"<OFX>", b'<!DOCTYPE x [<!ENTITY a "b">]><OFX>'), "xml_doctype"),
    ],
)
def test_what_cannot_be_trusted_is_refused_whole(change: tuple[bytes, bytes], rule: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        last(SGML.replace(*change))
    assert caught.value.rule == rule


def test_what_the_bank_answers_instead_of_a_statement_is_said() -> None:
    answer = b"<OFX><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>mot de passe faux</STATUS></OFX>"
    with pytest.raises(UnreadableFileError, match="mot de passe faux"):
        last(answer)


def test_a_file_is_cut_nowhere_that_changes_it() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            return super().read(7 if size and size > 0 else size)

    for content in (SGML, XML):
        *_, piece = ofx.read(Slow(content))
        assert piece.frame.equals(last(content).frame)


def test_ofx_is_recognised_by_its_heading() -> None:
    assert ofx.sniff(SGML, "x") == ofx.sniff(XML, "x") == 0.95
    assert ofx.sniff(b"<Document>", "x.ofx") == 0.0
