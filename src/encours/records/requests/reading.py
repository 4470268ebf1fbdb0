"""What a creditor wants of a new case, as it was last published."""

from __future__ import annotations

from django.db.models import QuerySet

from encours.core.checklist import DEFAULTS, Lists, lists_from_json
from encours.records.prepared import prepared
from encours.records.requests.models import Checklist


def latest_checklist(creditor_id: int) -> Checklist | None:
    """The lists published last."""
    return _latest.first(creditor_id)


@prepared
def _latest(creditor_id: int) -> QuerySet[Checklist]:
    return Checklist.objects.filter(creditor_id=creditor_id).order_by("-number")[:1]


def lists_of(latest: Checklist | None) -> Lists:
    """The lists that apply: those published, else those of the house."""
    return lists_from_json(latest.content) if latest else DEFAULTS
