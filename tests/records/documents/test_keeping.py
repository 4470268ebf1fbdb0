"""Kept files: each opens with its own key, alone or in a bundle, and is forgotten with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from encours.records.documents.keeping import Parcel, UnreadableKeptFileError, laid_together, opened

PARCELS = [
    Parcel(b"one", "1.eml", "message/rfc822"),
    Parcel(b"", "2.eml", "message/rfc822"),
    Parcel(b"%PDF" * 1_000, "3.pdf", "application/pdf"),
]


def test_files_laid_together_are_one_file_on_disk_and_open_one_by_one(tmp_path: Path) -> None:
    kept = laid_together(PARCELS, creditor_id=7, home=tmp_path)
    assert [opened(file, home=tmp_path) for file in kept] == [parcel.content for parcel in PARCELS]
    assert [(file.name, file.size) for file in kept] == [("1.eml", 3), ("2.eml", 0), ("3.pdf", 4_000)]
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1
    assert len({bytes(file.key or b"") for file in kept}) == len(PARCELS)


def test_nothing_to_keep_writes_nothing(tmp_path: Path) -> None:
    assert laid_together([], creditor_id=7, home=tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_a_key_forgotten_closes_one_file_of_a_bundle_and_no_other(tmp_path: Path) -> None:
    first, *others = laid_together(PARCELS, creditor_id=7, home=tmp_path)
    first.key = None
    with pytest.raises(UnreadableKeptFileError):
        opened(first, home=tmp_path)
    assert [opened(file, home=tmp_path) for file in others] == [one.content for one in PARCELS[1:]]


@pytest.mark.parametrize(
    "change", [lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]), lambda sealed: sealed[:5]]
)
def test_a_bundle_changed_or_cut_short_is_said(tmp_path: Path, change: object) -> None:
    *_, last = laid_together(PARCELS, creditor_id=7, home=tmp_path)
    (path,) = (path for path in (tmp_path / "files").rglob("*") if path.is_file())
    path.write_bytes(change(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(UnreadableKeptFileError):
        opened(last, home=tmp_path)
