"""Whose work is shown: one's own (and that of whom one stands in for), a portfolio's, or all that is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Generic, TypeVar

from django.db.models import F, Q, QuerySet

from encours.desk.visits import Visit
from encours.records.facts import Sight
from encours.records.parties.models import Customer
from encours.records.prepared import Prepared, prepared
from encours.records.work.models import Absence, Assignment, Portfolio

_PORTFOLIO, _OWNER = PATHS = ("assignment__portfolio_id", "assignment__owner_id")
_FEW = 3_000
_MANY = 200  # portfolios
_DIGITS = 18  # of a key: the databases keep no longer one
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Whose:
    """A choice of customers: all that are seen, or those that `path` ties to one of `keys`.

    `few` says how to read the largest.
    """

    code: str
    sight: Sight
    path: str = ""
    keys: tuple[int, ...] = ()
    few: bool = False

    @property
    def all(self) -> bool:
        """Whether it is the whole creditor."""
        return not self.path and self.sight.whole

    def customers(self) -> QuerySet[Customer]:
        """The customers chosen."""
        rows = Customer.objects.seen(self.sight)
        return rows.filter(Q((f"{self.path}__in", self.keys))) if self.path else rows

    def keep(self, rows: QuerySet[Any], path: str = "customer") -> QuerySet[Any]:
        """Those facts that are of these customers."""
        return rows if self.all else rows.filter(**{f"{path}__in": self.customers().values("pk")})

    def largest(self, rows: QuerySet[Any], amount: str, path: str = "customer") -> QuerySet[Any]:
        """The same, the largest amount first.

        Of few customers all their rows are read and sorted; of many, the index by amount is read downwards.
        """
        kept = self.keep(rows, path)
        return kept.order_by((F(amount) + 0).desc()) if self.few else kept.order_by(f"-{amount}")


class Waiting(Generic[_Row]):
    """A reading of what waits, written once for whoever sees the whole creditor, whosesoever work it is.

    `build(whose, *values)` starts from `whose.sight`, and is held to what `Prepared` asks.
    """

    every: ClassVar[list[Waiting[Any]]] = []

    def __init__(self, build: Callable[..., QuerySet[Any, _Row]]) -> None:
        self.build = build
        self._written: dict[tuple[str, bool], Prepared[Any, _Row]] = {}

    def __call__(self, whose: Whose, *values: Any) -> list[_Row]:
        """The rows, asked now."""
        if not whose.sight.whole:
            return list(self.build(whose, *values))
        keys = (whose.keys,) if whose.path else ()
        return self.of(whose.path, few=whose.few)(whose.sight.creditor_id, *keys, *values)

    def of(self, path: str, *, few: bool) -> Prepared[Any, _Row]:
        """The reading as written for this kind of choice: of a creditor, the keys where `path` ties, the values."""
        found = self._written.get((path, few))
        if found is None:
            found = self._written[path, few] = Prepared(self._chosen(path, few=few))
        return found

    def _chosen(self, path: str, *, few: bool) -> Callable[..., QuerySet[Any, _Row]]:
        def rows(creditor_id: int, *values: Any) -> QuerySet[Any, _Row]:
            keys, told = (values[0], values[1:]) if path else ((), values)
            return self.build(Whose("", Sight(creditor_id), path, keys, few), *told)

        return rows


def waiting(build: Callable[..., QuerySet[Any, _Row]]) -> Waiting[_Row]:
    """Have a reading of what waits written once for each kind of choice."""
    made = Waiting(build)
    Waiting.every.append(made)
    return made


def whose(visit: Visit, asked: str, away: Sequence[Absence]) -> Whose:
    """What was asked for: `mine`, `all` or a portfolio's key; without a word, mine where anything is.

    One's own is also what whom one stands in for follows, of those who are `away`.
    """
    people = (visit.person.pk, *stands_in_for(visit, away))
    portfolio = asked.isdecimal() and len(asked) <= _DIGITS
    if asked not in {"mine", "all"} and not portfolio:
        asked = "mine" if _followed.first(visit.creditor.pk, people) else "all"
    if portfolio:
        chosen = Whose(asked, visit.sight, _PORTFOLIO, (int(asked),))
    elif asked == "mine":
        chosen = Whose(asked, visit.sight, _OWNER, people)
    else:
        return Whose(
            asked, visit.sight, few=not visit.sight.whole and not _beyond_few(Whose("", visit.sight))
        )
    return replace(chosen, few=not _beyond_few(chosen))


def stands_in_for(visit: Visit, away: Sequence[Absence]) -> list[int]:
    """The absent colleagues whose work this person does today."""
    return [one.person_id for one in away if one.substitute_id == visit.person.pk]


def absences(visit: Visit) -> list[Absence]:
    """Who is away today, and who stands in."""
    return _away(visit.creditor.pk, visit.on)


@prepared
def _away(creditor_id: int, on: date) -> QuerySet[Absence]:
    rows = Absence.objects.filter(
        creditor=creditor_id, from_on__lte=on, until_on__gte=on, cancelled_at__isnull=True
    )
    return rows.select_related("person", "substitute").order_by("until_on", "pk")[:50]


def portfolios(visit: Visit) -> list[Portfolio]:
    """The portfolios one may choose: those that hold something this person sees."""
    if visit.sight.whole:
        return _portfolios(visit.creditor.pk)
    mine = Assignment.objects.seen(visit.sight).values("portfolio_id")
    return list(_named(visit.creditor.pk).filter(pk__in=mine)[:_MANY])


@prepared
def _portfolios(creditor_id: int) -> QuerySet[Portfolio]:
    return _named(creditor_id)[:_MANY]


def _named(creditor_id: int) -> QuerySet[Portfolio]:
    return Portfolio.objects.filter(creditor=creditor_id, closed_on__isnull=True).order_by("name")


@prepared
def _followed(creditor_id: int, people: tuple[int, ...]) -> QuerySet[Assignment, int]:
    theirs = Assignment.objects.filter(creditor=creditor_id, owner_id__in=people)
    return theirs.values_list("pk", flat=True)[:1]


@waiting
def _beyond_few(whose: Whose) -> QuerySet[Customer, int]:
    """One of the customers that are more than a few."""
    return whose.customers().order_by().values_list("pk", flat=True)[_FEW : _FEW + 1]
