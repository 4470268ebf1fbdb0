"""Whatever the bytes: a sentence or figures that add up, never a crash."""

from __future__ import annotations

import io
from collections.abc import Callable

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from encours.core.frames import LedgerLine
from encours.core.refusals import UnreadableFileError
from encours.formats.fec import read, sniff
from encours.formats.pieces import Piece

Fec = Callable[..., io.BytesIO]
BOUNDED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
SPLICES = st.lists(
    st.tuples(
        st.integers(0, 800),
        st.integers(0, 40),
        st.binary(max_size=12)
        | st.sampled_from([b"\t", b"\r", b"\n\n", b'"', b"-", b",", b"\xe9", b"9" * 30]),
    ),
    max_size=4,
)


def told(content: bytes, **how: int) -> list[Piece] | UnreadableFileError:
    """The pieces of a file, or its refusal."""
    try:
        return list(read(io.BytesIO(content), **how))
    except UnreadableFileError as refusal:
        return refusal


def adds_up_or_is_refused(content: bytes, **how: int) -> bool:
    """Whatever the bytes: sums that hold, or a refusal that says what is wrong and what to do."""
    answer = told(content, **how)
    if isinstance(answer, UnreadableFileError):
        return bool(answer.rule and answer.sentence and answer.remedy)
    check(answer)
    return True


def check(pieces: list[Piece]) -> None:
    controls = pieces[-1].controls
    assert controls is not None
    assert controls.rows_kept == sum(piece.frame.height for piece in pieces)
    assert controls.rows_read == controls.rows_kept + len(
        {r.line for piece in pieces for r in piece.refusals}
    )
    for side, refused in (
        ("debit_cents", controls.refused_debit_cents),
        ("credit_cents", controls.refused_credit_cents),
    ):
        kept = sum(int(piece.frame[side].sum()) for piece in pieces)
        assert getattr(controls, side) == kept + refused
    for piece in pieces:
        LedgerLine.validate(piece.frame)


@BOUNDED
@example(content=b"\xef\xbb\xbf", size=5)
@given(content=st.binary(max_size=400), size=st.sampled_from([5, 4096]))
def test_random_bytes_are_refused_in_words(content: bytes, size: int) -> None:
    assert 0 <= sniff(content, "x") <= 1
    assert adds_up_or_is_refused(content, block_bytes=size)


@BOUNDED
@given(SPLICES, st.sampled_from(["utf-8", "iso-8859-15"]), st.sampled_from([60, 4096]))
def test_a_damaged_ledger_adds_up_or_is_refused(
    fec: Fec, splices: list[tuple[int, int, bytes]], encoding: str, size: int
) -> None:
    content = fec(encoding=encoding).getvalue()
    for start, length, fresh in splices:
        content = content[:start] + fresh + content[start + length :]
    assert adds_up_or_is_refused(content, block_bytes=size)


@BOUNDED
@given(st.lists(st.lists(st.text(max_size=6), min_size=18, max_size=18), min_size=1, max_size=6))
def test_rows_of_any_text_add_up_or_are_refused(fec: Fec, rows: list[list[str]]) -> None:
    clean = [[cell.replace("\t", " ").replace("\n", " ").replace("\r", " ") for cell in row] for row in rows]
    content = fec(rows=()).getvalue() + "".join("\t".join(row) + "\n" for row in clean).encode(
        "utf-8", "replace"
    )
    assert adds_up_or_is_refused(content)
