"""The curve of what is still expected of a debt by its age: the one last kept of a creditor, else the convention."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from encours.core.measures.kept import from_plain
from encours.core.measures.recovering import VERSION, curve_of
from encours.core.recovery import DEFAULT, Curve
from encours.records.measures.models import KeptMeasure
from encours.records.parties.models import Creditor
from encours.records.prepared import prepared

CODE = "expected_recovery"


def recovery_curve(creditor: Creditor) -> Curve:
    """The curve last kept, in the creditor's currency: one query, the same for every page and list.

    Of too thin a history it is the convention, with the day on which that was found and what was found then.
    """
    kept = _kept.first(creditor.pk, creditor.currency)
    if kept is None or kept[1]["version"] != VERSION:
        return DEFAULT
    found = from_plain(kept[1])
    told = found.facts
    thin = replace(DEFAULT, on=found.on, invoices=told["invoices"], customers=told["customers"])
    return curve_of(found) or thin


@prepared
def _kept(creditor_id: int, currency: str) -> QuerySet[KeptMeasure, tuple[date, Any]]:
    rows = KeptMeasure.objects.filter(creditor=creditor_id, currency=currency, code=CODE, known="now")
    return rows.order_by("-on").values_list("on", "content")[:1]
