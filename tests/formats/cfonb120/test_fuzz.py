"""Whatever the bytes, the reader gives lines that add up or refuses in words; it never falls over."""

from __future__ import annotations

import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban

from encours.core.refusals import UnreadableFileError
from encours.formats import cfonb120
from encours.formats.cfonb120.accounts import iban_of
from encours.formats.pieces import Piece

SAMPLE = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "cfonb120.txt").read_bytes()
DAMAGE = st.sampled_from([b"\r\n", b"{", b"01", b"04", b"07", b" ", b"\x00"]) | st.binary(max_size=6)


def outcome(content: bytes) -> Piece | UnreadableFileError:
    try:
        return list(cfonb120.read(io.BytesIO(content)))[-1]
    except UnreadableFileError as error:
        return error


@given(
    st.lists(
        st.tuples(st.integers(0, len(SAMPLE)), st.integers(0, 6) | st.integers(100, 400), DAMAGE),
        min_size=1,
        max_size=4,
    ),
    st.booleans(),
)
def test_a_damaged_statement_is_read_whole_or_refused(
    changes: list[tuple[int, int, bytes]], same_length: bool
) -> None:
    content = SAMPLE
    for at, gone, put in changes:
        content = content[:at] + put + content[at + (len(put) if same_length else gone) :]
    piece = outcome(content)
    if isinstance(piece, UnreadableFileError):
        assert piece.rule
        assert piece.remedy
        return
    booked = piece.frame["amount_cents"].sum()
    assert booked == piece.controls.credit_cents - piece.controls.debit_cents
    told = piece.facts["statements"]
    assert booked == sum(each["closing_cents"] - each["opening_cents"] for each in told)


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    for start in (b"", SAMPLE[:122]):
        found = outcome(start + content)
        assert isinstance(found, Piece) or found.sentence


@given(
    st.from_regex("[0-9]{5}", fullmatch=True),
    st.from_regex("[0-9]{5}", fullmatch=True),
    st.from_regex("[0-9A-Z]{11}", fullmatch=True),
)
def test_a_rebuilt_iban_has_both_keys_right(bank: str, branch: str, number: str) -> None:
    rebuilt = iban_of(bank, branch, number)
    assert iban.is_valid(rebuilt)
    assert rebuilt[4:25] == bank + branch + number
