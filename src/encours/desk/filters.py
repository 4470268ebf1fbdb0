"""One filter over customers and over invoices: its criteria, all combinable, each a condition on stored facts.

The address holds the whole filter, so it can be kept under a name, shared, and acted upon as one set.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

import polars as pl
from django.db.models import Exists, OuterRef, Q, QuerySet

from encours.core.ageing import BUCKETS
from encours.desk.items import running_holds
from encours.desk.visits import Visit
from encours.records.cases.models import Note
from encours.records.cash.models import Payment
from encours.records.companies.models import Registered
from encours.records.credit.models import Exposed
from encours.records.disputes.models import Dispute
from encours.records.fields.reading import answering
from encours.records.frames.keys import all_keys
from encours.records.messages.models import Delivery
from encours.records.parties.models import Contact, CreditLimit, Customer
from encours.records.parties.searching import naming
from encours.records.receivables.due import IN_PARTS, some_in_instalments
from encours.records.receivables.models import Receivable
from encours.records.sales.models import Signal

Values = Mapping[str, Any]
_OPEN = Q(gone_on__isnull=True) & ~Q(open_cents=0)

# Of an item: its column and how it is compared.
_ITEM: Final[Mapping[str, str]] = {
    "min_cents": "open_cents__gte",
    "max_cents": "open_cents__lte",
    "due_from": "due_on__gte",
    "due_to": "due_on__lte",
    "number": "number__icontains",
    "currency": "currency",
    "due_source": "due_source",
    "segment": "standing__segment",
    "step": "standing__step",
    "next_from": "standing__next_on__gte",
    "next_to": "standing__next_on__lte",
}
# Of a customer: the same.
_CUSTOMER: Final[Mapping[str, str]] = {
    "regime": "regime",
    "country": "country__iexact",
    "language": "language",
    "portfolio": "assignment__portfolio_id",
    "group": "grouping__group_id",
}
_FEW = 1_000  # customers whose keys may stand in a condition
_OF_DUE = frozenset({"due_from", "due_to", "late_min", "late_max", "bucket"})
_OF_ITEMS = frozenset({*_ITEM, *_OF_DUE})
# Of fields of the creditor's own: whose, which, and how it is compared.
_OWN = re.compile(r"own_(customer|invoice)_(\d+)_(is|like|from|to)")


def chosen(values: Values) -> dict[str, Any]:
    """The criteria that say something."""
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def of_customers(values: Values) -> bool:
    """Whether the criteria say something, and of customers alone."""
    said = chosen(values)
    return bool(said) and not (_OF_ITEMS & said.keys() or _own(said, "invoice"))


def keys_of(values: Values, visit: Visit) -> pl.Series:
    """The keys of all customers that answer; by exposure alone, from the index that holds both."""
    said = chosen(values)
    if said.keys() <= {"exposure_min", "exposure_max"} and visit.sight.whole:
        return all_keys(_exposed(said, visit), "customer_id")
    return all_keys(customers(Customer.objects.seen(visit.sight), said, visit), "id")


def customers(rows: QuerySet[Customer], values: Values, visit: Visit) -> QuerySet[Customer]:
    """Customers that answer to all criteria; those of items hold together for one open item at least."""
    said = chosen(values)
    for condition in _of_customer(said, visit, path=""):
        rows = rows.filter(condition)
    if _OF_ITEMS & said.keys() or _own(said, "invoice"):
        items = Receivable.objects.filter(_OPEN, _of_any(said, visit), customer=OuterRef("pk"))
        rows = rows.filter(Exists(items))
    return rows


def invoices(
    rows: QuerySet[Receivable], values: Values, visit: Visit, *, due: str = "due_on"
) -> QuerySet[Receivable]:
    """Items that answer to all criteria; those of customers hold for the customer of each.

    `due` is the column that says when an item is due.
    """
    said = chosen(values)
    rows = rows.filter(_of_item(said, visit.on, due=due))
    for condition in _of_customer(said, visit, path="customer__"):
        rows = rows.filter(condition)
    return rows


def _of_any(said: Values, visit: Visit) -> Q:
    """An item due on its own day, or one in instalments by the earliest not paid, where there are any."""
    whole = _of_item(said, visit.on)
    if not (_OF_DUE & said.keys() and some_in_instalments(visit.creditor.pk)):
        return whole
    return Q(whole, instalment_due__isnull=True) | _of_item(said, visit.on, due=IN_PARTS)


def _of_item(said: Values, on: date, *, due: str = "due_on") -> Q:
    found = Q(**{_due_by(lookup, due): said[name] for name, lookup in _ITEM.items() if name in said})
    first, last = _due_between(said, on)
    if first is not None:
        found &= Q(**{f"{due}__gte": first})
    if last is not None:
        found &= Q(**{f"{due}__lte": last})
    for field, asked in _own(said, "invoice").items():
        found &= Q(pk__in=answering(field, asked).values("receivable_id"))
    return found


def _due_by(lookup: str, due: str) -> str:
    return f"{due}__{lookup.partition('__')[2]}" if lookup.startswith("due_on__") else lookup


def _own(said: Values, subject: str) -> dict[int, dict[str, Any]]:
    """What is asked of each field of the creditor's own; the form knows only fields that the person sees."""
    found: dict[int, dict[str, Any]] = {}
    for name, value in said.items():
        told = _OWN.fullmatch(name)
        if told is not None and told[1] == subject:
            found.setdefault(int(told[2]), {})[told[3]] = value
    return found


def _due_between(said: Values, on: date) -> tuple[date | None, date | None]:
    """The due dates that so many days late, or an ageing bucket, mean on a day."""
    least, most = said.get("late_min"), said.get("late_max")
    if "bucket" in said:
        codes = [code for code, _last in BUCKETS]
        at = codes.index(said["bucket"])
        before = BUCKETS[at - 1][1] if at else None
        bucket_least = None if before is None else before + 1
        least = max((one for one in (least, bucket_least) if one is not None), default=None)
        most = min((one for one in (most, BUCKETS[at][1]) if one is not None), default=None)
    return (
        None if most is None else on - timedelta(days=most),
        None if least is None else on - timedelta(days=least),
    )


def _of_customer(said: Values, visit: Visit, *, path: str) -> list[Q]:
    whose = f"{path}pk" if path else "pk"
    found = [Q(**{f"{path}{lookup}": said[name]}) for name, lookup in _CUSTOMER.items() if name in said]
    if "customer" in said:
        found.append(naming(said["customer"], path))
    if said.get("owner") == "none":
        found.append(Q(**{f"{path}assignment__owner__isnull": True}))
    elif "owner" in said:
        found.append(Q(**{f"{path}assignment__owner_id": said["owner"]}))
    if "no_address" in said:
        missing = Q(**{f"{path}address": ""}) | Q(**{f"{path}city": ""})
        found.append(missing if said["no_address"] == "yes" else ~missing)
    found += [_exists(rows, whose, said[name]) for name, rows in _beside(visit).items() if name in said]
    found += _written_of(said, whose)
    if {"limit_min", "limit_max"} & said.keys():
        found.append(Q(**{f"{whose}__in": _limited(said, visit).values("customer_id")}))
    if {"exposure_min", "exposure_max"} & said.keys():
        found.append(_exposed_to(_exposed(said, visit), whose))
    if "signal" in said:
        found.append(_signalled(said["signal"], visit, whose))
    own = _own(said, "customer").items()
    found += [Q(**{f"{whose}__in": answering(field, asked).values("customer_id")}) for field, asked in own]
    if {"section", "staff", "activity"} & said.keys():
        found.append(Q(**{f"{whose}__in": _registered(said, visit).values("customer_id")}))
    return found


def _written_of(said: Values, whose: str) -> list[Q]:
    """What was written to a customer, or noted of it."""
    found = []
    if "reminded_from" in said:
        found.append(_exists(_reminders().filter(on__gte=said["reminded_from"]), whose, "yes"))
    if "not_since" in said:
        found.append(_exists(_reminders().filter(on__gte=said["not_since"]), whose, "no"))
    if "note" in said:
        found.append(_exists(Note.objects.filter(text__icontains=said["note"]), whose, "yes"))
    return found


def _beside(visit: Visit) -> dict[str, QuerySet[Any]]:
    """What a customer has or has not: rows of other tables, asked yes or no."""
    return {
        "held": running_holds(visit.on),
        "disputed": Dispute.objects.filter(closed_on__isnull=True),
        "email": Contact.objects.filter(removed_at__isnull=True).exclude(email=""),
        "unapplied": Payment.objects.filter(gone_on__isnull=True, unapplied_cents__gt=0),
    }


def _limited(said: Values, visit: Visit) -> QuerySet[CreditLimit]:
    """The credit limits that stand today, between two amounts: the last said of each customer and currency."""
    later = CreditLimit.objects.filter(
        customer=OuterRef("customer"), currency=OuterRef("currency"), pk__gt=OuterRef("pk")
    )
    rows = CreditLimit.objects.of([visit.creditor.pk]).filter(limit_cents__isnull=False)
    rows = rows.filter(Q(until_on__isnull=True) | Q(until_on__gte=visit.on))
    if "limit_min" in said:
        rows = rows.filter(limit_cents__gte=said["limit_min"])
    if "limit_max" in said:
        rows = rows.filter(limit_cents__lte=said["limit_max"])
    return rows.exclude(Exists(later))


def _registered(said: Values, visit: Visit) -> QuerySet[Registered]:
    """What the register of companies says of customers."""
    told = {"section": "section", "staff": "size", "activity": "state"}
    rows = Registered.objects.of([visit.creditor.pk])
    return rows.filter(**{column: said[name] for name, column in told.items() if name in said})


def _exposed(said: Values, visit: Visit) -> QuerySet[Exposed]:
    """The exposures that the last run kept, between two amounts, in the currency of the books."""
    rows = Exposed.objects.of([visit.creditor.pk]).filter(currency=visit.creditor.currency)
    if "exposure_min" in said:
        rows = rows.filter(amount_cents__gte=said["exposure_min"])
    return rows.filter(amount_cents__lte=said["exposure_max"]) if "exposure_max" in said else rows


def _exposed_to(rows: QuerySet[Exposed], whose: str) -> Q:
    """The customers of these rows: named where they are few, else asked one by one along the list.

    A list that stops at its fiftieth row then neither gathers a hundred thousand customers first, nor walks a
    million items to find three.
    """
    few = list(rows.values_list("customer_id", flat=True)[: _FEW + 1])
    if len(few) <= _FEW:
        return Q(**{f"{whose}__in": few})
    return Q(Exists(rows.filter(customer_id=OuterRef(whose))))


def _signalled(asked: str, visit: Visit, whose: str) -> Q:
    """Customers of whom sales are warned now: the last signal of its family warns."""
    later = Signal.objects.filter(
        customer=OuterRef("customer"), currency=OuterRef("currency"), pk__gt=OuterRef("pk")
    )
    ours = Signal.objects.of([visit.creditor.pk])
    of_limit = ours.filter(kind="limit_exceeded").exclude(Exists(later.filter(kind="limit_respected")))
    of_deal = ours.filter(kind="deal_overdue").exclude(Exists(later.filter(kind="deal_clear")))
    by_limit, by_deal = (Q(**{f"{whose}__in": rows.values("customer_id")}) for rows in (of_limit, of_deal))
    if asked in {"any", "none"}:
        return by_limit | by_deal if asked == "any" else ~(by_limit | by_deal)
    return by_limit if asked == "limit_exceeded" else by_deal


def _reminders() -> QuerySet[Delivery]:
    return Delivery.objects.filter(state="delivered").exclude(message__state="recalled")


def _exists(rows: QuerySet[Any], whose: str, answer: str) -> Q:
    found = Exists(rows.filter(customer_id=OuterRef(whose)))
    return Q(found) if answer == "yes" else ~Q(found)
