"""Publishing what an experiment found: the challenger's steps become the next version of the champion's scenario."""

from __future__ import annotations

import json
from datetime import datetime

from encours.acts.publish_scenario import publish_scenario
from encours.core.refusals import RuleError
from encours.records.experiments.models import Ending, Experiment
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import latest_of


def publish_winner(
    experiment: Experiment,
    *,
    motive: str,
    move_running: bool,
    made_from: int | None,
    author: str,
    at: datetime,
) -> ScenarioVersion:
    """Publish the challenger; `motive`, what was found, is kept with the version. Nothing else publishes it.

    `made_from` is the number of the latest version of the champion's scenario that the form showed.

    Raises
        RuleError: it runs still, or the challenger is not known to bring in more; or as `publish_scenario`.
    """
    if experiment.ended_on is None:
        raise RuleError("experiment_running", "Cette expérience est en cours : attendre sa fin.")
    if not won(experiment.ending):
        raise RuleError(
            "experiment_not_won",
            "Rien ne montre que le challenger rapporte davantage : le publier, si on le veut, dans l’éditeur.",
        )
    champion = experiment.champion.scenario
    latest = latest_of(champion.pk)
    return publish_scenario(
        experiment.creditor,
        experiment.challenger.content,
        made_from=latest.number if made_from is None else made_from,
        of=None if champion.usual else champion.pk,
        move_running=move_running,
        reason=experiment.hypothesis,
        motive=motive[:500],
        author=author,
        at=at,
    )


def won(ending: Ending) -> bool:
    """Whether the challenger is known to bring in more."""
    cash = json.loads(ending.result)["measures"].get("cash_cents")
    return bool(cash and cash["known"] and cash["difference"] > 0)
