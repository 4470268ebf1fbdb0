"""Files that are foreign, broken or made to harm are refused in words, and none is held whole."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats import camt

SOURCES = Path(__file__).resolve().parents[3] / "src"


def refused(content: bytes) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        list(camt.read(io.BytesIO(content)))
    return caught.value


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>&b;</Id></Stmt>
</BkToCstmrStmt></Document>"""
STRANGER = b"""<?xml version="1.0"?><!DOCTYPE Document SYSTEM "file:///etc/passwd"><Document/>"""


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (b"", "empty_file"),
        (b"hello", "broken_xml"),
        (BOMB, "xml_doctype"),
        (STRANGER, "xml_doctype"),
        (b"<Document><Other/></Document>", "not_a_statement"),
        (b"<a>" * 5000, "broken_xml"),
        (b"PK\x03\x04rest", "archive"),
        (b"<Document><Stmt><Id>1</Id>", "missing_account"),
        (b"<Document><Ntry></Ntry></Document>", "entry_outside_statement"),
    ],
    ids=[
        "empty",
        "no XML",
        "bomb",
        "outside entity",
        "other XML",
        "too deep",
        "archive",
        "no account",
        "lost entry",
    ],
)
def test_hostile_or_foreign_files_are_refused_in_words(content: Any, rule: Any) -> None:
    if rule == "missing_account":
        content += b"</Stmt></Document>"
    error = refused(content)
    assert error.rule == rule
    assert error.sentence
    assert error.remedy


def test_a_truncated_file_is_refused(write: Any, paid: Any) -> None:
    content = paid("2", write.entry("2"))
    assert refused(content[: len(content) // 2]).rule == "broken_xml"


def test_an_entry_of_more_than_a_million_tags_is_refused(write: Any) -> None:
    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            self.head = write.message(write.statement("0", None))[:-40]

        def read(self, size: int = -1) -> bytes:
            head, self.head = self.head, b"<X/>" * 10_000
            return head[:] if size else b""

    with pytest.raises(UnreadableFileError) as caught:
        list(camt.read(Endless()))
    assert caught.value.rule == "element_too_large"


ENDLESS = """
import io, resource, sys
from encours.formats.camt import reading

reading.ROWS_A_PIECE = 500
head, entry, tail = sys.stdin.buffer.read().split(b"<!-- -->")

class Stream(io.RawIOBase):
    def __init__(self, count):
        self.parts = iter([head, *[entry * 100] * (count // 100), tail])

    def read(self, size=-1):
        return next(self.parts, b"")

lines = sum(piece.frame.height for piece in reading.read(Stream(int(sys.argv[1]))))
print(lines, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(write: Any) -> None:
    content = write.message(write.statement("0", None, "<!-- -->", write.entry("1"), "<!-- -->"))

    def peak(count: int) -> int:
        told = subprocess.run(
            [sys.executable, "-c", ENDLESS, str(count)],
            input=content,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONPATH": str(SOURCES)},
        ).stdout.split()
        assert int(told[0]) == count
        return int(told[1])

    # Held whole, twenty thousand entries weigh over 20 MB; their names alone are kept, about 2 MB.
    assert peak(23_000) - peak(3_000) < 10_000
