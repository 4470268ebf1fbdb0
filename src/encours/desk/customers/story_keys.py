"""The keys of a timeline, of all its sources in one query: what each takes to ask and to plan is paid once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from encours.records.prepared import Prepared

Key = tuple[date, datetime, str, int]


def newest(lights: Mapping[str, Prepared[[int], Any]], whose: int, zone: ZoneInfo) -> list[Key]:
    """The newest keys of each source, all together newest first.

    `lights` are readings of (day or nothing, instant, key), by the name of their source. What has no day of its own
    is told on the day of its instant in the creditor's `zone`.
    """
    if not lights:
        return []
    parts: list[str] = []
    params: list[Any] = []
    for name, rows in lights.items():
        sql, told = rows.written(whose)
        parts.append(f"SELECT %s AS source, t.* FROM ({sql}) t")  # noqa: S608 — written by Django
        params += [name, *told]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        found = cursor.fetchall()
    return sorted((_key(row, zone) for row in found), reverse=True)


def _key(row: tuple[str, date | str | None, datetime | str, int], zone: ZoneInfo) -> Key:
    """A row as both databases give it: SQLite writes days and instants as text, instants in UTC."""
    name, on, at, pk = row
    instant = at if isinstance(at, datetime) else datetime.fromisoformat(at)
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    day = date.fromisoformat(on) if isinstance(on, str) else on
    return day or instant.astimezone(zone).date(), instant, name, pk
