"""What each row of a source last said: the same again is left out, the rest is remembered with the facts it made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from encours.connectors.port import Row
from encours.records.connectors.models import Connector, SourceLink
from encours.records.history.writing import Record

_KINDS = {
    "customers": "customer",
    "invoices": "invoice",
    "payments": "payment",
    "orders": "order",
    "deals": "deal",
    "campaigns": "campaign",
}
_FIELDS = ["account", "number", "digest", "amount_cents", "open_cents", "currency", "told_at", "gone_on"]


def news(connector: Connector, rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    """The rows that do not say what they said last."""
    found: dict[str, list[Row]] = {}
    for table, told in rows.items():
        last = _last(connector, table, [str(row["id"]) for row in told])
        found[table] = [row for row in told if last.get(str(row["id"])) != digest(row)]
    return {table: told for table, told in found.items() if told}


def _last(connector: Connector, table: str, ids: Sequence[str]) -> dict[str, str]:
    links = SourceLink.objects.filter(
        connector=connector, kind=_KINDS[table], source_id__in=ids, gone_on__isnull=True
    )
    return dict(links.values_list("source_id", "digest"))


def digest(row: Row) -> str:
    """A row's own fingerprint; when it was changed is not what it says."""
    told = {name: value for name, value in row.items() if name != "changed_at"}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def remember(record: Record, connector: Connector, rows: Mapping[str, Sequence[Row]]) -> None:
    """Keep what these rows said."""
    links = [
        SourceLink(
            creditor=record.creditor,
            connector=connector,
            kind=_KINDS[table],
            source_id=str(row["id"])[:100],
            account=str(row.get("account") or "")[:60],
            number=str(row.get("number") or row.get("deal") or row.get("campaign") or "")[:100],
            digest=digest(row),
            amount_cents=row.get("amount_cents"),
            open_cents=row.get("open_cents"),
            currency=row.get("currency") or "",
            told_at=record.at,
        )
        for table, told in rows.items()
        for row in {str(one["id"]): one for one in told}.values()
    ]
    SourceLink.objects.bulk_create(
        links,
        update_conflicts=True,
        unique_fields=["connector", "kind", "source_id"],
        update_fields=_FIELDS,
        batch_size=500,
    )


def gone_rows(connector: Connector, ids: Sequence[str]) -> list[Row]:
    """The invoices known here under these ids, as rows of the table of those that are gone."""
    links = SourceLink.objects.filter(
        connector=connector, kind="invoice", source_id__in=list(ids), gone_on__isnull=True
    )
    return [{"id": one.source_id, "account": one.account, "number": one.number} for one in links]


def forget(connector: Connector, ids: Sequence[str], *, on: date) -> None:
    """Mark these ids as gone: told again, they are news."""
    SourceLink.objects.filter(connector=connector, kind="invoice", source_id__in=list(ids)).update(
        gone_on=on, open_cents=0
    )


def open_here(connector: Connector) -> dict[str, Any]:
    """What the source last said is open, by its id."""
    links = SourceLink.objects.filter(connector=connector, kind="invoice", gone_on__isnull=True)
    return dict(links.exclude(open_cents=0).values_list("source_id", "open_cents"))


def doubt(connector: Connector) -> None:
    """Forget what the rows last said: told the same again, they are news."""
    SourceLink.objects.filter(connector=connector).update(digest="")
