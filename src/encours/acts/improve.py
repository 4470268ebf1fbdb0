"""The list of improvements: added, changed, moved from state to state, with what each brought once done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.objectives.models import IMPROVEMENT_STATES, Improvement
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User

FIELDS = ("title", "text", "value_cents", "effort_tenths", "state", "owner", "objective", "result_cents")


def add_improvement(
    creditor: Creditor, values: Mapping[str, Any], *, author: str, at: datetime
) -> Improvement:
    """Put an improvement on the list.

    Raises
        RuleError: no title, no effort, a negative value, an unknown state, a stranger.
    """
    with recording(creditor, "add_improvement", author=author, cause="desk", at=at) as record:
        wanted = _checked(values, record.creditor)
        made = Improvement.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            currency=record.creditor.currency,
            by=author,
            **wanted,
        )
        record.tell(improvement=made.pk, **_told(wanted))
    return made


def change_improvement(
    improvement: Improvement, values: Mapping[str, Any], *, made_from: int, author: str, at: datetime
) -> None:
    """Change an improvement, its state included.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: as when it is added; done without saying what it brought.
    """
    with recording(
        improvement.creditor_id, "change_improvement", author=author, cause="desk", at=at
    ) as record:
        now = Improvement.objects.select_related("owner", "objective").get(pk=improvement.pk)
        same_version(now.version, made_from, "Cette amélioration")
        wanted = _checked(values, record.creditor)
        before = _told({name: getattr(now, name) for name in wanted})
        Improvement.objects.filter(pk=now.pk).update(**wanted, version=F("version") + 1)
        changed = {name: value for name, value in _told(wanted).items() if value != before[name]}
        record.tell(improvement=now.pk, changed=changed, before={name: before[name] for name in changed})


def _checked(values: Mapping[str, Any], creditor: Creditor) -> dict[str, Any]:
    wanted = {name: values[name] for name in FIELDS if name in values}
    wanted["title"] = str(wanted.get("title", "")).strip()
    if not wanted["title"]:
        raise RuleError("title_wrong", "Nommer cette amélioration.")
    if wanted.get("effort_tenths", 0) <= 0:
        raise RuleError("effort_tenths_wrong", "L'effort est d'un dixième de jour au moins.")
    if wanted.get("value_cents", -1) < 0:
        raise RuleError("value_cents_wrong", "La valeur par an est un montant, zéro compris.")
    state = wanted.get("state", "idea")
    if state not in IMPROVEMENT_STATES:
        raise RuleError("state_wrong", "Cet état n'existe pas.")
    if state == "done" and wanted.get("result_cents") is None:
        raise RuleError("result_cents_wrong", "Faite : dire ce qu'elle a rapporté, zéro compris.")
    owner = wanted.get("owner")
    if owner is not None and not Membership.objects.filter(user=owner, creditor=creditor).exists():
        raise RuleError("owner_wrong", "Cette personne n'a pas de rôle ici : en choisir une autre.")
    objective = wanted.get("objective")
    if objective is not None and objective.creditor_id != creditor.pk:
        raise RuleError("objective_wrong", "Cet objectif est d'un autre créancier.")
    return wanted


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in values.items() if name not in {"owner", "objective"}}
    owner, objective = values.get("owner"), values.get("objective")
    return {
        **plain,
        "owner": owner.email if isinstance(owner, User) else "",
        "objective": objective.pk if objective else None,
    }
