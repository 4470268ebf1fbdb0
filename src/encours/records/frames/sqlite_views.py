"""One read-only view of an SQLite database, beside the connection that writes.

A small database is read by Python's own SQLite, the library that writes it. A big one is read by ADBC, many times
faster, in a process of its own: two copies of SQLite in one process lose each other's locks, and then commits.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import pyarrow as pa

_BIG = 64 << 20  # bytes of the file: below, starting a process costs more than it saves
_CHILD = Path(__file__).with_name("reading_apart.py")


class View(Protocol):
    """Reads a query's columns, in order; parameters are written `?`."""

    def read(self, sql: str, params: Sequence[Any], names: list[str]) -> Sequence[Any]:
        """Columns of plain values, or of Arrow."""
        ...


class _Near:
    """By Python's own SQLite, on a connection of its own."""

    def __init__(self, handle: sqlite3.Connection) -> None:
        self._handle = handle

    def read(self, sql: str, params: Sequence[Any], names: list[str]) -> Sequence[Any]:
        rows = self._handle.execute(sql, _plain(params)).fetchall()
        return list(zip(*rows, strict=True)) if rows else [[] for _ in names]


class _Apart:
    """By ADBC, in another process."""

    def __init__(self, child: subprocess.Popen[bytes]) -> None:
        self._child = child
        self._asked: deque[bytes] = deque()  # in the order in which answers will come
        self._early: dict[bytes, list[Sequence[Any]]] = defaultdict(list)

    def expect(self, sql: str, params: Sequence[Any]) -> None:
        """Ask now for what will be read later: the other process works meanwhile."""
        request = json.dumps([sql, _plain(params)]).encode() + b"\n"
        if self._child.stdin is None:  # it was started with both ends
            raise sqlite3.OperationalError("The reading process has no ends to talk by.")
        self._child.stdin.write(request)
        self._child.stdin.flush()
        self._asked.append(request)

    def read(self, sql: str, params: Sequence[Any], names: list[str]) -> Sequence[Any]:
        request = json.dumps([sql, _plain(params)]).encode() + b"\n"
        if self._early[request]:
            return self._early[request].pop(0)
        if request not in self._asked:
            self.expect(sql, params)
        while (first := self._asked.popleft()) != request:
            self._early[first].append(self._answer())
        return self._answer()

    def _answer(self) -> Sequence[Any]:
        answers = self._child.stdout
        if answers is None:
            raise sqlite3.OperationalError("The reading process has no ends to talk by.")
        said = answers.readline().decode().strip()
        if said != "ok":
            raise sqlite3.OperationalError(said.removeprefix("error ") or "The reading process died.")
        with pa.ipc.open_stream(answers) as stream:
            return list(stream.read_all().columns)


@contextmanager
def sqlite_view(path: str) -> Iterator[View]:
    """Open a view of the database at `path`; it ends with the block."""
    if Path(path).stat().st_size < _BIG:
        uri = f"file:{quote(path)}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=20)) as handle:
            handle.execute("BEGIN")
            yield _Near(handle)
        return
    ends = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-I", str(_CHILD), path], **ends) as child:  # type: ignore[call-overload]
        try:
            yield _Apart(child)
        finally:
            child.stdin.close()
            child.kill()


def _plain(params: Sequence[Any]) -> list[Any]:
    """Days and instants as the text under which they are stored."""
    return [one if one is None or isinstance(one, int | str) else str(one) for one in params]
