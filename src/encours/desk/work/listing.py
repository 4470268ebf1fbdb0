"""The work list: candidates of all kinds, ranked by `core.work`, each told with the figures of its rank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from encours.core.interest_rates import provisional_regimes
from encours.core.recovery import Curve
from encours.core.work.ranking import DEFAULTS, Candidate, Ranked, Weight, ranked
from encours.desk.entrance import factors
from encours.desk.people import reviewing
from encours.desk.policies.caring import to_review
from encours.desk.promises.broken import broken_promises
from encours.desk.visits import Visit
from encours.desk.work import candidates
from encours.desk.work.calling import to_call_again
from encours.desk.work.calls import customers_to_see
from encours.desk.work.candidates import Found
from encours.desk.work.rows import rows_of
from encours.desk.work.step_tasks import asked_by_scenarios
from encours.desk.work.whose import Whose
from encours.records.people.models import SECOND_FACTOR
from encours.records.policies.reading import interest_rules
from encours.records.prepared import prepared
from encours.records.runs.models import Run
from encours.records.work.models import Absence
from encours.records.work.models import Weight as Said

SHOWN = 50
_OF_THE_HOUSE = ("confirm", "factor")  # about no row


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: what was found, and the figures of its rank."""

    found: Found
    rank: Ranked


def weights(creditor_id: int) -> dict[str, Weight]:
    """Minutes and parts as this creditor says them, else as the house does."""
    return {**DEFAULTS, **{kind: Weight(minutes, percent) for kind, minutes, percent in _said(creditor_id)}}


@prepared
def _said(creditor_id: int) -> QuerySet[Said, tuple[str, int, int | None]]:
    return Said.objects.filter(creditor=creditor_id).values_list("kind", "minutes", "percent")


def work_lines(visit: Visit, whose: Whose, away: Sequence[Absence], curve: Curve) -> list[Line]:
    """All that waits for a person, the best minute first; a fixed number of queries."""
    found = [
        *candidates.questions(visit, away),
        *candidates.to_approve(visit, whose),
        *candidates.uncertain(whose),
        *candidates.held(whose),
        *candidates.lines(visit, whose),
        *candidates.returned(visit, whose),
        *candidates.disputes(whose),
        *candidates.documents(visit, whose),
        *to_call_again(visit, whose),
        *broken_promises(visit, whose),
        *asked_by_scenarios(visit, whose),
        *customers_to_see(visit, whose),
        *to_review(visit),
        *_to_confirm(visit),
        *_of_the_house(visit),
    ]
    by_candidate = {(one.candidate.kind, one.candidate.key, one.candidate.currency): one for one in found}
    order = ranked((one.candidate for one in by_candidate.values()), weights(visit.creditor.pk), curve)
    return [
        Line(by_candidate[one.candidate.kind, one.candidate.key, one.candidate.currency], one)
        for one in order
    ]


def shown(lines: Sequence[Line]) -> list[Line]:
    """Lines with the rows they come from; one that somebody ended meanwhile is not there any more."""
    rows = rows_of(
        (one.rank.candidate.kind, one.rank.candidate.key) for one in lines if one.found.row is None
    )
    told = [
        (one, one.found.row or rows.get((one.rank.candidate.kind, one.rank.candidate.key))) for one in lines
    ]
    return [
        Line(Found(one.found.candidate, row), one.rank)
        for one, row in told
        if row is not None or one.rank.candidate.kind in _OF_THE_HOUSE
    ]


def _to_confirm(visit: Visit) -> list[Found]:
    """What is only assumed of the whole creditor, and keeps firm steps from leaving."""
    if not visit.may("policy"):
        return []
    creditor = visit.creditor
    asked = (
        (1, not creditor.terms_confirmed),
        (2, not creditor.regime_confirmed),
        (3, bool(provisional_regimes(on=visit.on, rules=interest_rules(creditor)))),
    )
    if not any(wanted for _key, wanted in asked):
        return []
    run = Run.objects.of([creditor.pk]).order_by("-pk").values_list("figures", flat=True).first() or {}
    overdue = run.get("overdue_cents", 0)
    return [Found(Candidate("confirm", key, overdue, creditor.currency)) for key, wanted in asked if wanted]


def _of_the_house(visit: Visit) -> list[Found]:
    """What keeps the house safe: the review of accesses that is due or open, and one's own second factor."""
    found = []
    if visit.may("people"):
        standing = reviewing.standing(visit.creditor, on=visit.on)
        if standing.due or standing.open:
            found.append(_duty(visit, "review", standing))
    if visit.role in SECOND_FACTOR and not factors.has_any(visit.person):
        found.append(_duty(visit, "factor", None))
    return found


def _duty(visit: Visit, kind: str, row: object) -> Found:
    return Found(Candidate(kind, 0, 0, visit.creditor.currency, due=True), row)
