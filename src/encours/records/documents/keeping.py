"""Kept files: each encrypted with a key of its own, so that forgetting the key erases the content."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from encours.records.documents.models import KeptFile

_NONCE_BYTES = 12
_PART = "@"


class UnreadableKeptFileError(Exception):
    """A kept file whose bytes no longer open with its key: it was changed, or its key was."""


def keep(
    content: bytes, *, creditor_id: int, name: str, media_type: str, at: datetime, entry_id: int, home: Path
) -> KeptFile:
    """Keep a file: encrypted on disk first, then its row; a crash between leaves a file nobody names."""
    file = laid_down(content, creditor_id=creditor_id, name=name, media_type=media_type, home=home)
    file.recorded_at, file.entry_id = at, entry_id
    file.save()
    return file


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file to lay down: its bytes, and under what name and kind it is kept."""

    content: bytes
    name: str
    media_type: str


def laid_down(content: bytes, *, creditor_id: int, name: str, media_type: str, home: Path) -> KeptFile:
    """Encrypt a file on disk and return its row, not yet saved: no lock need be held for it."""
    (file,) = laid_together([Parcel(content, name, media_type)], creditor_id=creditor_id, home=home)
    return file


def laid_together(parcels: Sequence[Parcel], *, creditor_id: int, home: Path) -> list[KeptFile]:
    """Encrypt files on disk, in one bundle, and return their rows, not yet saved.

    Each has a key of its own, and is forgotten with it; together they reach the disk in one flush.
    """
    if not parcels:
        return []
    name = os.urandom(16).hex()
    bundle, found, begin = f"{creditor_id}/{name[:2]}/{name}", [], 0
    sealed = []
    for parcel in parcels:
        key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE_BYTES)
        content = AESGCM(key).encrypt(nonce, parcel.content, None)
        sealed += [nonce, content]
        size = _NONCE_BYTES + len(content)
        found.append(
            KeptFile(
                creditor_id=creditor_id,
                sha256=hashlib.sha256(parcel.content).hexdigest(),
                size=len(parcel.content),
                media_type=parcel.media_type,
                name=parcel.name[-300:],
                place=bundle if len(parcels) == 1 else f"{bundle}{_PART}{begin}+{size}",
                key=key,
            )
        )
        begin += size
    _write(home / "files" / bundle, sealed)
    return found


def opened(file: KeptFile, *, home: Path) -> bytes:
    """Return the content of a kept file.

    Raises
        FileNotFoundError: the encrypted file is gone.
        UnreadableKeptFileError: it does not open with its key, or its key was erased.
    """
    if file.key is None:
        raise UnreadableKeptFileError(f"{file.name}: erased.")
    sealed = _read(home / "files", file.place)
    try:
        return AESGCM(bytes(file.key)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except (InvalidTag, ValueError) as error:  # ValueError: cut short
        raise UnreadableKeptFileError(f"{file.name} ({file.place})") from error


def _read(folder: Path, place: str) -> bytes:
    """A whole file, or the part of a bundle that `place` tells: where it begins, and how long it is."""
    path, _, part = place.partition(_PART)
    if not part:
        return (folder / path).read_bytes()
    begin, _, length = part.partition("+")
    with (folder / path).open("rb") as bundle:
        bundle.seek(int(begin))
        return bundle.read(int(length))


def _write(path: Path, parts: Sequence[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".draft")
    with draft.open("wb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)  # without it a power cut may forget the name
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
