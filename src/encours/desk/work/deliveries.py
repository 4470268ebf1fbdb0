"""What left and what came back, message by message, for the log of everybody: read by key, never counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from encours.desk.customers import telling_story
from encours.desk.visits import Visit
from encours.records.messages.laid import with_endings
from encours.records.messages.models import Bounce, Delivery, Received

Rows = QuerySet[Any]
_STATES = {"sent": ("delivered",), "shadowed": ("shadowed",), "failed": ("refused", "uncertain")}
KINDS = ("sent", "failed", "returned", "received", "shadowed")


def kind_names() -> dict[str, str]:
    """The kinds of message that can be asked for, in the reader's language."""
    return {
        "sent": _("Messages envoyés"),
        "failed": _("Messages refusés ou incertains"),
        "returned": _("Messages revenus"),
        "received": _("Courriels reçus"),
        "shadowed": _("Préparés en mode ombre"),
    }


def deliveries(visit: Visit, kind: str, told: Mapping[str, Any], customers: list[int] | None) -> Rows:
    """The messages of a kind that answer to the filter; of these customers where some are named."""
    by = "filed_by" if kind == "received" else "message__approved_by"
    rows = _of_kind(visit, kind)
    if customers is not None:
        rows = rows.filter(customer_id__in=customers)
    if person := told.get("person"):
        rows = rows.filter(**{by: "" if person == "rule" else person})
    between = Q()
    if told.get("from_on"):
        between &= Q(on__gte=told["from_on"])
    if told.get("to_on"):
        between &= Q(on__lte=told["to_on"])
    return rows.filter(between)


def _of_kind(visit: Visit, kind: str) -> Rows:
    if kind == "received":
        return Received.objects.seen(visit.sight).exclude(kind="dsn").select_related("customer")
    if kind == "returned":
        return Bounce.objects.seen(visit.sight).select_related("customer", "message")
    sent = Delivery.objects.seen(visit.sight).filter(state__in=_STATES[kind])
    return sent.select_related("customer", "message", "message__group")


def with_what_is_said(kind: str, rows: Sequence[Any]) -> Sequence[Any]:
    """The same rows, letters among them with what is said of each, in one question."""
    if kind in _STATES:
        with_endings(rows)
    return rows


def words_of(kind: str, row: Any, visit: Visit) -> dict[str, Any]:
    """One message as the customer's timeline says it."""
    source = {"returned": "bounce", "received": "received"}.get(kind, "delivery")
    return telling_story.entry(source, row, row.on, visit)


def sent_in(states: Mapping[str, int]) -> str:
    """What became of a batch, in a few words."""
    names = {
        "delivered": _("%(n)s envoyés"),
        "shadowed": _("%(n)s en mode ombre"),
        "refused": _("%(n)s refusés"),
        "uncertain": _("%(n)s incertains"),
    }
    return " · ".join(names[state] % {"n": count} for state, count in states.items() if state in names)
