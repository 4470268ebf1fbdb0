"""`encours experiment`: two scenarios side by side, what is known of each, how many customers one takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor

if TYPE_CHECKING:
    from encours.records.experiments.models import Experiment


@click.group("experiment")
def command() -> None:
    """Champion and challenger: list experiments, show what one came to, reckon what one takes. Writes nothing."""


@command.command("list")
@creditor_option
@json_option
def list_all(named: str | None, as_json: bool) -> None:
    """List the experiments, the newest first, with what is known of each in one sentence."""
    open_house()
    from encours.records.experiments.models import Experiment

    creditor = the_creditor(named)
    rows = Experiment.objects.of([creditor.pk]).select_related("ending", "creditor").order_by("-pk")
    told = [(one, _result(one)) for one in rows]
    facts = [
        {
            "name": one.name,
            "start_on": one.start_on.isoformat(),
            "ended_on": one.ended_on.isoformat() if one.ended_on else None,
            "how": one.ending.how if one.ended_on else None,
            "entered": result["entered"],
            "over": result["over"],
        }
        for one, result in told
    ]
    lines = [f"{one.name} : {_conclusion(one, result)}" for one, result in told]
    answer({"experiments": facts}, lines, as_json=as_json)


@command.command("show")
@click.argument("name")
@creditor_option
@json_option
def show(name: str, named: str | None, as_json: bool) -> None:
    """Say what is known of the experiment NAME and what is not: as it ended, or today."""
    open_house()
    from encours.core.refusals import RuleError
    from encours.records.experiments.models import Experiment
    from encours.words import experiments as words

    rows = Experiment.objects.of([the_creditor(named).pk]).select_related("ending", "creditor")
    found = rows.filter(name=name).first()
    if found is None:
        raise RuleError("experiment_unknown", f"Aucune expérience ne s’appelle « {name} ».")
    result = _result(found)

    def said(measure: str, value: int) -> str:
        return words.value_of(measure, value, found.currency, language())

    lines = [
        _conclusion(found, result),
        words.counted(result, language()),
        *(
            f"  {words.MEASURES[measure]} : {said(measure, one['champion_mean'])} →"
            f" {said(measure, one['challenger_mean'])} ({said(measure, one['low'])} … {said(measure, one['high'])})"
            for measure, one in result["measures"].items()
        ),
    ]
    if found.ended_on:
        lines.append(f"{found.ended_on} : {words.ENDINGS[found.ending.how]}")
    answer({"name": found.name} | result, lines, as_json=as_json)


@command.command("power")
@click.option(
    "--effect", type=click.IntRange(min=1), required=True, help="The difference looked for, in cents."
)
@click.option(
    "--within", type=click.IntRange(1, 365), default=30, help="Days of each customer; 30 unless told."
)
@click.option("--share", type=click.IntRange(1, 99), default=50, help="The challenger's share in percent.")
@click.option("--kind", default="", help="A regime or a segment; all customers unless told.")
@creditor_option
@json_option
def power(effect: int, within: int, share: int, kind: str, named: str | None, as_json: bool) -> None:
    """Say how many customers it takes to find a difference of cash, from what customers paid in the year before."""
    open_house()
    from django.utils.translation import gettext as _

    from encours.acts.experiments.planning import power_of
    from encours.jobs.creditors import local_day
    from encours.records.policies.reading import latest_version
    from encours.words.amounts import money, number

    creditor = the_creditor(named)
    told: dict[str, Any] = {
        "within_days": within,
        "share_percent": share,
        "effect_cents": effect,
        "kind": kind,
    }
    found = power_of(creditor, latest_version(creditor.pk), **told, on=local_day(creditor, now()))
    facts = {
        "needed": found.needed,
        "entering_days": found.entering_days,
        "detectable_cents": found.detectable_cents,
        "customers": found.spread.customers,
        "mean_cents": found.spread.mean_cents,
    }
    if found.needed is None or found.entering_days is None:
        lines = [_("Trop peu de clients en retard ont payé depuis un an pour le dire.")]
    else:
        lines = [
            _("%(needed)s clients pour trouver %(effect)s ; ils entrent en %(days)s jours.")
            % {
                "needed": number(found.needed, language()),
                "effect": money(effect, creditor.currency, language()),
                "days": number(found.entering_days, language()),
            }
        ]
    answer(facts, lines, as_json=as_json)


def _result(experiment: Experiment) -> dict[str, Any]:
    from encours.acts.experiments.following import result_of
    from encours.jobs.creditors import local_day

    if experiment.ended_on is None:
        return result_of(experiment, on=local_day(experiment.creditor, now()))
    kept: dict[str, Any] = json.loads(experiment.ending.result)
    return kept


def _conclusion(experiment: Experiment, result: dict[str, Any]) -> str:
    from encours.words.experiments import conclusion

    return conclusion(result, experiment.currency, language())
