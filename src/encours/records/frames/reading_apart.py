"""Reading a big SQLite database by ADBC, in a process of its own; run as a script.

ADBC carries its own copy of SQLite. Two copies in one process undo each other's locks on the file (POSIX
drops all of a process's locks on a file when any of its descriptors closes), and another process then deletes
the log under a writer: what it commits is lost. In another process it is only another reader.

    python reading_apart.py DATABASE

Requests on standard input, one JSON list a line: the query, its parameters. Each answer on standard output:
a line `ok` and an Arrow stream, or a line `error` and its sentence.
"""

from __future__ import annotations

import json
import sys
from typing import Any, BinaryIO
from urllib.parse import quote

_ONE_BATCH = "4000000"  # the driver guesses a column's type from its first batch: one batch, no wrong guess


def main(path: str) -> None:
    """Answer until the input ends, all in one view of the database."""
    import adbc_driver_sqlite.dbapi as sqlite

    answers = sys.stdout.buffer
    with sqlite.connect(f"file:{quote(path)}?mode=ro", autocommit=False) as handle:
        for request in sys.stdin:
            sql, params = json.loads(request)
            _answer(handle, sql, params, answers)
            answers.flush()


def _answer(handle: Any, sql: str, params: list[Any], answers: BinaryIO) -> None:
    import pyarrow as pa

    try:
        with handle.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": _ONE_BATCH})
            cursor.execute(sql, params or None)
            table = cursor.fetch_arrow_table()
    except Exception as error:  # noqa: BLE001 — whatever it is, the other side raises it
        answers.write(f"error {' '.join(str(error).split())}\n".encode())
        return
    answers.write(b"ok\n")
    with pa.ipc.new_stream(answers, table.schema) as stream:
        stream.write_table(table)


if __name__ == "__main__":
    main(sys.argv[1])
