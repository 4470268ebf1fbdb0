"""Interest and indemnity of one invoice on a day, as a memo beside its principal."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from encours.acts.send.accessories import debt_interest
from encours.acts.send.instalments import instalments_of
from encours.core.interest import Interest
from encours.core.interest_rates import InterestRules
from encours.core.why import InterestFacts
from encours.law.figures import UnknownLawError
from encours.records.cash.models import Application
from encours.records.messages.models import Delivery
from encours.records.prepared import prepared
from encours.records.receivables.models import Receivable

_BEARS = ("invoice", "bill")


def claim(row: Receivable, *, on: date, rules: InterestRules, shadow: bool) -> Interest | None:
    """What is owed beside the principal that day; None for what bears none, or before the law's sheets."""
    if row.kind not in _BEARS or row.amount_cents <= 0:
        return None
    regime = row.customer.regime
    try:
        return debt_interest(
            row,
            regime,
            _applied(row.pk),
            rules,
            on=on,
            plan=instalments_of([row.pk]).get(row.pk, ()),
            formal_notice_on=_noticed_on(row, shadow=shadow) if regime == "consumer" else None,
        )
    except UnknownLawError:
        return None


@prepared
def _applied(key: int) -> QuerySet[Application]:
    return Application.objects.filter(receivable=key).order_by("applied_on", "pk")


def as_facts(found: Interest | None) -> InterestFacts | None:
    """The same, as `core.why` takes it."""
    return InterestFacts(found.cents, found.indemnity_cents, found.provisional) if found else None


def _noticed_on(row: Receivable, *, shadow: bool) -> date | None:
    counted = ["delivered", "shadowed"] if shadow else ["delivered"]
    sent = Delivery.objects.filter(
        message__step_code="formal_notice",
        message__items__receivable=row,
        state__in=counted,
        message__bounce__isnull=True,
    ).exclude(message__state="recalled")
    found: date | None = sent.order_by("on").values_list("on", flat=True).first()
    return found
