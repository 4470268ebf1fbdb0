"""Whatever the bytes, a life-cycle message names invoices and their statuses, or is refused in words."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from encours.core.einvoice.lifecycle import Status
from encours.core.refusals import UnreadableFileError
from encours.formats.lifecycle import read
from encours.formats.pieces import Piece
from formats.damage import Changes, changes, damaged
from formats.lifecycle.test_reading import message

WHOLE = message("207")
WORDS = [
    b"<r:Reason>",
    b"</r:ReasonCode>",
    b"&amp;",
    b"&x;",
    b"<!--",
    b"\xff",
    b"0002",
    b"9" * 70,
    b"99999999",
    b"",
]


def faults(content: bytes) -> list[object]:
    """What is wrong with an outcome: a refusal that says too little, a status of no invoice, a count that is false."""
    try:
        (piece,) = read(io.BytesIO(content))
    except UnreadableFileError as error:
        return [name for name in ("rule", "remedy") if not getattr(error, name)]
    return [*_miscounted(piece), *(one for one in piece.facts["statuses"] if not _sound(one))]


def _miscounted(piece: Piece) -> list[object]:
    controls = piece.controls
    told = len(piece.facts["statuses"])
    right = controls is not None and 0 < told == controls.rows_kept <= controls.rows_read
    return [] if right else [controls]


def _sound(told: Status) -> bool:
    named = 0 < len(told.number) <= 60 and 0 < len(told.code) <= 10
    return named and told.words.startswith(told.code) and len(told.seller_siren) in {0, 9}


def test_the_whole_message_has_no_fault() -> None:
    assert faults(WHOLE) == []


@given(made=changes(WORDS))
def test_a_damaged_message_is_read_or_refused(made: Changes) -> None:
    assert faults(damaged(WHOLE, made)) == []


@given(junk=st.binary(max_size=300))
def test_no_bytes_crash_the_reader(junk: bytes) -> None:
    assert faults(junk) == []
