"""Whatever the bytes, the reader gives lines that add up or refuses in words; it never falls over."""

from __future__ import annotations

import io
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats import camt
from encours.formats.pieces import Piece

SAMPLE = (Path(__file__).resolve().parents[2] / "samples" / "bank" / "camt053_v02.xml").read_bytes()
WORDS = [
    b"<Ntry>",
    b"</Ntry>",
    b"<TxDtls>",
    b"</Stmt>",
    b"&amp;",
    b"<!--",
    b"\xff",
    b"DBIT",
    b"-",
    b"9" * 30,
    b"",
]


def outcome(content: bytes) -> Piece | UnreadableFileError:
    try:
        return list(camt.read(io.BytesIO(content)))[-1]
    except UnreadableFileError as error:
        return error


@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SAMPLE)), st.integers(0, 12), st.sampled_from(WORDS) | st.binary(max_size=6)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_damaged_statement_is_read_whole_or_refused(changes: list[tuple[int, int, bytes]]) -> None:
    content = SAMPLE
    for at, gone, put in changes:
        content = content[:at] + put + content[at + gone :]
    piece = outcome(content)
    if isinstance(piece, UnreadableFileError):
        assert piece.rule
        assert piece.remedy
        return
    booked = piece.frame["amount_cents"].sum()
    assert booked == piece.controls.credit_cents - piece.controls.debit_cents
    for told in piece.facts["statements"]:
        if told["opening_cents"] is not None and told["closing_cents"] is not None:
            assert told["closing_cents"] - told["opening_cents"] == booked


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=6), st.integers(-2, 2))
def test_a_batch_adds_up_to_its_entry_whatever_its_details_say(parts: list[int], off: int) -> None:
    total = max(sum(parts) + off, 0)
    amount = f'<Amt Ccy="EUR">{total // 100}.{total % 100:02d}</Amt>'
    details = "".join(
        f'<TxDtls><Amt Ccy="EUR">{part // 100}.{part % 100:02d}</Amt></TxDtls>' for part in parts
    )
    content = (
        f"<Document><BkToCstmrStmt><Stmt><Id>1</Id><Acct><Id><IBAN>X</IBAN></Id></Acct><Ntry>{amount}"
        "<CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2026-01-05</Dt></BookgDt>"
        f"<NtryDtls>{details}</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>"
    )
    *_, piece = camt.read(io.BytesIO(content.encode()))
    assert piece.frame["amount_cents"].sum() == total
    assert piece.frame["fingerprint"].n_unique() == piece.frame.height
