"""Publishing another version of the scenario; running cases stay on theirs unless asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from encours.acts.move_cases import put_on
from encours.acts.review_scenario import refuse_breaches
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.core.scenario import Scenario, ScenarioError, from_dict, to_dict
from encours.records.cases.models import Case
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import latest_of, latest_version
from encours.records.trials.models import ScenarioDraft
from encours.words.defaults import STEPS


def publish_scenario(
    creditor: Creditor,
    scenario: Scenario | Mapping[str, Any],
    *,
    made_from: int,
    author: str,
    at: datetime,
    move_running: bool = False,
    of: int | None = None,
    reason: str = "",
    motive: str = "",
    draft: int | None = None,
) -> ScenarioVersion:
    """Publish a ladder as the version after `made_from`, the number of the one it was written from.

    `of` is the key of the scenario, where it is not the usual one. New cases follow it. Running ones stay on their
    own version, or all those of this scenario move with `move_running`. A step keeps its place
    from version to version: what a case reached is known by the position. `reason` says why it is published, `motive`
    the result that brought it, `draft` the key of the draft that it was, which is then over.

    Raises
        StaleFormError: another version was published since.
        RuleError: `scenario_wrong`, with every fault or breach (`core.scenario.review`); `scenario_same`, nothing
            differs; `scenario_steps`, a step without a template, or at the place of another.
    """
    ladder = _sound(scenario)
    with recording(creditor, "publish_scenario", author=author, cause="desk", at=at) as record:
        latest = latest_version(creditor.pk) if of is None else latest_of(of)
        same_version(latest.number, made_from, "Le scénario")
        _another(ladder, latest)
        refuse_breaches(creditor, ladder, of=of)
        content = to_dict(ladder)
        made = ScenarioVersion.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            scenario_id=latest.scenario_id,
            number=latest.number + 1,
            content=content,
            reason=reason.strip(),
            motive=motive.strip(),
        )
        drafts = ScenarioDraft.objects.filter(creditor=record.creditor, state="open")
        drafts.filter(pk__in=[draft] if draft else []).update(state="published", version=made)
        moved = (
            put_on(record, made, of_its_own=True) if move_running else _stay(record, latest, usual=of is None)
        )
        Creditor.objects.filter(pk=creditor.pk).update(version=F("version") + 1)
        record.tell(version=made.number, content=content, cases_moved=moved, scenario=made.scenario_id)
        record.tell(reason=made.reason, motive=made.motive)
    return made


def refuse_unpublishable(creditor: Creditor, ladder: Scenario, latest: ScenarioVersion) -> None:
    """Refuse a ladder that could not be published as the version after `latest`; raises as `publish_scenario`."""
    _another(_sound(ladder), latest)
    refuse_breaches(creditor, ladder, of=None if latest.scenario.usual else latest.scenario_id)


def _sound(scenario: Scenario | Mapping[str, Any]) -> Scenario:
    try:
        return from_dict(to_dict(scenario) if isinstance(scenario, Scenario) else scenario)
    except ScenarioError as error:
        raise RuleError("scenario_wrong", " ".join(error.faults)) from error


def _another(ladder: Scenario, latest: ScenarioVersion) -> None:
    """Refuse what is no other version, and steps that cases on earlier versions could not be told by."""
    before = from_dict(latest.content)
    if ladder == before:
        raise RuleError(
            "scenario_same", "Rien ne change : ce scénario est déjà celui de la version en cours."
        )
    places = _places(latest.creditor_id)
    for step in ladder.steps:
        if step.code not in STEPS and not step.by_person:
            raise RuleError("scenario_steps", f"L'étape « {step.code} » n'a pas de modèle de message.")
        if step.code in STEPS and STEPS.index(step.code) + 1 != step.position:
            raise RuleError(
                "scenario_steps",
                f"L'étape « {step.code} » garde sa place : des dossiers en cours y sont peut-être déjà arrivés.",
            )
        if places.get(step.position, step.code) != step.code:
            raise RuleError(
                "scenario_steps",
                f"L'étape {step.position} est « {places[step.position]} » dans une version publiée : des dossiers y"
                " sont peut-être déjà arrivés ; placer la nouvelle après.",
            )


def _places(creditor_id: int) -> dict[int, str]:
    """Which step stands at each place, in all that was ever published: what a case reached is known by the place."""
    versions = ScenarioVersion.objects.filter(creditor_id=creditor_id).values_list("content", flat=True)
    return {step["position"]: step["code"] for content in versions for step in content["steps"]}


def _stay(record: Record, latest: ScenarioVersion, *, usual: bool) -> int:
    """Cases opened before cases named a version followed the latest of the usual: from now on they stay on it."""
    if not usual:
        return 0
    running = Case.objects.filter(creditor_id=record.creditor.pk, closed_on__isnull=True)
    running.filter(scenario_version__isnull=True).update(scenario_version=latest)
    return 0
