"""`encours replay`: a scenario tried on the company's own past."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from encours.jobs.opening import answer, creditor_option, json_option, language, now, open_house, the_creditor

if TYPE_CHECKING:
    from encours.acts.replay_scenario import Progress, Tried

_day = click.DateTime(["%Y-%m-%d"])


def engine_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Which engine works on the parts of the customers: this machine, or Apache Spark."""
    chosen = click.option(
        "--engine", type=click.Choice(["local", "spark"]), default="local", help="What works it out; local."
    )
    where = click.option("--master", default="", help="With spark: the address of a cluster; this machine.")
    return chosen(where(command))


@click.command("replay")
@click.argument("scenario", default="")
@click.option("--version", "number", type=click.IntRange(min=1), help="That version; the latest unless told.")
@click.option("--from", "first", type=_day, help="First day; a year before the last unless told.")
@click.option("--to", "last", type=_day, help="Last day; yesterday unless told.")
@click.option("--dry-run", is_flag=True, help="Keep no result.")
@engine_options
@creditor_option
@json_option
def command(
    scenario: str,
    number: int | None,
    first: datetime | None,
    last: datetime | None,
    dry_run: bool,
    engine: str,
    master: str,
    named: str | None,
    as_json: bool,
) -> None:
    """Replay SCENARIO (a name, or a YAML sheet; the usual one unless told) on past days, from what was known each day.

    Nothing leaves. The result is kept with its date, so that a publication can name it.
    """
    open_house()
    from encours.acts.engines import engine_named
    from encours.acts.replay_scenario import period_to_replay, replay_scenario
    from encours.acts.trials import keep_trial
    from encours.jobs.creditors import local_day
    from encours.words.trials import lines_of

    creditor = the_creditor(named)
    tried = tried_of(creditor, scenario, number)
    usual = period_to_replay(last.date() if last else local_day(creditor, now()))
    to_on = last.date() if last else usual[1]
    from_on = first.date() if first else usual[0]
    with bar() as progress, closing(engine_named(engine, master)) as by:
        result = replay_scenario(creditor, tried, from_on=from_on, to_on=to_on, engine=by, progress=progress)
    trial = None
    if not dry_run:
        trial = keep_trial(creditor, tried, result, kind="replay", author="cli", at=now()).pk
    facts = {"creditor": creditor.name, "scenario": tried.name, "version": _version(tried), "trial": trial}
    head = f"{tried.name} : {result['from_on']} → {result['to_on']}"
    lines = [head, *lines_of(result, creditor.currency, language())]
    answer(facts | result, lines, as_json=as_json)


def tried_of(creditor: Any, scenario: str, number: int | None) -> Tried:
    """The scenario that a person names: a published one by its name, or a sheet by its path."""
    from encours.acts.replay_scenario import Tried
    from encours.core.refusals import RuleError
    from encours.core.scenario import from_dict
    from encours.core.scenario.sheet import from_yaml
    from encours.records.policies.models import Scenario, ScenarioVersion

    if scenario.endswith((".yaml", ".yml")) and Path(scenario).is_file():
        return Tried(*from_yaml(Path(scenario).read_text("utf-8")))
    rows = Scenario.objects.of([creditor.pk])
    found = rows.filter(name=scenario).first() if scenario else rows.filter(usual=True).first()
    if found is None:
        raise RuleError("scenario_unknown", f"Aucun scénario ne s’appelle « {scenario} ».")
    versions = ScenarioVersion.objects.of([creditor.pk]).filter(scenario=found).order_by("-number")
    version = versions.filter(number=number).first() if number else versions.first()
    if version is None:
        raise RuleError("scenario_unknown", f"Ce scénario n’a pas de version {number}.")
    return Tried(found.name, from_dict(version.content), version)


def _version(tried: Tried) -> int | None:
    return tried.version.number if tried.version else None


@contextmanager
def bar() -> Iterator[Progress | None]:
    """A bar of progress on the error stream, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=100, file=sys.stderr) as shown:

        def progress(done: int, whole: int) -> None:
            shown.update(done * 100 // whole - shown.pos)

        yield progress
