"""The accounts that collect: how recent they are, and whether their statements follow one another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import OuterRef, Subquery

from encours.core.matching.continuity import Break, Span, breaks
from encours.core.matching.statements import ANNOUNCING_KINDS
from encours.desk.visits import Visit
from encours.records.cash.models import BankAccount, BankLine, Statement

_BACK: Final = timedelta(days=400)
_MOST, _SHOWN = 2_000, 3  # statements looked at, breaks shown of one account


@dataclass(frozen=True, slots=True)
class Followed:
    """An account, the last balance that its bank told, and where a statement is missing (the latest first)."""

    account: BankAccount
    last_on: date | None
    since: date | None = None
    balance_cents: int | None = None
    balance_on: date | None = None
    missing: tuple[Break, ...] = ()


def followed(visit: Visit) -> list[Followed]:
    """Every account seen, by number: two queries, however many."""
    newest = BankLine.objects.filter(account=OuterRef("pk")).order_by("-booked_on").values("booked_on")[:1]
    rows = BankAccount.objects.seen(visit.sight).annotate(last=Subquery(newest)).order_by("number", "pk")
    spans: dict[int, list[Span]] = {}
    told = (
        Statement.objects.seen(visit.sight)
        .filter(
            to_on__gte=visit.on - _BACK,
            opening_cents__isnull=False,
            closing_cents__isnull=False,
            from_on__isnull=False,
        )
        .exclude(kind__in=ANNOUNCING_KINDS)
    )
    fields = ("account_id", "from_on", "to_on", "opening_cents", "closing_cents")
    for account_id, *values in told.order_by("-to_on", "-pk").values_list(*fields)[:_MOST]:
        spans.setdefault(account_id, []).append(Span(*values))
    return [_followed(row, spans.get(row.pk, [])) for row in rows]


def _followed(account: BankAccount, spans: list[Span]) -> Followed:
    last_on: date | None = account.last  # type: ignore[attr-defined] # annotated above
    if not spans:
        return Followed(account, last_on)
    newest = max(spans, key=lambda each: (each.to_on, each.from_on))
    return Followed(
        account,
        last_on,
        since=min(each.from_on for each in spans),
        balance_cents=newest.closing_cents,
        balance_on=newest.to_on,
        missing=tuple(reversed(breaks(spans)))[:_SHOWN],
    )
