"""The words of a PDF and their places; what draws without end, has no text or is locked is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats.labelled_documents import labelled_in
from encours.formats.native_pdf import read_printed, reading, words_of_pdf
from paper import a_pdf

SAMPLES = Path(__file__).parents[4] / "shared" / "samples"


def test_words_come_with_their_place() -> None:
    (word,) = words_of_pdf(a_pdf("Facture F-1"))
    assert (word.page, word.x, word.y, word.text) == (1, 72.0, 720.0, "Facture F-1")


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (a_pdf(""), "pdf_without_text"),
        (b"%PDF-1.7 rien", "broken_pdf"),
        (a_pdf("Bonjour"), "pdf_without_invoice"),
    ],
)
def test_what_is_no_invoice_is_refused_with_a_sentence(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as refused:
        read_printed(content)
    assert refused.value.rule == rule
    assert refused.value.remedy


def test_a_pdf_that_draws_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_DRAWN", 3)
    with pytest.raises(UnreadableFileError) as refused:
        words_of_pdf(a_pdf("Facture F-1"))
    assert refused.value.rule == "broken_pdf"


@pytest.mark.skipif(not SAMPLES.exists(), reason="needs ../shared/samples")
def test_every_field_of_french_printed_invoices_is_right() -> None:
    """The PDF of Factur-X bears its truth inside; the reader sees the printed page alone."""
    folder = SAMPLES / "einvoice/corpus_fnfe_pdf/ZUGFeRDv2/correct/FNFE-factur-x-examples"
    found = list(labelled_in(folder))
    assert len(found) == 7
    for one in found:
        read = read_printed(one.path.read_bytes())
        told = {name: read.fields[name].value for name in one.truth if name in read.fields}
        sums = {name for name in one.truth if name.endswith("_cents")}
        assert {**told, **{name: abs(told[name]) for name in sums}} == {
            **one.truth, **{name: abs(one.truth[name]) for name in sums}
        }, one.path.name  # fmt: skip
        assert read.tied
