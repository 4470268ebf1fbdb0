"""Reading a connected system: batch by batch, each with how far it goes; then what is open there is gone over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q

from encours.acts.connect import links
from encours.acts.connect.compare import compare
from encours.acts.import_file.pulled import import_pulled
from encours.acts.import_file.result import Source
from encours.connectors.port import Batch, Stand
from encours.connectors.port import Source as Remote
from encours.core.refusals import RuleError, UnreadableFileError
from encours.formats.pulled import read, written
from encours.records.connectors.models import Connector, Sync
from encours.records.documents.models import Intake
from encours.records.history.writing import Record
from encours.wire.answers import BusyError

LEASE = timedelta(minutes=30)
_AGAIN = timedelta(minutes=5)  # after a failure
_ANEW = 50  # invoices read anew at a time
AUTHOR = "rule:connector@1"


def due_connectors(creditor_id: int, *, at: datetime) -> list[Connector]:
    """The systems to be read now: asked for, or not read since the delay that is announced."""
    rows = Connector.objects.of([creditor_id]).filter(is_on=True).order_by("pk")
    rows = rows.filter(Q(leased_until=None) | Q(leased_until__lt=at))
    rows = rows.filter(Q(wait_until=None) | Q(wait_until__lte=at))
    return [one for one in rows if one.asked_at is not None or _is_due(one, at)]


def _is_due(connector: Connector, at: datetime) -> bool:
    every = timedelta(minutes=connector.every_minutes)
    return connector.tried_at is None or connector.tried_at + every <= at


def sync_connector(
    connector: Connector,
    remote: Remote,
    *,
    clock: Callable[[], datetime],
    home: Path,
    author: str = AUTHOR,
    anew: bool = False,
) -> Sync | None:
    """Read all that changed; None where another worker is reading it. Killed, it goes on from the last batch kept.

    `anew`: everything is read and taken in once more, whatever was known of it.

    What the source refuses is kept on the connector as a sentence, and asked again later.
    """
    at = clock()
    free = Connector.objects.filter(Q(leased_until=None) | Q(leased_until__lt=at), pk=connector.pk)
    if not free.update(leased_until=at + LEASE, tried_at=at, asked_at=None):
        return None
    if anew:
        Connector.objects.filter(pk=connector.pk).update(cursor="")
        links.doubt(connector)
    now = Connector.objects.select_related("creditor").get(pk=connector.pk)
    sync = Sync.objects.create(creditor_id=now.creditor_id, connector=now, begun_at=at)
    reading = _Reading(now, sync, clock, home, author)
    mine = Connector.objects.filter(pk=now.pk)
    try:
        reading.all(remote)
    except (RuleError, UnreadableFileError) as wrong:
        pause = timedelta(seconds=wrong.seconds) if isinstance(wrong, BusyError) else timedelta(0)
        mine.update(error=wrong.sentence, wait_until=clock() + max(_AGAIN, pause), leased_until=None)
        Sync.objects.filter(pk=sync.pk).update(ended_at=clock(), error=wrong.sentence, **reading.told())
    else:
        mine.update(error="", wait_until=None, synced_at=at, leased_until=None)
        Sync.objects.filter(pk=sync.pk).update(ended_at=clock(), **reading.told())
    sync.refresh_from_db()
    return sync


@dataclass
class _Reading:
    """One reading, and what it brought so far."""

    connector: Connector
    sync: Sync
    clock: Callable[[], datetime]
    home: Path
    author: str
    rows: int = 0
    changed: int = 0
    refused: int = 0
    batches: int = 0
    lags: list[int] = field(default_factory=list)
    intakes: list[Intake] = field(default_factory=list)

    def told(self) -> dict[str, Any]:
        lag = max(self.lags) if self.lags else None
        return {"rows": self.rows, "changed": self.changed, "refused": self.refused, "lag_seconds": lag}

    def all(self, remote: Remote) -> None:
        """What changed; then what is open there, where it is not what was last told; then both are compared."""
        first = self.connector.synced_at is None
        for batch in remote.pull(self.connector.cursor):
            self._take(batch, batch.cursor, first=first)
        stands: dict[str, Stand] = {one.id: one for page in remote.census() for one in page}
        known = links.open_here(self.connector)
        moved = [one.id for one in stands.values() if known.get(one.id) != one.open_cents]
        moved += [one for one in known if one not in stands]
        for begin in range(0, len(moved), _ANEW):
            batch = remote.invoices(moved[begin : begin + _ANEW])
            self._take(batch, None, first=first)
            for row in batch.rows.get("invoices", ()):
                stands[str(row["id"])] = _stand(row)
        compare(self.connector, stands.values(), at=self.clock())

    def _take(self, batch: Batch, cursor: str | None, *, first: bool) -> None:
        """Keep one batch and how far it goes, in one transaction; rows that say nothing new write nothing."""
        rows = links.news(self.connector, batch.rows)
        gone = links.gone_rows(self.connector, batch.gone)
        self.rows += len(batch)
        if not rows and not gone:
            if cursor is not None:
                Connector.objects.filter(pk=self.connector.pk).update(cursor=cursor)
            return
        at = self.clock()
        self.batches += 1
        source = f"{self.connector.kind}:{self.connector.pk}"
        content = written(
            {**rows, "gone": gone},
            source=source,
            at=f"{self.sync.begun_at.isoformat()}#{self.sync.pk}.{self.batches}",
        )
        day = at.astimezone(ZoneInfo(self.connector.creditor.time_zone)).date()

        def also(record: Record, _counts: dict[str, Any]) -> None:
            links.remember(record, self.connector, rows)
            links.forget(self.connector, [row["id"] for row in gone], on=day)
            if cursor is not None:
                Connector.objects.filter(pk=self.connector.pk).update(cursor=cursor)
            Connector.objects.filter(pk=self.connector.pk).update(leased_until=at + LEASE)
            Sync.objects.filter(pk=self.sync.pk).update(changed=F("changed") + sum(map(len, rows.values())))

        name = f"{self.connector.name} {at:%Y-%m-%d %H:%M}"
        sha256 = hashlib.sha256(content).hexdigest()
        file = Source("pulled", "pulled", lambda _file: read(BytesIO(content)), content, name, sha256)
        intake = import_pulled(
            self.connector.creditor, file, author=self.author, at=at, on=day, home=self.home, also=also
        )
        self.intakes.append(intake)
        self.changed += sum(map(len, rows.values())) + len(gone)
        self.refused += int(intake.counts["refusals"])
        if not first:
            self.lags += _lags(rows, at)


def _lags(rows: dict[str, list[dict[str, Any]]], at: datetime) -> list[int]:
    """How long ago each row was changed at the source, in whole seconds."""
    told = [str(row.get("changed_at") or "") for each in rows.values() for row in each]
    return [max(0, int((at - datetime.fromisoformat(one)).total_seconds())) for one in told if one]


def _stand(row: dict[str, Any]) -> Stand:
    return Stand(
        str(row["id"]), row["number"], row["amount_cents"], row.get("open_cents") or 0, row["currency"]
    )
