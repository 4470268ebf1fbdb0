"""What an experiment came to, looked at each day after the run, and its end: by its rule, by a rail, by a person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from encours.acts.move_cases import put_on
from encours.acts.replay_scenario import prices_of
from encours.core.evidence import canonical
from encours.core.experiments import CHALLENGER, Facts, Plan, Rails, result
from encours.core.experiments.guarding import COMPLAINTS, COST, OPT_OUTS
from encours.core.experiments.resulting import KNOWN
from encours.core.refusals import RuleError
from encours.records.cases.models import Case
from encours.records.experiments.models import Ending, Entered, Experiment
from encours.records.experiments.reading import running_experiment
from encours.records.frames.doorway import snapshot
from encours.records.frames.experiments import entered, expenses, marks, receipts
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

_RAILS = (COMPLAINTS, OPT_OUTS, COST)


def result_of(experiment: Experiment, *, on: date) -> dict[str, Any]:
    """Everything that may be told of an experiment on a day (`core.experiments.result`), from what is known now."""
    creditor = experiment.creditor
    since = experiment.start_on
    with snapshot():
        facts = Facts(
            entries=entered(experiment),
            receipts=receipts(creditor, of=experiment).drop("receivable_id"),
            expenses=expenses(creditor, prices_of(creditor, on=on), since=since, on=on),
            marks=marks(creditor.pk, since=since),
        )
    plan = Plan(
        planned=experiment.planned,
        within_days=experiment.within_days,
        end_on=experiment.end_on,
        rails=Rails(cost_cents=experiment.cost_cents),
    )
    return result(facts, plan, on=on)


def follow_experiment(creditor: Creditor, *, on: date, author: str, at: datetime) -> Ending | None:
    """Look at the experiment that runs, if one does, and end it where its own rule says so."""
    experiment = running_experiment(creditor.pk)
    if experiment is None:
        return None
    told = result_of(experiment, on=on)
    if told["ending"] is None:
        return None
    return _end(experiment, told, how=told["ending"], on=on, author=author, at=at)


def stop_experiment(experiment: Experiment, *, reason: str, on: date, author: str, at: datetime) -> Ending:
    """End an experiment by a person's decision: nobody enters any more, and every case stays on its version.

    Raises
        RuleError: no reason is given, or it is over.
    """
    if not reason.strip():
        raise RuleError("text_missing", "Dire en une phrase pourquoi l’expérience s’arrête.")
    told = result_of(experiment, on=on)
    return _end(experiment, told, how="person", on=on, author=author, at=at, reason=reason.strip())


def _end(
    experiment: Experiment,
    told: dict[str, Any],
    *,
    how: str,
    on: date,
    author: str,
    at: datetime,
    reason: str = "",
) -> Ending:
    cause = experiment.name
    with recording(experiment.creditor_id, "end_experiment", author=author, cause=cause, at=at) as record:
        ended = Experiment.objects.filter(pk=experiment.pk, ended_on__isnull=True).update(ended_on=on)
        if not ended:
            raise RuleError("experiment_over", "Cette expérience est déjà terminée.")
        experiment.ended_on = on
        made = Ending.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            experiment=experiment,
            on=on,
            how=how,
            reason=reason,
            result=canonical(told),
            by=author,
        )
        record.wrote(Ending, [made])
        moved = _back(record, experiment) if harmful(how, told) else 0
        record.tell(experiment=experiment.pk, how=how, reason=reason, cases_moved=moved)
    return made


def harmful(how: str, told: dict[str, Any]) -> bool:
    """Whether it ended because the challenger does harm: then nobody is left on it."""
    cash = told["measures"].get("cash_cents")
    return how in _RAILS or (how == KNOWN and cash is not None and cash["difference"] < 0)


def _back(record: Record, experiment: Experiment) -> int:
    """Put the cases of the challenger's arm that still follow it back on the champion."""
    mine = Entered.objects.filter(experiment=experiment, arm=CHALLENGER).values("customer")
    cases = Case.objects.filter(
        customer__in=mine, closed_on__isnull=True, scenario_version=experiment.challenger_id
    )
    return put_on(record, experiment.champion, list(cases.values_list("customer_id", flat=True)))
