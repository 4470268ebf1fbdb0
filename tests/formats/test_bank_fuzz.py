"""Whatever the bytes, a reader of bank files gives lines that add up or refuses in words; it never falls over."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats.pieces import Piece
from encours.formats.registry import FORMATS
from formats.damage import Changes, damaged

BANK = Path(__file__).resolve().parents[1] / "samples" / "bank"
SAMPLES = {
    "mt940": "mt940.sta",
    "ofx": "ofx2.ofx",
    "qif": "releve.qif",
    "coda": "coda.txt",
    "cfonb240": "cfonb240.txt",
    "bai2": "bai2.txt",
    "banktables": "paypal.csv",
}
DAMAGE = st.sampled_from([b"\r\n", b"\x00", b"-", b",", b"<", b"/", b'"', b"9" * 20, b"\xff"]) | st.binary(
    max_size=6
)
CHANGES = st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 12), DAMAGE), max_size=4)


def outcome(name: str, content: bytes) -> Piece | UnreadableFileError:
    try:
        return list(FORMATS[name].read(io.BytesIO(content)))[-1]
    except UnreadableFileError as error:
        return error


@pytest.mark.parametrize("name", SAMPLES)
@given(changes=CHANGES)
def test_a_damaged_statement_is_read_whole_or_refused(name: str, changes: Changes) -> None:
    content = damaged((BANK / SAMPLES[name]).read_bytes(), changes)
    piece = outcome(name, content)
    if isinstance(piece, UnreadableFileError):
        assert piece.rule
        assert piece.remedy
        return
    assert piece.frame["amount_cents"].sum() == piece.controls.credit_cents - piece.controls.debit_cents
    for rank, told in enumerate(piece.facts["statements"]):
        if told["opening_cents"] is not None and told["closing_cents"] is not None:
            lines = piece.frame.filter(piece.frame["statement"] == rank)
            assert told["closing_cents"] - told["opening_cents"] == lines["amount_cents"].sum()


@pytest.mark.parametrize("name", SAMPLES)
@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(name: str, content: bytes) -> None:
    for start in (b"", (BANK / SAMPLES[name]).read_bytes()[:150]):
        found = outcome(name, start + content)
        assert isinstance(found, Piece) or found.sentence
