"""Moving running cases to another version of the scenario: by choice, never by publishing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.cases.models import Case
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import latest_of


def move_cases(
    creditor: Creditor,
    *,
    to: ScenarioVersion,
    customers: Sequence[int] | None,
    author: str,
    at: datetime,
    made_from: int | None = None,
) -> int:
    """Put the open cases of these customers (None: of all) on a version; return how many moved.

    Each moves at the step it reached: what was delivered stays delivered, and the next run decides by the new
    ladder. `made_from` is the number of the latest version of that scenario that the form showed.

    Raises
        StaleFormError: another version was published since the form was made.
        RuleError: the version is another creditor's.
    """
    if to.creditor_id != creditor.pk:
        raise RuleError("version_unknown", "Cette version du scénario n'existe pas.")
    with recording(creditor, "move_cases", author=author, cause="desk", at=at) as record:
        same_version(latest_of(to.scenario_id).number, made_from, "Le scénario")
        moved = put_on(record, to, customers)
        record.tell(version=to.number, cases_moved=moved)
    return moved


def put_on(
    record: Record,
    to: ScenarioVersion,
    customers: Sequence[int] | None = None,
    *,
    of_its_own: bool = False,
) -> int:
    """The same inside another act's entry: a leaf for each customer whose case moves.

    `of_its_own` moves only cases that run on another version of the same scenario.
    """
    running = Case.objects.filter(creditor_id=record.creditor.pk, closed_on__isnull=True)
    found = running.exclude(scenario_version=to)
    if of_its_own:
        found = found.filter(Q(scenario_version__scenario=to.scenario_id) | Q(scenario_version__isnull=True))
    if customers is not None:
        found = found.filter(customer__in=list(customers))
    moving = list(found.order_by("customer_id").values_list("customer_id", "scenario_version__number"))
    found.update(scenario_version=to)
    for customer, number in moving:
        record.of(customer, scenario_version=to.number, before=number)
    return len(moving)
