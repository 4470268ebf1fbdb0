"""Whatever the bytes, an electronic invoice is read with sums that tie, or refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from einvoices import Sold, Told, cii, pdf, ubl
from encours.core.einvoice.documents import Document
from encours.core.einvoice.tying import first_broken
from encours.core.refusals import UnreadableFileError
from encours.formats.einvoice.reading import read_document
from formats.damage import Changes, changes, damaged

TOLD = Told(lines=(Sold(), Sold("Écrou", "3", "6.5", "19.50")), allowance="9.50", prepaid="30.00")
WORDS = [
    b"</ram:ID>",
    b"<cbc:ID>",
    b"&amp;",
    b"&x;",
    b"<!--",
    b"\xff",
    b"-",
    b"381",
    b"9" * 40,
    b"1e9",
    b"NaN",
    b"",
]
CHANGES = changes(WORDS)


def outcome(content: bytes) -> Document | UnreadableFileError:
    try:
        return read_document(content)
    except UnreadableFileError as error:
        return error


def faults(found: Document | UnreadableFileError) -> list[object]:
    """What is wrong with an outcome: a refusal that says too little, a document whose sums do not tie."""
    if isinstance(found, UnreadableFileError):
        return [one for one in ("rule", "remedy") if not getattr(found, one)]
    totals = found.totals
    broken = first_broken(found)
    ties = totals.net_cents is not None and totals.total_cents == totals.net_cents + (totals.tax_cents or 0)
    return [*([broken] if broken else []), *([] if ties else [totals])]


@pytest.mark.parametrize("content", [cii(TOLD), ubl(TOLD)], ids=["cii", "ubl"])
@given(made=CHANGES)
def test_a_damaged_xml_is_read_whole_or_refused(content: bytes, made: Changes) -> None:
    assert faults(outcome(damaged(content, made))) == []


PDF = pdf(cii(TOLD))


@settings(max_examples=60)
@given(made=CHANGES)
def test_a_damaged_pdf_is_read_whole_or_refused(made: Changes) -> None:
    assert faults(outcome(damaged(PDF, made))) == []


@given(
    st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=5),
    st.integers(0, 10**6),
    st.sampled_from(["lines", "net", "tax", "total", "payable"]),
    st.integers(-3, 3),
)
def test_one_cent_off_anywhere_is_found(nets: list[int], allowance: int, which: str, off: int) -> None:
    told = Told(lines=tuple(Sold(net=_text(net)) for net in nets), allowance=_text(allowance))
    wrong = Told(
        lines=told.lines, allowance=told.allowance, sums={which: str(told._sums()[which] + _cents(off))}
    )
    if off == 0:
        assert read_document(cii(wrong)).number == told.number
        return
    with pytest.raises(UnreadableFileError, match="ne tombe pas juste"):
        read_document(cii(wrong))


def _text(cents: int) -> str:
    return str(_cents(cents))


def _cents(cents: int) -> object:
    from decimal import Decimal

    return Decimal(cents).scaleb(-2)
