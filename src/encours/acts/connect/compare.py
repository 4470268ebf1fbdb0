"""What is open at the source beside what is open here: counts, sums, and every difference with its likely reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from encours.connectors.port import Stand
from encours.records.connectors.models import Comparison, Connector, Intention, SourceLink
from encours.records.merging.reading import accounts
from encours.records.receivables.models import Receivable

_SHOWN = 500
_KEPT = 60  # comparisons of a connector; older ones go
_CHUNK = 500


def compare(connector: Connector, stands: Iterable[Stand], *, at: datetime) -> Comparison:
    """Compare each document open there or here, and keep what was found; nothing is changed by it."""
    there = {one.id: one for one in stands if one.open_cents}
    here = _here(connector, there)
    differences, figures = [], _figures(there, here)
    paid = _told_not_there(connector)
    for key in sorted({*there, *here}):
        difference = _difference(there.get(key), here.get(key), paid)
        if difference is not None:
            differences.append({"id": key, **difference})
    made = Comparison.objects.create(
        creditor_id=connector.creditor_id,
        connector=connector,
        made_at=at,
        figures=figures,
        differences=differences[:_SHOWN],
        differ=len(differences),
    )
    old = Comparison.objects.filter(connector=connector).order_by("-pk").values_list("pk", flat=True)
    Comparison.objects.filter(pk__in=list(old[_KEPT : _KEPT + _CHUNK])).delete()
    return made


def _here(connector: Connector, there: dict[str, Stand]) -> dict[str, dict[str, Any]]:
    """Every document of this source that is open here, or there: by its id there."""
    rows = SourceLink.objects.filter(connector=connector, kind="invoice")
    whose = accounts(connector.creditor_id)
    places: dict[tuple[int, str], str] = {}
    gone = set()
    for source_id, account, number, gone_on in rows.values_list("source_id", "account", "number", "gone_on"):
        if gone_on is not None:
            gone.add(source_id)
        place = whose.get(account, 0), number
        if gone_on is None or place not in places:
            places[place] = source_id
    found: dict[str, dict[str, Any]] = {}
    ours = Receivable.objects.filter(creditor_id=connector.creditor_id)
    _put(found, ours.exclude(open_cents=0), places, gone)
    absent = [one.number for key, one in there.items() if key not in found]
    for begin in range(0, len(absent), _CHUNK):
        _put(found, ours.filter(open_cents=0, number__in=absent[begin : begin + _CHUNK]), places, gone)
    return found


def _put(
    found: dict[str, dict[str, Any]],
    rows: QuerySet[Receivable],
    places: dict[tuple[int, str], str],
    gone: set[str],
) -> None:
    """Add these receivables under their ids at the source; what is gone on both sides is no difference."""
    told = rows.values_list(
        "pk", "customer_id", "number", "amount_cents", "open_cents", "currency", "gone_on"
    )
    for pk, customer, number, amount, left, currency, gone_on in told.iterator(chunk_size=5000):
        key = places.get((customer, number))
        if key is None or (gone_on is not None and key in gone):
            continue
        found[key] = {
            "receivable": pk, "number": number, "amount_cents": amount, "open_cents": left,
            "currency": currency, "gone": gone_on is not None,
        }  # fmt: skip


def _told_not_there(connector: Connector) -> set[int]:
    """Receivables whose payment is still to be written at the source."""
    waiting = Intention.objects.filter(connector=connector, kind="payment").exclude(
        state__in=("done", "dropped")
    )
    return {one for one in waiting.values_list("receivable_id", flat=True) if one is not None}


def _figures(there: dict[str, Stand], here: dict[str, dict[str, Any]]) -> dict[str, Any]:
    sums: dict[str, dict[str, int]] = defaultdict(
        lambda: {"there_count": 0, "there_cents": 0, "here_count": 0, "here_cents": 0}
    )
    for stand in there.values():
        sums[stand.currency]["there_count"] += 1
        sums[stand.currency]["there_cents"] += stand.open_cents
    for one in here.values():
        if one["open_cents"] and not one["gone"]:
            sums[one["currency"]]["here_count"] += 1
            sums[one["currency"]]["here_cents"] += one["open_cents"]
    return dict(sorted(sums.items()))


def _difference(there: Stand | None, here: dict[str, Any] | None, paid: set[int]) -> dict[str, Any] | None:
    """What differs of one document, and why it most likely does; None where nothing does."""
    left = here["open_cents"] if here and not here["gone"] else 0
    told = there.open_cents if there else 0
    same_amount = there is None or here is None or there.amount_cents == here["amount_cents"]
    if left == told and same_amount:
        return None
    if here is None:
        reason = "missing_here"
    elif there is None:
        reason = "payment_to_write" if here["receivable"] in paid else "settled_there"
    elif here["currency"] != there.currency:
        reason = "other_currency"
    elif not same_amount:
        reason = "amount_differs"
    elif here["receivable"] in paid:
        reason = "payment_to_write"
    else:
        reason = "paid_here_not_there" if left < told else "paid_there_not_here"
    return {
        "number": there.number if there else (here or {}).get("number", ""),
        "receivable": here["receivable"] if here else None,
        "there_cents": told,
        "here_cents": left,
        "currency": there.currency if there else (here or {}).get("currency", ""),
        "reason": reason,
    }
