"""Strategies that the house proposes: changes of the scenario a segment follows, each simulated on the same debtors."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from encours.acts.asking_trial import ask_trial
from encours.acts.engines import Engine
from encours.acts.publish_scenario import refuse_unpublishable
from encours.acts.replay_scenario import Progress, Tried, followers
from encours.acts.simulate_scenario import (
    MOST_RUNS,
    Draws,
    Fitted,
    calibrated,
    drawn,
    fitted_to,
    shares,
    told_of,
)
from encours.core.checklist import REGIMES
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.core.scenario import from_dict, to_dict
from encours.core.simulation import less, spread
from encours.core.strategies import Candidate, candidates
from encours.core.strategies.candidates import Known
from encours.records.fields.reading import own_segments
from encours.records.frames.ladders import people
from encours.records.frames.own_fields import segments_told
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.policies.reading import latest_choice, latest_of, latest_version
from encours.records.trials.models import AskedTrial, ScenarioDraft, Trial

CANDIDATES: Final = "candidates"
RUNS: Final = 30  # draws where nobody said: each change is followed as often


@dataclass(frozen=True, slots=True)
class Search:
    """For whom changes are looked for (an own segment, a regime, "" for all), and how they are tried."""

    segment: str
    draws: Draws

    def content(self) -> str:
        """It in canonical JSON, from which it is worked out again to the cent."""
        told = self.draws
        return canonical(
            {"segment": self.segment, "runs": told.runs, "seed": told.seed, "money_bps": told.money_bps}
        )


def search_from(told: Mapping[str, Any], *, from_on: date, to_on: date) -> Search:
    """The search that `content` told, over its period."""
    return Search(told["segment"], Draws(from_on, to_on, told["runs"], told["seed"], told["money_bps"]))


def scenario_followed(creditor: Creditor, segment: str) -> Tried:
    """The scenario that a segment or regime follows; "": the usual one.

    Raises
        RuleError: `segment_wrong`, there is no such segment.
    """
    if segment and segment not in {*REGIMES, *(one.segment for one in own_segments(creditor.pk))}:
        raise RuleError("segment_wrong", f"Aucun segment ni régime ne s’appelle « {segment} ».")
    choice = latest_choice(creditor.pk)
    key = choice.content.get(segment) if choice and segment else None
    version = latest_of(key) if key else latest_version(creditor.pk)
    return Tried(version.scenario.name, from_dict(version.content), version)


def ask_candidates(creditor: Creditor, search: Search, *, author: str, at: datetime) -> AskedTrial:
    """Ask for the changes worth trying: the worker simulates them.

    Raises
        RuleError: `replay_no_day`; `runs_wrong`; `segment_wrong`; `trial_waiting`, the same waits already.
    """
    tried, draws = scenario_followed(creditor, search.segment), search.draws
    if not 1 <= draws.runs <= MOST_RUNS:
        raise RuleError("runs_wrong", "Faire de un à mille tirages.")
    return ask_trial(
        creditor,
        tried,
        kind=CANDIDATES,
        content=search.content(),
        from_on=draws.from_on,
        to_on=draws.to_on,
        author=author,
        at=at,
    )


def propose(
    creditor: Creditor,
    search: Search,
    *,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> tuple[Tried, dict[str, Any]]:
    """Simulate each change worth trying of the scenario that a segment follows, on the same debtors.

    Returns that scenario, and the changes by what they would bring, the best first; those whose effect a simulation
    does not know come last. A change that could not be published is not proposed.

    Raises
        RuleError: as `simulate_scenarios`, and `segment_wrong`.
    """
    tried = scenario_followed(creditor, search.segment)
    whom = _whom(creditor, search.segment, tried)
    on = fitted_to(creditor, search.draws, whom=whom, engine=engine)
    found = [one for one in candidates(tried.ladder, _known(on)) if _publishable(creditor, one, tried)]
    followed = [one for one in found if one.simulated]
    share = shares(progress, len(followed) + 2)
    mine = drawn(on, tried, progress=share(0))
    told = [
        _told(one, spread(less(drawn(on, replace(tried, ladder=one.ladder), progress=share(rank)), mine)))
        for rank, one in enumerate(followed, 1)
    ]
    ranked = sorted(told, key=lambda one: -one["against"]["net_cents"]["mean"])
    unknown = [_told(one, None) for one in found if not one.simulated]
    return tried, told_of(on) | {
        "segment": search.segment,
        "name": tried.name,
        "version": tried.version.number if tried.version else None,
        "measures": spread(mine),
        "candidates": [*ranked, *unknown],
        "calibration": calibrated(on, tried.ladder, progress=share(len(followed) + 1)),
    }


def make_draft(
    trial: Trial, rank: int, *, reason: str, motive: str, author: str, at: datetime
) -> ScenarioDraft:
    """Make a draft of the change at a rank of a trial: it waits for somebody to read, change and publish it.

    Raises
        RuleError: `draft_unknown`, the trial has no such change; `draft_waiting`, it is a draft already.
    """
    proposed = json.loads(trial.result).get("candidates", [])
    if trial.version is None or not 0 <= rank < len(proposed):
        raise RuleError("draft_unknown", "Cet essai ne propose pas ce changement.")
    content = proposed[rank]["ladder"]
    with recording(trial.creditor, "make_draft", author=author, cause=trial.name, at=at) as record:
        drafts = ScenarioDraft.objects.filter(creditor=record.creditor, scenario=trial.version.scenario_id)
        if any(one.content == content for one in drafts.filter(state="open")):
            raise RuleError("draft_waiting", "Ce changement est déjà un brouillon : le reprendre où il est.")
        made = ScenarioDraft.objects.create(
            creditor=record.creditor,
            scenario_id=trial.version.scenario_id,
            content=content,
            reason=reason[:500],
            motive=motive[:500],
            trial=trial,
            by=author,
            made_at=record.at,
        )
        record.tell(draft=made.pk, scenario=made.scenario_id, trial=trial.pk, content=content)
    return made


def drop_draft(draft: ScenarioDraft, *, author: str, at: datetime) -> None:
    """Drop a draft that nobody will publish.

    Raises
        RuleError: `draft_over`, it was published or dropped already.
    """
    with recording(draft.creditor, "drop_draft", author=author, cause=draft.scenario.name, at=at) as record:
        if not ScenarioDraft.objects.filter(pk=draft.pk, state="open").update(state="dropped"):
            raise RuleError("draft_over", "Ce brouillon a déjà été publié ou jeté.")
        record.tell(draft=draft.pk, scenario=draft.scenario_id)


def _whom(creditor: Creditor, segment: str, tried: Tried) -> pl.Series | None:
    """The customers of a segment or regime; without, those that follow the scenario."""
    if not segment:
        return followers(creditor, tried)
    if segment in REGIMES:
        return people(creditor.pk).filter(pl.col("regime") == segment)["customer_id"]
    told = segments_told(creditor.pk)
    if told is None:
        return pl.Series("customer_id", [], dtype=pl.Int64)
    return told.filter(pl.col("own_segment") == segment)["customer_id"]


def _known(on: Fitted) -> Known:
    whose = on.book.people
    lines = pl.concat([on.past.before.lines, on.past.ran.lines]).unique(["receivable_id", "position"])
    written = dict(lines.group_by("position").len().iter_rows())
    return Known(on.habits, len(whose), len(whose.filter(~pl.col("has_email"))), written)


def _publishable(creditor: Creditor, one: Candidate, tried: Tried) -> bool:
    """Whether the change could be published as it is."""
    if tried.version is None:
        return False
    try:
        refuse_unpublishable(creditor, one.ladder, tried.version)
    except RuleError:
        return False
    return True


def _told(one: Candidate, against: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "step": one.step,
        "before": one.before,
        "after": one.after,
        "of": one.of,
        "ladder": to_dict(one.ladder),
        "against": against,
    }
