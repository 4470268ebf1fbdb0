"""The risk of a customer, assessed by a person on what the house knows: grade, facts, reason, day of review."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from encours.core.companies import CEASED
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.risk import GRADES, RiskFacts, graded, signs
from encours.core.segments.catalogue import COLUMNS
from encours.records.cases.models import Hold
from encours.records.credit.models import RiskAssessment
from encours.records.doubtful.reading import running_marks
from encours.records.facts import Sight
from encours.records.frames.exposures import exposure_parts, limits
from encours.records.frames.segment_sheet import segment_sheet
from encours.records.history.writing import recording
from encours.records.parties.models import Customer

_LONGEST = 300
_READ = frozenset(
    {"overdue", "days_late", "solvency", "days_beyond", "observed", "broken_promises", "rating", "state"}
)


def risk_facts(customer: Customer, *, on: date) -> RiskFacts:
    """What an assessment rests on, in the currency of the books: the same columns as the rules of segments."""
    creditor = customer.creditor
    columns = [one for one in COLUMNS if one.name in _READ]
    row = segment_sheet(creditor, columns, on=on, customers=[customer.pk]).row(0, named=True)
    parts = {
        currency: owed + ordered - unapplied
        for _customer, currency, owed, ordered, unapplied in exposure_parts([customer.pk]).iter_rows()
    }
    allowed = limits(creditor.pk, on=on, customers=[customer.pk]).iter_rows()
    insolvent = Hold.objects.filter(
        Q(released_on__isnull=True) | Q(released_on__gt=on), customer=customer, kind="insolvency", from_on__lte=on
    )  # fmt: skip
    return RiskFacts(
        currency=creditor.currency,
        exposure_cents=max(parts.get(creditor.currency) or 0, 0),
        limit_cents=next((cents for _customer, name, cents in allowed if name == creditor.currency), None),
        overdue_cents=row["overdue"],
        days_late=row["days_late"],
        solvency=row["solvency"],
        days_beyond=row["days_beyond"],
        observed=row["observed"],
        broken_promises=row["broken_promises"],
        rating=row["rating"] or "",
        insolvent=insolvent.exists(),
        ceased=row["state"] == CEASED,
        doubtful=customer.pk in running_marks([customer.pk]),
    )


def assess_risk(
    customer: Customer,
    *,
    grade: str,
    reason: str,
    review_on: date | None,
    on: date,
    author: str,
    at: datetime,
) -> RiskAssessment:
    """Grade the risk of a customer; what was known and what it called for are kept beside what the person says.

    It may move the customer to another segment: the next day decides anew.

    Raises
        RuleError: no such grade, another than the proposed one without a reason, or a day of review not to come.
    """
    said = " ".join(reason.split())[:_LONGEST]
    if grade not in GRADES:
        raise RuleError("grade_wrong", "Choisir un des niveaux de risque.")
    if review_on is not None and review_on <= on:
        raise RuleError("review_on_wrong", "Le jour de la prochaine évaluation est à venir.")
    with recording(customer.creditor_id, "assess_risk", author=author, cause=said or "desk", at=at) as record:
        facts = risk_facts(customer, on=on)
        found = signs(facts)
        proposed = graded(found)
        if grade != proposed and not said:
            raise RuleError(
                "reason_wrong", "Retenir un autre niveau que celui proposé demande un motif : l’indiquer."
            )
        kept = {
            "facts": asdict(facts),
            "signs": [{"grade": one.grade, "code": one.code, "facts": dict(one.facts)} for one in found],
        }
        made = RiskAssessment.objects.create(
            creditor=record.creditor, recorded_at=record.at, entry=record.entry, customer=customer, grade=grade,
            proposed=proposed, content=canonical(kept), on=on, reason=said, review_on=review_on, by=author,
        )  # fmt: skip
        record.wrote(RiskAssessment, [made])
        record.of(customer.pk, grade=grade, proposed=proposed, reason=said, review_on=review_on, on=on)
    return made


def to_review(sight: Sight, *, on: date) -> QuerySet[RiskAssessment]:
    """The last assessment of each customer seen whose day of review has come."""
    newer = RiskAssessment.objects.filter(customer=OuterRef("customer"), pk__gt=OuterRef("pk"))
    rows = RiskAssessment.objects.seen(sight).filter(~Exists(newer), review_on__lte=on)
    return rows.select_related("customer").order_by("review_on", "pk")
