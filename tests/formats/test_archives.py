"""A ZIP of files is opened within limits, and refused with a sentence where it is hostile."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats import archives
from encours.formats.archives import is_archive, members


def packed(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        list(members(content))
    assert caught.value.sentence
    assert caught.value.remedy
    return caught.value.rule


def test_files_come_in_order_without_folders_and_marks() -> None:
    content = packed(
        {"a/": b"", "a/1.xml": b"one", "__MACOSX/a/._1.xml": b"x", ".DS_Store": b"x", "2.csv": b"two"}
    )
    assert is_archive(content)
    assert list(members(content)) == [("a/1.xml", b"one"), ("2.csv", b"two")]


def test_a_workbook_is_no_archive() -> None:
    assert not is_archive(packed({"[Content_Types].xml": b"", "xl/workbook.xml": b""}))
    assert not is_archive(packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}))
    assert not is_archive(b"Compte;Facture\n")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    assert refusal(packed({"1.xml": b"\0" * 4_000_000})) == "archive_bomb"


def test_more_than_is_taken_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_FILES", 2)
    assert refusal(packed({f"{rank}.xml": b"x" for rank in range(3)})) == "archive_bomb"
    monkeypatch.setattr(archives, "MOST_FILES", 9)
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2)
    assert refusal(packed({"1.xml": b"xyz"})) == "archive_bomb"


def test_an_archive_in_an_archive_a_link_and_a_damaged_one_are_refused() -> None:
    assert refusal(packed({"deep.zip": packed({"1.xml": b"x"})})) == "archive_in_archive"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refusal(out.getvalue()) == "archive_link"
    assert refusal(packed({"1.xml": b"x" * 100})[:60]) == "broken_archive"


@given(st.binary(max_size=200), st.integers(0, 400), st.binary(max_size=8))
def test_a_damaged_archive_is_read_or_refused(inside: bytes, where: int, put: bytes) -> None:
    content = packed({"1.xml": inside, "2.xml": b"x"})
    at = where % len(content)
    content = content[:at] + put + content[at + len(put) :]
    assert _outcome(content)


def _outcome(content: bytes) -> bool:
    try:
        return len(list(members(content))) <= len(("1.xml", "2.xml"))
    except UnreadableFileError as error:
        return bool(error.remedy)


def test_nothing_is_written_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert list(members(packed({"../../out.xml": b"x"}))) == [("../../out.xml", b"x")]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("how", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_byte_wrong_in_what_is_compressed_is_refused_however_it_was(how: int) -> None:
    content = packed({"1.csv": b"Compte;Facture\nC1;F1\n" * 20}, how)
    place = content.index(b"1.csv") + len(b"1.csv") + 12
    assert (
        refusal(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]) == "broken_archive"
    )


def test_a_file_without_a_name_is_refused() -> None:
    content = packed({"1.csv": b"x"}).replace(b"1.csv", b"\0.csv")
    assert refusal(content) == "broken_archive"
