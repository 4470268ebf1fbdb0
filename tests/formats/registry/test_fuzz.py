"""Whatever the bytes and the name, a file is recognised and read, or refused in words; so is an archive of files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats.archives import is_archive, members
from encours.formats.registry import detect
from formats.damage import Changes, changes, damaged

BEGINNINGS = [
    b"JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum\n", b"<?xml version='1.0'?><Document>", b"%PDF-1.7\n",
    b"<Invoice xmlns='urn:oasis:names:specification:ubl:schema:xsd:Invoice-2'>", b"01", b"From: a@b.example\r\n\r\n",
    b"Compte;Facture\nC1;F1\n", b'{"encours":"pulled"}\n', b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe", b"",
]  # fmt: skip
ENDINGS = [
    "a.csv",
    "a.xlsx",
    "a.xml",
    "123456789FEC20261231.txt",
    "a.eml",
    "a.pdf",
    "a.zip",
    "",
    "a/../b",
    "\0",
]
WORDS = [b"\0", b"\xff\xff", b"PK\x01\x02", b"PK\x05\x06", b"..", b"/", b"\x0e\x00", b""]
CHANGES = changes(WORDS)


def packed(how: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        archive.writestr("a/1.csv", b"Compte;Facture\nC1;F1\n" * 20)
        archive.writestr("2.xml", b"<a/>")
    return out.getvalue()


def faults(work: Callable[[], object]) -> list[str]:
    """What is wrong with a refusal, where there is one."""
    try:
        work()
    except UnreadableFileError as error:
        return [] if error.rule and error.sentence and error.remedy else ["refused without a word"]
    return []


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=200), st.sampled_from(ENDINGS) | st.text(max_size=12))
def test_any_file_is_recognised_and_read_or_refused(begun: bytes, rest: bytes, name: str) -> None:
    content = begun + rest
    assert faults(lambda: list(detect(content, name).read(io.BytesIO(content)))) == []


@pytest.mark.parametrize(
    "how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA],
    ids=["stored", "deflated", "bzip2", "lzma"],
)  # fmt: skip
@given(made=CHANGES)
def test_a_damaged_archive_gives_its_files_or_is_refused(how: int, made: Changes) -> None:
    content = damaged(packed(how), made)
    assert faults(lambda: list(members(content)) if is_archive(content) else []) == []
