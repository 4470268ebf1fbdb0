"""Reading a big SQLite database by ADBC, in a process of its own; run as a script.

ADBC carries its own copy of SQLite. Two copies in one process undo each other's locks on the file (POSIX
drops all of a process's locks on a file when any of its descriptors closes), and another process then deletes
the log under a writer: what it commits is lost. In another process it is only another reader.

    python reading_apart.py DATABASE DESCRIPTOR

Requests come by the socket of that number, one JSON list a line: the query, its parameters; an empty list begins a
new view. Each is answered by a line: `ok SIZE` with the descriptor of a memory file that holds an Arrow stream of
that size (no descriptor, and size 0, for a view begun), or `error` and its sentence.
"""

# Whoever started this waits for it: only what opens the database is imported before the first request.
from __future__ import annotations

import json
import os
import socket
import sys
import tempfile
from typing import Any
from urllib.parse import quote

# Arrow takes it for missing and does without: no array of it is made here, and it takes longest to import.
sys.modules["numpy"] = None  # type: ignore[assignment]
_ONE_BATCH = "4000000"  # the driver guesses a column's type from its first batch: one batch, no wrong guess
_LOOK = "SELECT COUNT(*) FROM sqlite_schema"  # a view begins with its first reading


def main(path: str, descriptor: int) -> None:
    """Answer until the other end closes, all in one view of the database."""
    import adbc_driver_manager
    import adbc_driver_sqlite

    with (
        socket.socket(fileno=descriptor) as line,
        adbc_driver_sqlite.connect(f"file:{quote(path)}?mode=ro") as database,
        adbc_driver_manager.AdbcConnection(database) as connection,
    ):
        connection.set_autocommit(False)
        for request in line.makefile("rb"):
            _answer(connection, json.loads(request), line)


def _answer(connection: Any, request: list[Any], line: socket.socket) -> None:
    try:
        if not request:
            connection.rollback()
            _look(connection)
            line.sendall(b"ok 0\n")
            return
        descriptor = _in_memory(_rows(connection, *request))
    except Exception as error:  # noqa: BLE001 — whatever it is, the other side raises it
        line.sendall(f"error {' '.join(str(error).split())}\n".encode())
        return
    socket.send_fds(line, [f"ok {os.fstat(descriptor).st_size}\n".encode()], [descriptor])
    os.close(descriptor)


def _look(connection: Any) -> None:
    """Begin the view with a reading that nobody is told of."""
    import adbc_driver_manager

    with adbc_driver_manager.AdbcStatement(connection) as statement:
        statement.set_sql_query(_LOOK)
        statement.execute_update()


def _rows(connection: Any, sql: str, params: list[Any]) -> Any:
    """Every row of a query, as a table of Arrow."""
    import adbc_driver_manager
    import pyarrow as pa

    with adbc_driver_manager.AdbcStatement(connection) as statement:
        statement.set_options(**{"adbc.sqlite.query.batch_rows": _ONE_BATCH})
        statement.set_sql_query(sql)
        statement.prepare()
        if params:
            names = [str(number) for number in range(len(params))]
            statement.bind(pa.record_batch([[one] for one in params], names=names))
        stream, _ = statement.execute_query()
        return pa.RecordBatchReader.from_stream(stream).read_all()


def _in_memory(table: Any) -> int:
    """A memory file that holds the table, where the system has such files, else one without a name."""
    import pyarrow as pa

    if hasattr(os, "memfd_create"):
        descriptor = os.memfd_create("encours")
    else:
        with tempfile.TemporaryFile() as nameless:
            descriptor = os.dup(nameless.fileno())
    with open(descriptor, "wb", closefd=False) as file, pa.ipc.new_stream(file, table.schema) as stream:
        stream.write_table(table)
    return descriptor


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
