"""Whatever the bytes, a table is looked at and read, or refused in words; nothing is lost between read and refused."""

from __future__ import annotations

import io
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.mapping.plan import check
from encours.core.refusals import RuleError, UnreadableFileError
from encours.formats.registry import detect
from encours.formats.tables.looking import look
from encours.formats.tables.reading import proposed, read_mapped
from formats.damage import Changes, changes, damaged

CSV = (
    "Code;Nom;N°;Date;Échéance;Montant TTC\nC1;Dupont;F1;13/10/2026;12/11/2026;1 234,50 €\n"
    'C2;"Durand\net fils";F2;01/10/2026;31/10/2026;(12,00)\n'
).encode()
WORDS = [
    b'"',
    b";",
    b",",
    b"\t",
    b"\n",
    b"\r",
    b"\0",
    b"\xff\xfe",
    b"=1+1",
    b"9" * 40,
    b"1e999",
    b"NaN",
    b"29/02/2027",
    b"",
]
CHANGES = changes(WORDS)


def workbook() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in (["Compte", "Facture", "Date", "Montant"], ["C1", "F1", "2026-10-13", 12.5]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(out)
    return out.getvalue()


def faults(content: bytes, name: str) -> list[str]:
    """What is wrong with how a table was taken: a refusal that says too little, rows that are lost."""
    with suppress(UnreadableFileError):
        detect(content, name)
    try:
        mapping = proposed(look(content))
        check(mapping)
        pieces = list(read_mapped(content, mapping))
    except (UnreadableFileError, RuleError) as error:
        return [] if error.rule and error.sentence else ["refused without a word"]
    controls = pieces[-1].controls
    kept = sum(piece.frame.height for piece in pieces)
    return [] if controls is not None and controls.rows_kept == kept <= controls.rows_read else ["rows lost"]


@pytest.mark.parametrize(("content", "name"), [(CSV, "a.csv"), (workbook(), "a.xlsx")], ids=["csv", "xlsx"])
@given(made=CHANGES)
def test_a_damaged_table_is_read_or_refused(content: bytes, name: str, made: Changes) -> None:
    assert faults(damaged(content, made), name) == []


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert faults(content, "a.csv") == []
