"""The key that signs roots: an Ed25519 key in a 0600 file outside the database."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


def signing_key(home: Path) -> Ed25519PrivateKey:
    """Return this installation's signing key, made on first use."""
    folder = home / "keys"
    folder.mkdir(exist_ok=True, mode=0o700)
    path = folder / "history.ed25519"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text(encoding="ascii")))
    key = Ed25519PrivateKey.generate()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.private_bytes_raw().hex())
    return key


def public_hex(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """Return the public half, hexadecimal."""
    public = key.public_key() if isinstance(key, Ed25519PrivateKey) else key
    return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()


def key_id(key: Ed25519PrivateKey | Ed25519PublicKey) -> str:
    """Return the short name of a key: the first 16 digits of its public half's SHA-256."""
    return hashlib.sha256(bytes.fromhex(public_hex(key))).hexdigest()[:16]


def signed(key: Ed25519PrivateKey, chain: str) -> str:
    """Sign a chain value (hexadecimal in, hexadecimal out)."""
    return key.sign(bytes.fromhex(chain)).hex()


def is_signed(key: Ed25519PublicKey, chain: str, signature: str) -> bool:
    """Whether a signature is this key's over this chain value."""
    try:
        key.verify(bytes.fromhex(signature), bytes.fromhex(chain))
    except (InvalidSignature, ValueError):
        return False
    return True
