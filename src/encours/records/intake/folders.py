"""A watched folder on disk: what lies in it, read without following any link; what is done with is put away in it."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from encours.core.refusals import RuleError, UnreadableFileError

DONE, REFUSED = "done", "refused"
LARGEST: Final = 512 * 1024**2
_MOST: Final = 20_000  # files of one look
_BEING_WRITTEN: Final = (".part", ".partial", ".filepart", ".tmp", ".crdownload", ".swp")
_OPEN: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
_FOLDER: Final = _OPEN | os.O_DIRECTORY


@dataclass(frozen=True, slots=True)
class Lying:
    """A file that lies in the folder, and how to know whether it changed since."""

    name: str
    size: int
    changed_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Folder:
    """An open folder."""

    path: Path
    _own: int

    def lying(self) -> list[Lying]:
        """The plain files in it, by name; links, folders, hidden files and those being written are left out."""
        found = []
        with os.scandir(self._own) as entries:
            for entry in entries:
                if not _is_plain(entry):
                    continue
                with suppress(FileNotFoundError):  # taken away meanwhile
                    told = entry.stat(follow_symlinks=False)
                    found.append(Lying(entry.name, told.st_size, told.st_mtime_ns, told.st_ino))
                if len(found) >= _MOST:
                    break
        return sorted(found, key=lambda one: one.name)

    def read(self, one: Lying) -> bytes | None:
        """The bytes of a file; None where it is no longer as it was seen.

        Raises
            UnreadableFileError: it may not be opened, or is larger than any that is read.
        """
        if one.size > LARGEST:
            raise UnreadableFileError(
                "too_large",
                f"Le fichier dépasse {LARGEST // 1024**2} Mio.",
                "Découpez-le en plusieurs fichiers.",
            )
        try:
            number = os.open(one.name, _OPEN | os.O_NONBLOCK, dir_fd=self._own)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnreadableFileError(
                "not_readable",
                f"Le fichier ne s’ouvre pas ({error.strerror}).",
                "Donnez à Encours le droit de le lire, puis déposez-le de nouveau.",
            ) from error
        with os.fdopen(number, "rb") as file:
            told = os.fstat(number)
            content = file.read(one.size + 1) if stat.S_ISREG(told.st_mode) else b""
            after = os.fstat(number)
        same = (after.st_ino, after.st_size, after.st_mtime_ns) == (one.inode, one.size, one.changed_ns)
        return content if same and len(content) == one.size and stat.S_ISREG(told.st_mode) else None

    def put_away(self, one: Lying, under: str, words: str = "") -> None:
        """Move a file to `done` or `refused`, with a text beside that says why; nothing there is overwritten."""
        with suppress(FileExistsError):
            os.mkdir(under, 0o755, dir_fd=self._own)
        away = os.open(under, _FOLDER, dir_fd=self._own)
        try:
            name = _free(one.name, _names(away))
            if words:
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
                told = os.open(f"{name}.txt", flags, 0o644, dir_fd=away)
                with os.fdopen(told, "w", encoding="utf-8") as file:
                    file.write(words)
            with suppress(FileNotFoundError):  # somebody took it away
                os.rename(one.name, name, src_dir_fd=self._own, dst_dir_fd=away)
        finally:
            os.close(away)


@contextmanager
def open_folder(path: Path) -> Iterator[Folder]:
    """The folder at this place.

    Raises
        RuleError: it is not there, is a link, or may not be read.
    """
    try:
        own = os.open(path, _FOLDER)
    except OSError as error:
        raise RuleError(
            "folder_unreadable", f"Le dossier {path} ne peut pas être lu ({error.strerror})."
        ) from error
    try:
        yield Folder(path, own)
    finally:
        os.close(own)


def _is_plain(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    if name.startswith((".", "~")) or name.endswith(("~", *_BEING_WRITTEN)):
        return False
    return entry.is_file(follow_symlinks=False)


def _names(folder: int) -> set[str]:
    with os.scandir(folder) as entries:
        return {entry.name for entry in entries}


def _free(name: str, taken: set[str]) -> str:
    """The same name, with a rank where it is taken."""
    stem, dot, suffix = name.rpartition(".")
    for rank in range(2, len(taken) + 3):
        if name not in taken and f"{name}.txt" not in taken:
            return name
        name = f"{stem}-{rank}.{suffix}" if dot and stem else f"{suffix}-{rank}"
    return name


_STEADY_NS: Final = 2 * 10**9


class Steadiness:
    """Which files have stopped changing: seen the same for two seconds at least."""

    def __init__(self) -> None:
        self._since: dict[tuple[int, str], tuple[Lying, int]] = {}

    def steady(self, place: int, lying: Sequence[Lying], *, at_ns: int) -> list[Lying]:
        """Those that may be read now; the others are met again at the next look."""
        now = {(place, one.name): one for one in lying}
        for key in [key for key in self._since if key[0] == place and key not in now]:
            del self._since[key]
        for key, one in now.items():
            if key not in self._since or self._since[key][0] != one:
                self._since[key] = (one, at_ns)
        return [one for key, one in now.items() if at_ns - self._since[key][1] >= _STEADY_NS]
