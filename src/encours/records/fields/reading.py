"""Fields of a creditor's own and their values, as pages, lists and messages read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from encours.core.segments.catalogue import Catalogue, own_column
from encours.core.segments.rules import Rule, rules_from_json
from encours.records.fields.models import Field, FieldValue, SegmentSet
from encours.records.parties.searching import key_beginning
from encours.records.prepared import prepared

MOST = 60  # fields of one subject


def fields_of(creditor_id: int, subject: str = "") -> list[Field]:
    """The fields in use, in the order in which they were declared."""
    return [one for one in _in_use(creditor_id) if not subject or one.subject == subject]


@prepared
def _in_use(creditor_id: int) -> QuerySet[Field]:
    return Field.objects.filter(creditor_id=creditor_id, retired=False).order_by("pk")[: 2 * MOST]


def shown_fields(fields: Iterable[Field], classes: Collection[str]) -> list[Field]:
    """Those that somebody who sees these classes sees."""
    return [one for one in fields if not one.shown_as or one.shown_as in classes]


def values_of(
    fields: Sequence[Field], keys: Collection[int], subject: str
) -> dict[int, dict[int, FieldValue]]:
    """What these fields say of customers or invoices, by key, then by field; one query, none without a field."""
    wanted = [one.pk for one in fields if one.subject == subject]
    found: dict[int, dict[int, FieldValue]] = defaultdict(dict)
    if not wanted or not keys:
        return found
    rows = FieldValue.objects.filter(field_id__in=wanted).exclude(text="")
    if subject == "invoice":
        rows = rows.filter(receivable_id__in=list(keys))
    else:
        rows = rows.filter(customer_id__in=list(keys), receivable__isnull=True)
    for row in rows:
        found[(row.receivable_id if subject == "invoice" else row.customer_id) or 0][row.field_id] = row
    return found


def answering(field_id: int, asked: Mapping[str, object]) -> QuerySet[FieldValue]:
    """Values of a field that are (`is`), begin so (`like`), or lie between (`from`, `to`); an index serves each."""
    rows = FieldValue.objects.filter(field_id=field_id).exclude(text="")
    if "is" in asked:
        rows = rows.filter(key=asked["is"])
    if "like" in asked:
        rows = rows.filter(key_beginning("key", str(asked["like"])))
    limits = {"from": "number__gte", "to": "number__lte"}
    return rows.filter(Q(**{limits[name]: asked[name] for name in limits if name in asked}))


def segment_names(creditor_id: int, language: str) -> dict[str, str]:
    """What the creditor's own segments are called, by the code that positions keep."""
    return {one.segment: one.label(language) for one in own_segments(creditor_id)}


def latest_segments(creditor_id: int) -> SegmentSet | None:
    """The segments published last."""
    return _latest_segments.first(creditor_id)


@prepared
def _latest_segments(creditor_id: int) -> QuerySet[SegmentSet]:
    return SegmentSet.objects.filter(creditor_id=creditor_id).order_by("-number")[:1]


def own_segments(creditor_id: int) -> list[Rule]:
    """A creditor's own segments, in the order in which they are tried."""
    latest = latest_segments(creditor_id)
    return rules_of(latest) if latest else []


def rules_of(published: SegmentSet) -> list[Rule]:
    """The rules of one publication."""
    kinds = {one.pk: (one.code, one.kind) for one in _of_customers(published.creditor_id)}
    return rules_from_json(published.content, kinds)


def catalogue_of(creditor_id: int) -> Catalogue:
    """The columns that a condition may name from now on: fields in use among them."""
    return _catalogue(one for one in _of_customers(creditor_id) if not one.retired)


def catalogue_kept(creditor_id: int) -> Catalogue:
    """The columns that published conditions name: a field that is retired keeps its values."""
    return _catalogue(_of_customers(creditor_id))


def _catalogue(fields: Iterable[Field]) -> Catalogue:
    return Catalogue(own_column(one.pk, one.code, one.kind) for one in fields)


@prepared
def _of_customers(creditor_id: int) -> QuerySet[Field]:
    return Field.objects.filter(creditor_id=creditor_id, subject="customer").order_by("pk")
