"""One read-only view of a PostgreSQL database by ADBC; several connections share it by its exported snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from functools import lru_cache
from typing import Any

import polars as pl
import pyarrow as pa

from encours.records.frames.ahead import Ahead, Reader
from encours.records.frames.shapes import Kinds, shaped


@lru_cache(maxsize=1)
def _database(uri: str) -> Any:
    """What ADBC knows of a database: it asks for all types and columns there are, which takes longer than a view.

    It holds no connection. The types that we read are PostgreSQL's own, which never change.
    """
    import adbc_driver_postgresql

    return adbc_driver_postgresql.connect(uri)


class _Connected:
    def __init__(self, uri: str) -> None:
        import adbc_driver_manager

        self._statement = adbc_driver_manager.AdbcStatement
        self._handle = adbc_driver_manager.AdbcConnection(_database(uri))
        self._handle.set_autocommit(False)
        self.tell("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        # Readers work side by side: a plan that spreads over more processes takes their cores, and hands a
        # million rows over twice.
        self.tell("SET LOCAL max_parallel_workers_per_gather = 0")

    def tell(self, sql: str) -> None:
        with self._statement(self._handle) as statement:
            statement.set_sql_query(sql)
            statement.execute_update()

    def read(self, sql: str, params: Sequence[Any], kinds: Kinds) -> pl.DataFrame:
        for number in range(1, len(params) + 1):
            sql = sql.replace("%s", f"${number}", 1)
        with self._statement(self._handle) as statement:
            statement.set_sql_query(sql.replace("%%", "%"))
            if params:
                statement.prepare()
                statement.bind(
                    pa.record_batch([[one] for one in params], names=[str(at) for at in range(len(params))])
                )
            stream, _ = statement.execute_query()
            return shaped(pa.RecordBatchReader.from_stream(stream).read_all().columns, kinds)

    def close(self) -> None:
        self._handle.rollback()
        self._handle.close()


@contextmanager
def postgres_view(uri: str) -> Iterator[Ahead]:
    """Open a view of the database; it ends with the block."""
    with closing(Ahead(lambda count: _in_one_view(uri, count))) as view:
        yield view


def _in_one_view(uri: str, count: int) -> Sequence[Reader]:
    with ThreadPoolExecutor(max_workers=count) as opening:
        first, *others = opening.map(_Connected, [uri] * count)
    if not others:
        return [first]
    name = first.read("SELECT pg_export_snapshot()", [], {"name": pl.String}).item()
    for other in others:
        other.tell(f"SET TRANSACTION SNAPSHOT '{name}'")
    return [first, *others]
