"""Keys and passwords of connected systems: encrypted files that their owner alone reads, outside the database."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from encours.core.refusals import RuleError

_NONCE_BYTES = 12


def keep_secrets(home: Path, connector_id: int, told: Mapping[str, str]) -> None:
    """Keep what a connector is told in secret, whole or not at all; what was there before goes."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = nonce + AESGCM(_key(home)).encrypt(nonce, json.dumps(dict(told)).encode(), _name(connector_id))
    path = _place(home, connector_id)
    draft = path.with_suffix(".draft")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(sealed)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def secrets_of(home: Path, connector_id: int) -> dict[str, str]:
    """What was kept; nothing where nothing was.

    Raises
        RuleError: the file does not open with this installation's key.
    """
    path = _place(home, connector_id)
    if not path.exists():
        return {}
    sealed = path.read_bytes()
    try:
        opened = AESGCM(_key(home)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _name(connector_id))
    except (InvalidTag, ValueError) as wrong:
        raise RuleError(
            "secrets_unreadable", "La clé de ce connecteur ne se lit plus : donnez-la de nouveau."
        ) from wrong
    told: dict[str, str] = json.loads(opened)
    return told


def _key(home: Path) -> bytes:
    path = _folder(home) / "connectors.key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    key = AESGCM.generate_key(256)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex())
    return key


def _folder(home: Path) -> Path:
    folder = home / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _place(home: Path, connector_id: int) -> Path:
    return _folder(home) / f"connector-{connector_id}.sealed"


def _name(connector_id: int) -> bytes:
    return f"connector {connector_id}".encode()
