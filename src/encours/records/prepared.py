"""Readings that a page always makes: their SQL is written once, then asked with other values.

Django takes longer to write such a reading than a database to answer it, and a customer's page makes eighty of them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import QuerySet

_Told = ParamSpec("_Told")
_Row = TypeVar("_Row")
_Compiler = Any  # django.db.models.sql.compiler.SQLCompiler, of the database's own kind

# Of a tuple, on SQLite: each length is written apart, the last value told again up to it.
_LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
_MOST_OF = {"sqlite": _LENGTHS[-1], "postgresql": 20_000}
# Values that no row bears: where one is found among the parameters, the value told goes.
_MARKS: dict[type, Callable[[int], Any]] = {
    int: lambda rank: 8_111_111_111_111_111_000 + rank,
    date: lambda rank: date(9000, 1, 1) + timedelta(rank),
    datetime: lambda rank: datetime(9000, 1, 1, tzinfo=UTC) + timedelta(rank),
    str: lambda rank: f"\x02{rank}\x02",
}
_TAKEN = (*_MARKS,)


@dataclass(frozen=True, slots=True)
class _Written:
    """A reading as the database is asked it; `places` says which value goes where, and as what."""

    rows: QuerySet[Any, Any]
    compiler: _Compiler
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]  # position among the parameters, rank of the value

    def with_values(self, told: tuple[Any, ...]) -> tuple[Any, ...]:
        """The parameters with these values."""
        params = list(self.params)
        for position, rank in self.places:
            params[position] = _as(self.params[position], told[rank])
        return tuple(params)


class Prepared(Generic[_Told, _Row]):
    """A reading whose values are whole numbers, days, instants, texts, and tuples of them for `__in`.

    `prepared(build)(key)` is `list(build(key))`. `build` must depend on nothing else than its values, and must never
    leave one of them out.
    """

    every: list[Prepared[Any, Any]] = []

    def __init__(self, build: Callable[_Told, QuerySet[Any, _Row]]) -> None:
        self.build: Callable[..., QuerySet[Any, _Row]] = build
        self._written: dict[tuple[Any, ...], _Written] = {}

    def __call__(self, *told: _Told.args, **_none: _Told.kwargs) -> list[_Row]:
        """The rows, asked now."""
        return list(self.rows(*told))

    def first(self, *told: _Told.args, **_none: _Told.kwargs) -> _Row | None:
        """The first row; the reading says in which order, and to stop there."""
        return next(iter(self.rows(*told)), None)

    def rows(self, *told: Any) -> QuerySet[Any, _Row]:
        """The reading as a queryset that is only to be walked through."""
        most = _MOST_OF[connection.vendor]
        if any(isinstance(value, tuple) and not 0 < len(value) <= most for value in told):
            return self.build(*told)  # none, which Django does not even ask; or more than pages ask
        if not _takes_lists():
            told = tuple(_lengthened(value) if isinstance(value, tuple) else value for value in told)
        written = self._of(told)
        compiler = copy.copy(written.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # each thread has its own
        answer = written.sql, written.with_values(_flat(told))
        compiler.as_sql = lambda *_given, **_named: answer
        rows: QuerySet[Any, _Row] = written.rows.all()
        rows.query.get_compiler = lambda *_given, **_named: compiler  # type: ignore[method-assign]
        return rows

    def written(self, *told: Any) -> tuple[str, list[Any]]:
        """The reading as the database is asked it, and its parameters."""
        written = self._of(told)
        return written.sql, list(written.with_values(_flat(told)))

    def _of(self, told: tuple[Any, ...]) -> _Written:
        lengths = () if _takes_lists() else (len(one) if isinstance(one, tuple) else 0 for one in told)
        kind = connection.vendor, *lengths
        found = self._written.get(kind)
        if found is None:
            found = self._written[kind] = self._write(told)
        return found

    def _write(self, told: tuple[Any, ...]) -> _Written:
        if _takes_lists():
            told = tuple(value[:1] * 2 if isinstance(value, tuple) else value for value in told)
        flat = [one for value in told for one in (value if isinstance(value, tuple) else (value,))]
        marks = [_MARKS[type(value)](rank) for rank, value in enumerate(flat)]
        left = iter(marks)
        rows = self.build(
            *(tuple(next(left) for _ in value) if isinstance(value, tuple) else next(left) for value in told)
        )
        compiler = rows.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        ranks = {form: rank for rank, mark in enumerate(marks) for form in _forms(mark)}
        places = tuple(
            (position, ranks[param])
            for position, param in enumerate(params)
            if isinstance(param, _TAKEN) and type(param) is not bool and param in ranks
        )
        if {rank for _, rank in places} != set(range(len(marks))):
            raise ValueError(
                f"{self.build.__qualname__}: a value of this reading is no parameter of its own."
            )
        written = _Written(rows, compiler, sql, tuple(params), places)
        return _with_lists(written, told) if _takes_lists() else written


def _takes_lists() -> bool:
    """Whether the database takes all the values of a tuple as one parameter: of any length, written once."""
    return connection.vendor == "postgresql"


def _with_lists(written: _Written, told: tuple[Any, ...]) -> _Written:
    """The reading with `= ANY(list)` where it has `IN (one, other)`."""
    places, parts = dict(written.places), written.sql.split("%s")
    ranks, pairs = _ranks(told)
    sql, params, where = [parts[0]], list[Any](), list[tuple[int, int]]()
    position = 0
    while position < len(written.params):
        rank = places.get(position)
        if rank is not None:
            where.append((len(params), ranks[rank]))
        if rank in pairs:
            if not sql[-1].endswith("IN (") or parts[position + 1] != ", ":
                raise ValueError(f"A tuple stands elsewhere than in a list: {written.sql}")
            sql[-1] = sql[-1].removesuffix("IN (") + "= ANY("
            params.append([written.params[position]])
            position += 2
        else:
            params.append(written.params[position])
            position += 1
        sql.append(parts[position])
    return _Written(written.rows, written.compiler, "%s".join(sql), tuple(params), tuple(where))


def _ranks(told: tuple[Any, ...]) -> tuple[list[int], set[int]]:
    """Of each mark, which value it stands for; and the first marks of those that are tuples."""
    ranks, pairs = list[int](), set[int]()
    for number, value in enumerate(told):
        if isinstance(value, tuple):
            pairs.add(len(ranks))
            ranks.append(number)
        ranks.append(number)
    return ranks, pairs


def prepared(build: Callable[_Told, QuerySet[Any, _Row]]) -> Prepared[_Told, _Row]:
    """Have a reading written once."""
    made = Prepared(build)
    Prepared.every.append(made)
    return made


def _lengthened(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values up to a length that is written: among equal ones `__in` finds the same rows."""
    length = next(each for each in _LENGTHS if each >= len(values))
    return values + values[-1:] * (length - len(values))


def _flat(told: tuple[Any, ...]) -> tuple[Any, ...]:
    """The values one after the other; those of a tuple together where the database takes lists."""
    if _takes_lists():
        return told
    return tuple(one for value in told for one in (value if isinstance(value, tuple) else (value,)))


def _forms(mark: Any) -> tuple[Any, ...]:
    """How a mark may stand among the parameters."""
    if isinstance(mark, datetime):
        return (connection.ops.adapt_datetimefield_value(mark),)
    return mark, str(mark)


def _as(param: Any, value: Any) -> Any:
    """A value as the database takes it: as it took the one that stood there."""
    if isinstance(param, list):
        return [_as(param[0], one) for one in value]
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return str(value) if isinstance(param, str) else value
    return type(param)(value)
