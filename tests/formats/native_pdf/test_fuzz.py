"""Whatever a PDF draws, it is read or refused with a sentence; sums told as tied do tie."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from encours.core.extraction import read_invoice
from encours.core.extraction.reading import Extraction
from encours.core.extraction.words import Word
from encours.core.refusals import UnreadableFileError
from encours.formats.native_pdf import words_of_pdf
from paper import a_pdf

_SAID = st.sampled_from(
    ["Facture n°", "F-1", "Total HT", "TVA 20 %", "Net à payer", "100,00", "1 200,00 €", "-20,00", "03/03/2026",
     "Date", "Échéance", "30 jours", "FR44732829320", "FR76 3000 6000 0112 3456 7890 189", "732 829 320", "€", "Avoir"]
)  # fmt: skip
_PLACES = st.floats(-1e6, 1e6, allow_nan=False)
_WORDS = st.lists(
    st.builds(
        Word,
        st.integers(1, 3),
        _PLACES,
        _PLACES | st.sampled_from([700.0, 688.0]),
        _SAID | st.text(max_size=60),
    ),
    max_size=60,
)


def _holds_together(read: Extraction) -> bool:
    """What is told as tied ties, and nothing is surer than sure."""
    net, tax, total = (
        (read.fields[f"{name}_cents"].value for name in ("net", "tax", "total")) if read.tied else (0,) * 3
    )
    return net + tax == total and all(0 <= one.confidence <= 100 for one in read.fields.values())


@given(_WORDS)
def test_any_words_are_read_and_what_is_tied_ties(words: list[Word]) -> None:
    assert _holds_together(read_invoice(words))


def _outcome(content: bytes) -> list[Word] | UnreadableFileError:
    try:
        return list(words_of_pdf(content))
    except UnreadableFileError as refusal:
        return refusal


@given(st.integers(0, 600), st.binary(max_size=40))
def test_a_damaged_pdf_is_read_or_refused(at: int, junk: bytes) -> None:
    whole = a_pdf("Facture F-9 du 02/03/2026 Total TTC 120,00 EUR")
    found = _outcome(whole[:at] + junk + whole[at + len(junk) :])
    if isinstance(found, UnreadableFileError):
        assert found.rule
        assert found.remedy
        return
    assert all(word.page >= 1 for word in found)
    assert _holds_together(read_invoice(found))
