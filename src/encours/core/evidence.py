"""Evidence, pure: canonical content, salted leaves, the Merkle tree of RFC 6962, digests of rows.

The tree: a leaf's digest is SHA-256(0x00 || salt || content), a node's SHA-256(0x01 || left || right),
and the left subtree of n leaves holds the largest power of two smaller than n (RFC 6962 §2.1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import polars as pl

EMPTY_ROOT = hashlib.sha256(b"").hexdigest()
_FIT = frozenset({str, bool, type(None)})
_LARGEST = 2**53 - 1  # beyond it a JSON reader elsewhere may lose digits (RFC 8785 §3.2.2.3)


def canonical(content: Mapping[str, Any]) -> str:
    """Write content as RFC 8785 canonical JSON; integers only, no fractions.

    With ASCII keys and integers the standard writer gives the same bytes as RFC 8785; a test holds both equal.

    Raises
        TypeError: a value is a float or of a kind JSON does not know.
        ValueError: an integer is too large to survive other readers.
    """
    _check(content)
    return _WRITER.encode(content)


_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _check(value: Any) -> None:
    """Refuse what has no canonical form; the kinds most written are asked first, for a day writes a million."""
    kind = type(value)
    if kind is dict:
        for key in value:
            if not (isinstance(key, str) and key.isascii()):
                raise TypeError(f"A key must be ASCII text, not {key!r}.")
        _check_all(value.values())
    elif kind is list or kind is tuple:
        _check_all(value)
    elif isinstance(value, int):
        if abs(value) > _LARGEST:
            raise ValueError(f"{value} is too large for canonical JSON.")
    elif not (value is None or isinstance(value, str)):
        raise TypeError(f"{value!r} has no canonical form: write days and instants as text.")


def _check_all(values: Iterable[Any]) -> None:
    for value in values:
        if type(value) not in _FIT:
            _check(value)


def leaf_digest(content: str, salt: str) -> str:
    """Return the hexadecimal digest of a leaf; `salt` is hexadecimal."""
    return hashlib.sha256(b"\x00" + bytes.fromhex(salt) + content.encode()).hexdigest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(frontier: Sequence[str], size: int, leaves: Iterable[str]) -> tuple[list[str], int]:
    """Append leaf digests to a tree known by its frontier (its perfect subtrees, largest first).

    Returns the new frontier and size; appending costs two hashes a leaf on average, whatever the size.
    """
    peaks = [bytes.fromhex(digest) for digest in frontier]
    for leaf in leaves:
        peaks.append(bytes.fromhex(leaf))
        size += 1
        carry = size
        while carry % 2 == 0:
            right = peaks.pop()
            peaks[-1] = _node(peaks[-1], right)
            carry //= 2
    return [peak.hex() for peak in peaks], size


def root_of(frontier: Sequence[str]) -> str:
    """Fold a frontier into the root of its tree."""
    if not frontier:
        return EMPTY_ROOT
    peaks = [bytes.fromhex(digest) for digest in frontier]
    folded = peaks.pop()
    while peaks:
        folded = _node(peaks.pop(), folded)
    return folded.hex()


def inclusion_proof(leaves: Sequence[str], index: int) -> list[str]:
    """Return the audit path of leaf `index` (RFC 6962 §2.1.1), nearest sibling first."""
    digests = [bytes.fromhex(leaf) for leaf in leaves]
    return [step.hex() for step in _path(digests, index)]


def _path(leaves: Sequence[bytes], index: int) -> list[bytes]:
    if len(leaves) <= 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*_path(leaves[:split], index), _tree(leaves[split:])]
    return [*_path(leaves[split:], index - split), _tree(leaves[:split])]


def _tree(leaves: Sequence[bytes]) -> bytes:
    frontier, _ = grow([], 0, (leaf.hex() for leaf in leaves))
    return bytes.fromhex(root_of(frontier))


def _split(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def proven_root(leaf: str, index: int, size: int, path: Sequence[str]) -> str | None:
    """Recompute the root from a leaf and its audit path; None when the path does not fit (RFC 9162 §2.1.3.2)."""
    if index >= size:
        return None
    position, last, digest = index, size - 1, bytes.fromhex(leaf)
    for step in path:
        if last == 0:
            return None
        sibling = bytes.fromhex(step)
        if position % 2 or position == last:
            digest = _node(sibling, digest)
            while position % 2 == 0 and position:
                position, last = position // 2, last // 2
        else:
            digest = _node(digest, sibling)
        position, last = position // 2, last // 2
    return digest.hex() if last == 0 else None


def chained(before: str, size: int, root: str, at: datetime) -> str:
    """Chain a root to the one before it: SHA-256 over both, the size and the instant (UTC, ISO 8601)."""
    text = canonical({"at": at.isoformat(), "before": before, "root": root, "size": size})
    return hashlib.sha256(text.encode()).hexdigest()


def rows_digests(rows: pl.DataFrame, columns: Sequence[str], by: Sequence[str]) -> pl.DataFrame:
    """Digest rows, per group of `by`: columns `by`, `rows` (how many) and `digest` (SHA-256, hexadecimal).

    A row is its columns as text, each preceded by its length in bytes so that no two rows read alike;
    rows stand in the order of `id`.
    """
    cells = [_cell(pl.col(name), rows.schema[name]) for name in columns]
    lines = (
        rows.sort("id")
        .with_columns(pl.concat_str(cells).alias("line"))
        .group_by(list(by), maintain_order=True)
        .agg(pl.len().cast(pl.Int64).alias("rows"), pl.col("line").str.join("\n"))
    )
    digests = [hashlib.sha256(text.encode()).hexdigest() for text in lines["line"]]
    return lines.drop("line").with_columns(pl.Series("digest", digests, dtype=pl.String))


def _cell(column: pl.Expr, kind: pl.DataType) -> pl.Expr:
    match kind:
        case pl.Date():
            text = column.dt.strftime("%Y-%m-%d")
        case pl.Boolean():
            text = column.cast(pl.Int8).cast(pl.String)
        case _:
            text = column.cast(pl.String)
    measured = pl.concat_str(text.str.len_bytes().cast(pl.String), pl.lit(":"), text)
    return measured.fill_null("-")


def plain(value: object) -> Any:
    """Make one value fit for canonical content: days and instants become ISO text."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value
