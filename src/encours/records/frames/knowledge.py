"""What is known of a day: as it was known then, or as it is known now (DESIGN §2.15).

*As known then* is what the house had recorded when that day was decided (else when it ended), so that it equals
what the day's run reported. Before the house's first import nothing was recorded yet: there, what the files say
was known by then stands for it. *As known now* takes every fact at its own date, corrections applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from django.db import connection

from encours.records.frames.doorway import fetch
from encours.records.parties.models import Creditor

_RUN = 'SELECT MAX(recorded_at) FROM runs_run WHERE creditor_id = %s AND "on" = %s'
_FIRST = "SELECT MIN(at) FROM history_entry WHERE creditor_id = %s AND act LIKE 'import%%'"
_INSTANT = {"at": pl.Datetime("us")}


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A day, and what counts as known of it.

    All (`until` and `by_source` unset), what was recorded by an instant
    (`until`), or what the files say was known by the day (`by_source`). `decided` says that a run decided the day.
    """

    on: date
    until: datetime | None = None
    by_source: bool = False
    decided: bool = False

    @property
    def then(self) -> bool:
        """Whether the day is read as it was known then."""
        return self.until is not None or self.by_source

    def recorded(self, table: str) -> str:
        """The condition on a fact that only bears the instant it was recorded."""
        return "" if self.until is None else f"AND {table}.recorded_at <= {literal(self.until)}"

    def known(self, table: str) -> str:
        """The condition on a fact that also bears the day its source knew it."""
        if self.by_source:
            return f"AND {table}.known_on <= '{self.on.isoformat()}'"
        return self.recorded(table)


def knowledge(creditor: Creditor, *, on: date, known: str) -> Knowledge:
    """What is known of a day, `then` or `now`."""
    if known == "now":
        return Knowledge(on)
    began = _instant(_FIRST, [creditor.pk])
    zone = ZoneInfo(creditor.time_zone)
    if began is not None and on < began.astimezone(zone).date():
        return Knowledge(on, by_source=True)
    decided = _instant(_RUN, [creditor.pk, on])
    if decided is not None:
        return Knowledge(on, decided, decided=True)
    end = datetime.combine(on + timedelta(days=1), time.min, tzinfo=zone) - timedelta(microseconds=1)
    return Knowledge(on, end.astimezone(UTC))


def _instant(sql: str, params: list[object]) -> datetime | None:
    found = fetch(sql, params, _INSTANT)["at"][0]
    return found.replace(tzinfo=UTC) if isinstance(found, datetime) else None


def literal(at: datetime) -> str:
    """An instant as the database compares it with those it stores."""
    text = f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return f"'{text}+00'" if connection.vendor == "postgresql" else f"'{text}'"
