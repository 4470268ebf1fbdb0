"""Kept files: each encrypted with a key of its own, so that forgetting the key erases the content."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from encours.records.documents.models import KeptFile

_NONCE_BYTES = 12


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


def laid_down(content: bytes, *, creditor_id: int, name: str, media_type: str, home: Path) -> KeptFile:
    """Encrypt a file on disk and return its row, not yet saved: no lock need be held for it."""
    key, nonce = AESGCM.generate_key(256), os.urandom(_NONCE_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    place = f"{creditor_id}/{sha256[:2]}/{sha256}.{nonce.hex()[:8]}"
    _write(home / "files" / place, nonce + AESGCM(key).encrypt(nonce, content, None))
    return KeptFile(
        creditor_id=creditor_id,
        sha256=sha256,
        size=len(content),
        media_type=media_type,
        name=name[-300:],
        place=place,
        key=key,
    )


def opened(file: KeptFile, *, home: Path) -> bytes:
    """Return the content of a kept file.

    Raises
        FileNotFoundError: the encrypted file is gone.
        UnreadableKeptFileError: it does not open with its key, or its key was erased.
    """
    if file.key is None:
        raise UnreadableKeptFileError(f"{file.name}: erased.")
    sealed = (home / "files" / file.place).read_bytes()
    try:
        return AESGCM(bytes(file.key)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None)
    except InvalidTag as error:
        raise UnreadableKeptFileError(f"{file.name} ({file.place})") from error


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(path.name + ".draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(path)
