"""Who answers for a scenario, and when it is to be looked at again."""

from __future__ import annotations

from datetime import date, datetime

from encours.acts.noticing import members
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.people.models import RIGHTS, User
from encours.records.policies.models import Scenario


def answerable(creditor_id: int, *, on: date) -> list[User]:
    """Whoever may answer for a scenario: those that may publish one."""
    return [one.user for one in members(creditor_id, on=on) if "policy" in RIGHTS[one.role]]


def care_for_scenario(
    scenario: Scenario,
    *,
    owner: User | None,
    review_on: date | None,
    made_from: int,
    on: date,
    author: str,
    at: datetime,
) -> None:
    """Name who answers for a scenario and the day of its next review; from then on it stands in its owner's work.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: somebody that may not publish one, or a review of a day past.
    """
    if owner is not None and owner not in answerable(scenario.creditor_id, on=on):
        raise RuleError("owner_wrong", "Choisir une personne qui peut publier un scénario.")
    if review_on is not None and review_on <= on:
        raise RuleError("review_on_wrong", "La prochaine revue est un jour à venir.")
    with recording(scenario.creditor_id, "care_for_scenario", author=author, cause="desk", at=at) as record:
        now = Scenario.objects.select_for_update().get(pk=scenario.pk)
        same_version(now.care, made_from, "Le responsable du scénario")
        record.tell(
            scenario=now.pk,
            owner=owner.email if owner else "",
            review_on=review_on,
            before={"owner": now.owner.email if now.owner else "", "review_on": now.review_on},
        )
        Scenario.objects.filter(pk=now.pk).update(owner=owner, review_on=review_on, care=now.care + 1)
