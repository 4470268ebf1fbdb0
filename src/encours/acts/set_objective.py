"""Objectives: set from the figure of that day, read as days go by, changed, closed with what they taught."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from encours.acts.measuring import measure
from encours.acts.noticing import Told, notify_each
from encours.acts.rules import same_version
from encours.core.measures import DEFINITIONS, Measure
from encours.core.objectives import Aim, course
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.objectives.models import Objective, Reading
from encours.records.parties.models import Creditor
from encours.records.people.models import Membership, User

CHANGED = frozenset({"target_on", "target_value", "owner", "minutes_an_item", "minutes_a_week", "why"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an objective says: the measure, where to, by when, whose it is, and the work it takes."""

    measure: str
    target_value: int
    target_on: date
    owner: User
    minutes_an_item: int
    minutes_a_week: int
    why: str = ""


def set_objective(creditor: Creditor, wanted: Wanted, *, on: date, author: str, at: datetime) -> Objective:
    """Set an objective; where it starts from is measured now, kept, and never changed afterwards.

    Raises
        RuleError: no such measure, no figure to start from, a day gone by, a target already there, a stranger.
    """
    start, value = _start(creditor, wanted, on)
    with recording(creditor, "set_objective", author=author, cause=wanted.measure, at=at) as record:
        made = Objective.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            measure=wanted.measure,
            formula_version=start.version,
            parts=start.parts,
            currency=start.currency,
            start_on=on,
            start_value=value,
            target_on=wanted.target_on,
            target_value=wanted.target_value,
            owner=wanted.owner,
            minutes_an_item=wanted.minutes_an_item,
            minutes_a_week=wanted.minutes_a_week,
            why=wanted.why.strip(),
            by=author,
        )
        _read(record, made, value, on)
        record.tell(
            objective=made.pk,
            measure=made.measure,
            formula_version=made.formula_version,
            start_on=on,
            start_value=made.start_value,
            target_on=made.target_on,
            target_value=made.target_value,
            owner=wanted.owner.email,
        )
    return made


def follow_objectives(creditor: Creditor, *, on: date, author: str, at: datetime) -> int:
    """Read the measure of each open objective on a day; return how many readings were written.

    The owner has a notice when the objective leaves or comes back to its course, is reached or missed.
    """
    open_ones = Objective.objects.of([creditor.pk]).filter(state="open").exclude(readings__on=on)
    unread = list(open_ones.order_by("pk"))
    if not unread:
        return 0
    found = _measured(creditor, {each.measure for each in unread}, on)
    with recording(creditor, "follow_objectives", author=author, cause=f"day {on}", at=at) as record:
        before = _states(unread)
        read = [each for each in unread if (value := found[each.measure].value) is not None
                and _read(record, each, value, on)]  # fmt: skip
        record.tell(on=on, readings={str(each.pk): found[each.measure].value for each in read})
        now = _states(read)
        moved = [each for each in read if now[each.pk] != before[each.pk]]
        notify_each(
            record,
            [Told(each.owner_id, f"{each.pk} {each.measure} {now[each.pk]}") for each in moved],
            kind="objective",
        )
    return len(read)


def _states(objectives: list[Objective]) -> dict[int, str]:
    """Where each objective is, as of its last reading."""
    readings = Reading.objects.filter(objective__in=objectives).order_by("on")
    last = {one.objective_id: one for one in readings}
    return {each.pk: _state(each, last.get(each.pk)) for each in objectives}


def _state(objective: Objective, last: Reading | None) -> str:
    aim = Aim(objective.start_value, objective.target_value, objective.start_on, objective.target_on)
    return course(aim, last.value if last else None, on=last.on if last else objective.start_on).state


def change_objective(
    objective: Objective, values: Mapping[str, Any], *, on: date, made_from: int, author: str, at: datetime
) -> None:
    """Change what may be changed of an open objective (`CHANGED`); its start stays.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: it is closed, a day gone by, a target that is the start, a stranger.
    """
    wanted = {name: values[name] for name in CHANGED if name in values}
    with recording(objective.creditor_id, "change_objective", author=author, cause="desk", at=at) as record:
        now = _open(objective, made_from)
        _possible(wanted.get("target_on", now.target_on), wanted.get("owner", now.owner), record.creditor, on)
        if wanted.get("target_value", now.target_value) == now.start_value:
            raise RuleError("target_wrong", "La cible est le point de départ : en choisir une autre.")
        before = {name: _told(getattr(now, name)) for name in wanted}
        Objective.objects.filter(pk=now.pk).update(**wanted, version=F("version") + 1)
        after = {name: _told(value) for name, value in wanted.items()}
        changed = {name: value for name, value in after.items() if value != before[name]}
        record.tell(objective=now.pk, changed=changed, before={name: before[name] for name in changed})


def close_objective(
    objective: Objective, *, given_up: bool, lesson: str, on: date, made_from: int, author: str, at: datetime
) -> None:
    """End an objective, with what it taught; its readings stay.

    Raises
        StaleFormError: somebody changed it since the form was made.
        RuleError: it is closed already, or nothing is said of what it taught.
    """
    if not lesson.strip():
        raise RuleError("lesson_wrong", "Dire en une phrase ce que cet objectif a appris.")
    with recording(objective.creditor_id, "close_objective", author=author, cause="desk", at=at) as record:
        now = _open(objective, made_from)
        last = Reading.objects.filter(objective=now).order_by("-on").first()
        state = "given_up" if given_up else "closed"
        Objective.objects.filter(pk=now.pk).update(
            state=state, closed_on=on, lesson=lesson.strip(), version=F("version") + 1
        )
        record.tell(
            objective=now.pk, state=state, lesson=lesson.strip(), start_value=now.start_value,
            last_value=last.value if last else None, target_value=now.target_value,
        )  # fmt: skip


def _start(creditor: Creditor, wanted: Wanted, on: date) -> tuple[Measure, int]:
    """Where the objective starts from: the measure, and its figure in whole parts."""
    if wanted.measure not in DEFINITIONS:
        raise RuleError("measure_wrong", "Cette mesure n'existe pas.")
    _possible(wanted.target_on, wanted.owner, creditor, on)
    start = _measured(creditor, [wanted.measure], on)[wanted.measure]
    if start.value is None:
        raise RuleError(
            "measure_wrong", "Cette mesure n'a pas encore de chiffre : rien d'où partir. Choisir une autre."
        )
    if start.value == wanted.target_value:
        raise RuleError("target_wrong", "La cible est déjà atteinte : en choisir une autre.")
    return start, start.value


def _measured(creditor: Creditor, codes: Any, on: date) -> dict[str, Measure]:
    return {one.formula: one for one in measure(sorted(codes), creditor, on=on)}


def _read(record: Record, objective: Objective, value: int, on: date) -> bool:
    """Keep a figure of a day; False where that day was read already."""
    _row, made = Reading.objects.get_or_create(
        objective=objective,
        on=on,
        defaults={
            "creditor": record.creditor,
            "recorded_at": record.at,
            "entry": record.entry,
            "value": value,
        },
    )
    return made


def _possible(target_on: date, owner: User, creditor: Creditor, on: date) -> None:
    if target_on <= on:
        raise RuleError("target_on_wrong", "Ce jour est passé : en choisir un après aujourd'hui.")
    if not Membership.objects.filter(user=owner, creditor=creditor).exists():
        raise RuleError("owner_wrong", "Cette personne n'a pas de rôle ici : en choisir une autre.")


def _open(objective: Objective, made_from: int) -> Objective:
    now = Objective.objects.select_related("owner").get(pk=objective.pk)
    same_version(now.version, made_from, "Cet objectif")
    if now.state != "open":
        raise RuleError("objective_closed", "Cet objectif est clos : en fixer un autre.")
    return now


def _told(value: Any) -> Any:
    if isinstance(value, User):
        return value.email
    return value.isoformat() if isinstance(value, date) else value
