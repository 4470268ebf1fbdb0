"""One read-only view of an SQLite database, beside the connection that writes.

A small database is read by Python's own SQLite, the library that writes it. A big one is read by ADBC, many times
faster, in processes of their own: two copies of SQLite in one process lose each other's locks, and then commits.
"""

from __future__ import annotations

import json
import mmap
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl
import pyarrow as pa

from encours.records.frames.ahead import Ahead, Reader
from encours.records.frames.shapes import Kinds, shaped

_BIG = 64 << 20  # bytes of the file: below, starting a process costs more than it saves
_CHILD = Path(__file__).with_name("reading_apart.py")
_TRIES = 5
_DIED = "The reading process died."
_POPULATED = getattr(mmap, "MAP_POPULATE", 0)


class _Near:
    """By Python's own SQLite, on a connection of its own."""

    def __init__(self, handle: sqlite3.Connection) -> None:
        self._handle = handle

    def read(self, sql: str, params: Sequence[Any], kinds: Kinds) -> pl.DataFrame:
        rows = self._handle.execute(_marked(sql), _plain(params)).fetchall()
        return shaped(list(zip(*rows, strict=True)) if rows else [[] for _ in kinds], kinds)


class _Apart:
    """By ADBC, in another process."""

    def __init__(self, path: str) -> None:
        self._line, theirs = socket.socketpair()
        number = theirs.fileno()
        command = [sys.executable, "-I", str(_CHILD), path, str(number)]
        with theirs:
            self._child = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[number])

    def ask(self, *request: Any) -> None:
        """Send a query and its parameters; nothing to begin a new view."""
        try:
            self._line.sendall(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise sqlite3.OperationalError(_DIED) from error

    def answer(self) -> Sequence[Any]:
        """Wait for the columns of what was asked."""
        said, descriptors = b"", list[int]()
        while not said.endswith(b"\n"):
            try:
                part, received, _, _ = socket.recv_fds(self._line, 1 << 16, 1)
            except OSError as error:
                raise sqlite3.OperationalError(_DIED) from error
            said, descriptors = said + part, descriptors + received
            if not part:
                raise sqlite3.OperationalError(_DIED)
        word, _, told = said.decode().strip().partition(" ")
        if word != "ok":
            raise sqlite3.OperationalError(told)
        return _mapped(descriptors[0], int(told)) if descriptors else []

    def read(self, sql: str, params: Sequence[Any], kinds: Kinds) -> pl.DataFrame:
        self.ask(_marked(sql), _plain(params))
        return shaped(self.answer(), kinds)

    def close(self) -> None:
        self._line.close()
        self._child.kill()
        self._child.wait()


@contextmanager
def sqlite_view(path: str) -> Iterator[_Near | Ahead]:
    """Open a view of the database at `path`; it ends with the block."""
    if Path(path).stat().st_size < _BIG:
        with closing(sqlite3.connect(_uri(path), uri=True, isolation_level=None, timeout=20)) as handle:
            handle.execute("BEGIN")
            yield _Near(handle)
        return
    with closing(Ahead(lambda count: _in_one_view(path, count))) as view:
        yield view


def _in_one_view(path: str, count: int) -> Sequence[Reader]:
    """Start reading processes that see the same commits; where commits never cease, one alone."""
    readers = [_Apart(path) for _ in range(count)]
    agreed = 0
    try:
        _begin(readers)  # they have started, so that next time takes no time
        agreed = count if count == 1 or _agree(readers, path) else 1
    finally:
        for reader in readers[agreed:]:
            reader.close()
    return readers[:agreed]


def _agree(readers: Sequence[_Apart], path: str) -> bool:
    """Whether all see the same commits: SQLite itself says that none came while they began."""
    with closing(sqlite3.connect(_uri(path), uri=True, isolation_level=None, timeout=20)) as watch:
        for _ in range(_TRIES):
            before = _version(watch)
            _begin(readers)
            if _version(watch) == before:
                return True
    return False


def _begin(readers: Sequence[_Apart]) -> None:
    for reader in readers:
        reader.ask()
    for reader in readers:
        reader.answer()


def _version(watch: sqlite3.Connection) -> int:
    """Differs between two askings by one connection if and only if another connection committed meanwhile."""
    found: int = watch.execute("PRAGMA data_version").fetchone()[0]
    return found


def _mapped(descriptor: int, size: int) -> Sequence[Any]:
    """The columns of an Arrow stream in a memory file, read where they lie."""
    try:
        memory = mmap.mmap(descriptor, size, flags=mmap.MAP_SHARED | _POPULATED, prot=mmap.PROT_READ)
    finally:
        os.close(descriptor)
    with pa.ipc.open_stream(pa.py_buffer(memory)) as stream:
        return list(stream.read_all().columns)


def _uri(path: str) -> str:
    return f"file:{quote(path)}?mode=ro"


def _marked(sql: str) -> str:
    """Parameters as SQLite marks them."""
    return sql.replace("%s", "?").replace("%%", "%")


def _plain(params: Sequence[Any]) -> list[Any]:
    """Days and instants as the text under which they are stored."""
    return [one if one is None or isinstance(one, int | str) else str(one) for one in params]
