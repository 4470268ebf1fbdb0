"""The words of a document are looked for within limits, and one that is hostile or odd gives none."""

from __future__ import annotations

import pytest

from encours.formats.words_of_file import LONGEST, words_of_file
from paper import a_letter, a_sheet, a_workbook, packed

LETTER = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "application/vnd.oasis.opendocument.spreadsheet"
ENTITY = '<!DOCTYPE w [<!ENTITY x "maladie">]><w:p xmlns:w="w"><w:t>&x;</w:t></w:p>'


def test_a_word_cut_into_runs_is_whole_and_margins_are_read() -> None:
    assert words_of_file(a_letter("arrêt mal", "adie"), LETTER) == "arrêt maladie"
    assert words_of_file(a_letter("en tête", part="word/header1.xml"), LETTER) == "en tête"


def test_cells_and_names_of_sheets_are_read() -> None:
    assert words_of_file(a_workbook(["Client", "Motif"], ["C1", "grippe"]), WORKBOOK) == (
        "Sheet\nClient Motif\nC1 grippe"
    )
    assert words_of_file(a_sheet("une seule cellule"), SHEET) == "Suivi\nune seule cellule"


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (packed({"word/document.xml": "<a>" + "x" * 40_000_000 + "</a>"}), LETTER),
        (packed({"word/document.xml": ENTITY}), LETTER),
        (packed({"word/document.xml": "<w:p"}), LETTER),
        (a_letter("maladie")[:90], LETTER),
        (a_workbook(["maladie"])[:200], WORKBOOK),
        (packed({"xl/vbaProject.bin": "x"}), WORKBOOK),
        (b"%PDF-1.7 odd", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
    ],
    ids=["bomb", "entity", "broken", "cut letter", "cut workbook", "macros", "odd pdf", "picture"],
)
def test_what_is_hostile_or_odd_gives_no_words(content: bytes, media_type: str) -> None:
    assert words_of_file(content, media_type) == ""


def test_no_more_words_are_kept_than_are_looked_at() -> None:
    assert len(words_of_file(a_letter("x" * (LONGEST + 9)), LETTER)) == LONGEST
    assert len(words_of_file(a_workbook(["x" * 30_000] * 9), WORKBOOK)) == LONGEST
