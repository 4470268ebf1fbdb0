"""A double of SQL Server: it speaks TDS 7.4 to a real driver, and answers from an SQLite in memory.

Written from [MS-TDS], Microsoft's published protocol; sections are named where bytes are laid out. It knows PRELOGIN,
LOGIN7, SQL batches and attention, one login, and the types that a ledger is told in. Encryption it says it has not.
"""

from __future__ import annotations

import socketserver
import sqlite3
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from tds_tables import Answer, Tables

_PRELOGIN, _LOGIN7, _BATCH, _ATTENTION, _ANSWER = 0x12, 0x10, 0x01, 0x06, 0x04
_HEAD = struct.Struct(">BBHHBB")  # 2.2.3.1: type, status, length, SPID, packet, window
_LAST, _SIZE = 0x01, 4096
_COLLATION: Final = bytes.fromhex("0904d00034")  # 2.2.5.1.2: Latin1_General
_VERSION: Final = bytes.fromhex("74000004")
_DATABASE_IS, _PACKETS_ARE, _COLLATION_IS = 1, 4, 7
_COUNTED, _FAILED, _ATTENTION_SEEN = 0x10, 0x02, 0x20
_WRONG_LOGIN, _WRONG_QUERY = 18456, 208
_NVARCHAR, _INT, _NUMERIC, _DATE, _DATETIME = 0xE7, 0x26, 0x6C, 0x28, 0x2A
_PRECISION, _SCALE, _LONGEST = 38, 2, 8000
_OFFSETS = 36  # of LOGIN7: where the places of its texts begin (2.2.6.4)


class _Session(socketserver.StreamRequestHandler):
    """One client, from its first packet to its last."""

    server: Server

    def finish(self) -> None:
        self.server.tables.end(keep=False)  # who hangs up undoes what it began
        super().finish()

    def handle(self) -> None:
        while (message := self._read()) is not None:
            kind, said = message
            if kind == _PRELOGIN:
                self._send(_prelogin())
            elif kind == _LOGIN7:
                user, password = _login(said)
                self.server.logins.append(user)
                if (user, password) != self.server.login:
                    self._send(_error(_WRONG_LOGIN, f"Login failed for user '{user}'.") + _done(_FAILED))
                    return
                self._send(_welcome())
            elif kind == _ATTENTION:
                self.server.left = True
                self._send(_done(_ATTENTION_SEEN))
            else:
                assert kind == _BATCH, hex(kind)
                headers = struct.unpack_from("<I", said)[0]  # 2.2.5.3: stream headers come first
                self._send(self.server.answered(said[headers:].decode("utf-16-le")))

    def _read(self) -> tuple[int, bytes] | None:
        said = b""
        while head := self.rfile.read(_HEAD.size):
            kind, status, length, *_rest = _HEAD.unpack(head)
            said += self.rfile.read(length - _HEAD.size)
            if status & _LAST:
                return kind, said
        return None

    def _send(self, content: bytes) -> None:
        room = _SIZE - _HEAD.size
        parts = [content[begin : begin + room] for begin in range(0, len(content), room)]
        for number, part in enumerate(parts, 1):
            status = _LAST if number == len(parts) else 0
            self.wfile.write(_HEAD.pack(_ANSWER, status, len(part) + _HEAD.size, 0, number % 256, 0) + part)


class Server(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port."""

    daemon_threads = True

    def __init__(self, tables: Tables, user: str, password: str) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.tables, self.login = tables, (user, password)
        self.logins: list[str] = []
        self.left = False  # whether an answer was left before its end

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.server_address[1])

    def answered(self, statement: str) -> bytes:
        """The tokens that answer a statement."""
        try:
            answer = self.tables.asked(statement)
        except sqlite3.Error as wrong:
            return _error(_WRONG_QUERY, str(wrong)) + _done(_FAILED)
        return _result(answer) if answer.names else _done(0)


@contextmanager
def sql_server(user: str = "lecteur", password: str = "secret") -> Iterator[Server]:  # noqa: S107 — the double's own
    """A double that listens, with no table yet."""
    tables = Tables()
    with Server(tables, user, password) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()
            tables.close()


def _prelogin() -> bytes:
    """2.2.6.5: its version, no encryption, one result at a time; the place of each option, then their values."""
    values = [(0, bytes.fromhex("0f0007d00000")), (1, b"\x02"), (2, b"\x00"), (3, b""), (4, b"\x00")]
    at, heads, told = 5 * len(values) + 1, b"", b""
    for option, value in values:
        heads += struct.pack(">BHH", option, at + len(told), len(value))
        told += value
    return heads + b"\xff" + told


def _login(said: bytes) -> tuple[str, str]:
    """2.2.6.4: user and password; each byte of the latter has its halves changed over, and is crossed with A5."""
    places = [struct.unpack_from("<HH", said, _OFFSETS + 4 * rank) for rank in (1, 2)]
    user, hidden = (said[begin : begin + 2 * count] for begin, count in places)
    shown = bytes(((one ^ 0xA5) >> 4 | (one ^ 0xA5) << 4) & 0xFF for one in hidden)
    return user.decode("utf-16-le"), shown.decode("utf-16-le")


def _welcome() -> bytes:
    name = _short("Microsoft SQL Server")
    ack = b"\x01" + _VERSION + name + bytes.fromhex("0f0007d0")
    return b"".join(
        [
            _changed(_DATABASE_IS, _short("erp") + _short("master")),
            _changed(_COLLATION_IS, bytes([len(_COLLATION)]) + _COLLATION + b"\x00"),
            b"\xad" + struct.pack("<H", len(ack)) + ack,
            _changed(_PACKETS_ARE, _short(str(_SIZE)) * 2),
            _done(0),
        ]
    )


def _changed(what: int, told: bytes) -> bytes:
    """2.2.7.9 ENVCHANGE."""
    return b"\xe3" + struct.pack("<HB", len(told) + 1, what) + told


def _error(number: int, sentence: str) -> bytes:
    """2.2.7.10 ERROR, of a class that ends the statement."""
    text = struct.pack("<H", len(sentence)) + sentence.encode("utf-16-le")
    told = struct.pack("<IBB", number, 1, 14) + text + _short("DOUBLE") + _short("") + struct.pack("<I", 1)
    return b"\xaa" + struct.pack("<H", len(told)) + told


def _done(status: int, rows: int = 0) -> bytes:
    """2.2.7.6 DONE."""
    return struct.pack("<BHHQ", 0xFD, status, 0xC1, rows)


def _short(text: str) -> bytes:
    """A text after its length in one byte."""
    return bytes([len(text)]) + text.encode("utf-16-le")


def _result(answer: Answer) -> bytes:
    kinds = [_kind([row[at] for row in answer.rows]) for at in range(len(answer.names))]
    heads = [
        struct.pack("<IH", 0, 0x01) + _types(kind) + _short(name)
        for name, kind in zip(answer.names, kinds, strict=True)
    ]
    rows = [
        b"\xd1" + b"".join(_value(kind, value) for kind, value in zip(kinds, row, strict=True))
        for row in answer.rows
    ]
    columns = b"\x81" + struct.pack("<H", len(heads)) + b"".join(heads)  # 2.2.7.4 COLMETADATA
    return columns + b"".join(rows) + _done(_COUNTED, len(rows))


def _kind(values: Sequence[Any]) -> int:
    """The type of a column, by its first value; a text where there is none."""
    first = next((value for value in values if value is not None), "")
    kinds = {int: _INT, Decimal: _NUMERIC, datetime: _DATETIME, date: _DATE, str: _NVARCHAR}
    return kinds[type(first)]


def _types(kind: int) -> bytes:
    """2.2.5.6 TYPE_INFO."""
    return (
        bytes([kind])
        + {
            _NVARCHAR: struct.pack("<H", _LONGEST) + _COLLATION,
            _INT: b"\x08",
            _NUMERIC: bytes([17, _PRECISION, _SCALE]),
            _DATE: b"",
            _DATETIME: b"\x07",
        }[kind]
    )


def _value(kind: int, value: Any) -> bytes:
    """2.2.5.5: a value after its length; of a text the length takes two bytes, all ones where it is null."""
    if kind == _NVARCHAR:
        text = b"" if value is None else str(value).encode("utf-16-le")
        return b"\xff\xff" if value is None else struct.pack("<H", len(text)) + text
    told = b"" if value is None else _packed(kind, value)
    return bytes([len(told)]) + told


def _packed(kind: int, value: Any) -> bytes:
    if kind == _INT:
        return int(value).to_bytes(8, "little", signed=True)
    if kind == _NUMERIC:
        whole = int(Decimal(value).scaleb(_SCALE))
        return bytes([whole >= 0]) + abs(whole).to_bytes(16, "little")
    days = (value.toordinal() - 1).to_bytes(3, "little")
    if kind == _DATE:
        return days
    seconds = value.hour * 3600 + value.minute * 60 + value.second
    return ((seconds * 1_000_000 + value.microsecond) * 10).to_bytes(5, "little") + days
