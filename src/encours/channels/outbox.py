"""A folder in which a letter appears whole or not at all, once, under its key."""

from __future__ import annotations

import fcntl
import logging
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from encours.channels.letter_forms import checked_key

_log = logging.getLogger("encours.outbox")
RECALLED = "recalled"  # the folder, beside the letters, of those called back before they were posted
_DRAFT = ".draft"


class OtherContentError(Exception):
    """The key already names other bytes: what was kept first is left as it is."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"Un autre contenu porte déjà le nom {path.name} dans la boîte d'envoi ; le premier est gardé."
        )
        self.path = path


def keep(folder: Path, key: str, suffix: str, content: bytes) -> Path:
    """Write the bytes as `key + suffix` in the folder, once; the same bytes again change nothing.

    Durable when it returns: the file is flushed to disk under another name, put in place by a hard link
    (which refuses to overwrite, so two workers cannot both win) and the folder is flushed. Returns the
    path. Raises OtherContentError when the name holds other bytes, OSError when the disk refuses,
    UndeliverableError when the key cannot name a file.
    """
    path = folder / f"{checked_key(key)}{suffix}"
    if path.exists():
        return _same(path, content)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _draft(folder, content) as draft:
        try:
            _put_in_place(draft, path)
        except FileExistsError:
            return _same(path, content)
    _flush_folder(folder)
    return path


def aside(folder: Path, names: Iterable[str]) -> dict[str, bool]:
    """Move these files into the folder `recalled` beside the letters; of each, whether it lies there now.

    False: it is in neither, somebody took it. One that the disk refuses to move is left out, and logged. Durable when
    it returns; asked again, it changes nothing.
    """
    kept = folder / RECALLED
    told: dict[str, bool] = {}
    for name in names:
        try:
            if (folder / name).exists():
                kept.mkdir(exist_ok=True, mode=0o700)
                with suppress(FileNotFoundError):  # another process moved it meanwhile
                    _move(folder / name, kept / name)
            told[name] = (kept / name).exists()
        except OSError:
            _log.exception("%s", name)
    if any(told.values()):
        _flush_folder(kept)
        _flush_folder(folder)
    return told


def _move(path: Path, to: Path) -> None:
    path.replace(to)


def _put_in_place(draft: Path, path: Path) -> None:
    try:
        os.link(draft, path)
    except FileExistsError:
        raise
    except (
        OSError
    ):  # a disk without hard links (some shares): a rename is as whole, only less strict on doubles
        draft.replace(path)


def _same(path: Path, content: bytes) -> Path:
    if path.read_bytes() != content:
        raise OtherContentError(path)
    return path


@contextmanager
def _draft(folder: Path, content: bytes) -> Iterator[Path]:
    """The bytes on disk under a hidden name, locked until the end: `sweep` leaves it alone."""
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".", suffix=_DRAFT)
    draft = Path(name)
    with os.fdopen(descriptor, "wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            yield draft
        finally:
            draft.unlink(missing_ok=True)


def sweep(folder: Path) -> int:
    """Remove drafts left by a worker that was killed; return how many. One being written is locked, and stays.

    One swept in the instant between its making and its lock is a letter that its worker says was refused.
    """
    swept = 0
    for draft in folder.glob(f".*{_DRAFT}"):
        with suppress(FileNotFoundError, BlockingIOError), draft.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            draft.unlink()
            swept += 1
    return swept


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
