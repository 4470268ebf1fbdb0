"""How much the house keeps: sizes asked of the database and of the rows of kept files, not of each file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

from encours.desk.visits import Visit
from encours.records.documents.models import KeptFile
from encours.records.measures.models import Cost

_MONTHS = 12
_COSTS = 12


@dataclass(frozen=True, slots=True)
class Base:
    """The database: which one, where, and its bytes, all creditors together."""

    kind: str
    where: str
    size: int


@dataclass(frozen=True, slots=True)
class Kind:
    """Files kept of one kind; `erased` are those whose key was forgotten."""

    media_type: str
    count: int
    size: int
    erased: int


@dataclass(frozen=True, slots=True)
class Month:
    """What one month added."""

    first: date
    count: int
    size: int


def database() -> Base:
    """Ask the database what it weighs."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        path = Path(str(settings["NAME"]))
        parts = [path, path.with_name(path.name + "-wal")]
        return Base("SQLite", path.name, sum(part.stat().st_size for part in parts if part.exists()))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return Base("PostgreSQL", str(settings["HOST"]), int(cursor.fetchone()[0]))


def files(visit: Visit) -> list[Kind]:
    """What is kept of this creditor, the heaviest kind first."""
    kinds = (
        KeptFile.objects.seen(visit.sight)
        .values("media_type")
        .annotate(count=Count("pk"), weight=Sum("size"), erased=Count("pk", filter=Q(key=None)))
        .order_by("-weight", "media_type")
    )
    return [Kind(each["media_type"], each["count"], each["weight"], each["erased"]) for each in kinds]


def months(visit: Visit) -> list[Month]:
    """What each of the last months added, the latest first."""
    by_month = (
        KeptFile.objects.seen(visit.sight)
        .annotate(month=TruncMonth("recorded_at"))
        .values("month")
        .annotate(count=Count("pk"), weight=Sum("size"))
        .order_by("-month")[:_MONTHS]
    )
    return [Month(each["month"].date(), each["count"], each["weight"]) for each in by_month]


def costs(visit: Visit) -> list[Cost]:
    """What keeping costs, as people recorded it."""
    standing = Cost.objects.seen(visit.sight).filter(kind="storage", cancelled_at=None)
    return list(standing.order_by("-from_on", "-pk")[:_COSTS])
