"""Several scenarios: another opened beside the usual one, and which segment or regime chooses which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from encours.acts.move_cases import put_on
from encours.acts.rules import same_version
from encours.core.checklist import REGIMES
from encours.core.refusals import RuleError
from encours.records.fields.reading import own_segments
from encours.records.frames.ladders import choice_of, people
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.policies.models import Scenario, ScenarioChoice, ScenarioVersion
from encours.records.policies.reading import latest_choice, latest_of, latest_version

MOST = 20


def open_scenario(creditor: Creditor, *, name: str, author: str, at: datetime) -> Scenario:
    """Open another scenario, with the ladder of the usual one as its first version.

    Raises
        RuleError: no name, one taken already, or too many scenarios.
    """
    called = name.strip()
    with recording(creditor, "open_scenario", author=author, cause="desk", at=at) as record:
        there = Scenario.objects.filter(creditor=record.creditor)
        if not called or there.filter(name=called).exists():
            raise RuleError("name_wrong", "Donner au scénario un nom que nul autre ne porte.")
        if there.count() >= MOST:
            raise RuleError("name_wrong", f"Un créancier a {MOST} scénarios au plus.")
        usual = latest_version(record.creditor.pk)
        fact = {"creditor": record.creditor, "recorded_at": record.at, "entry": record.entry}
        made = Scenario.objects.create(name=called[:100], usual=False, **fact)
        ScenarioVersion.objects.create(scenario=made, number=1, content=usual.content, **fact)
        record.tell(scenario=made.pk, name=made.name, like=usual.number)
    return made


def choose_scenarios(
    creditor: Creditor,
    choices: Mapping[str, int],
    *,
    made_from: int | None,
    move_running: bool = False,
    author: str,
    at: datetime,
) -> ScenarioChoice:
    """Publish which scenario each regime or segment chooses; new cases follow it, running ones with `move_running`.

    Raises
        StaleFormError: another choice was published since the form was made.
        RuleError: a kind of customers or a scenario that there is not, or the same choice again.
    """
    _check(creditor, choices)
    with recording(creditor, "choose_scenarios", author=author, cause="desk", at=at) as record:
        latest = latest_choice(record.creditor.pk)
        number = latest.number if latest else 0
        same_version(number, made_from, "Le choix des scénarios")
        if dict(choices) == (latest.content if latest else {}):
            raise RuleError("choice_same", "Rien ne change : ces choix sont déjà ceux en cours.")
        moving = changing(creditor, choices, move_running=True).filter("running") if move_running else None
        made = ScenarioChoice.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            number=number + 1,
            content=dict(choices),
            by=author,
        )
        moved = 0
        for scenario in [] if moving is None else sorted(moving["after"].unique()):
            whose = moving.filter(pl.col("after") == scenario)["customer_id"].to_list()  # type: ignore[union-attr] # the loop is empty without
            moved += put_on(record, latest_of(scenario), whose)
        record.tell(number=made.number, choices=dict(choices), cases_moved=moved)
    return made


def changing(creditor: Creditor, choices: Mapping[str, int], *, move_running: bool) -> pl.DataFrame:
    """The customers that these choices would put on another scenario: customer_id, running, before, after."""
    usual = latest_version(creditor.pk).scenario_id
    now = latest_choice(creditor.pk)
    whom = people(creditor.pk)
    before, after = (
        choice_of(creditor.pk, told, whom).select("customer_id", "choice")
        for told in (now.content if now else {}, choices)
    )
    stays = pl.col("running") & ~pl.lit(value=move_running)
    standing = pl.coalesce("scenario_id", "choice", pl.lit(usual))
    found = (
        whom.join(before, on="customer_id", how="left")
        .with_columns(before=standing)
        .drop("choice")
        .join(after, on="customer_id", how="left")
        .with_columns(after=pl.when(stays).then("before").otherwise(pl.coalesce("choice", pl.lit(usual))))
    )
    return found.filter(pl.col("before") != pl.col("after")).select(
        "customer_id", "running", "before", "after"
    )


def _check(creditor: Creditor, choices: Mapping[str, int]) -> None:
    kinds = {*REGIMES, *(one.segment for one in own_segments(creditor.pk))}
    ours = set(Scenario.objects.filter(creditor=creditor, usual=False).values_list("pk", flat=True))
    if choices.keys() - kinds or set(choices.values()) - ours:
        raise RuleError("choice_wrong", "Choisir, pour un régime ou un segment, un scénario qui existe.")
    for kind, scenario in choices.items():
        meant = latest_of(scenario).content.get("regimes") or REGIMES
        if (kind if kind in REGIMES else "b2b") not in meant:  # a segment of one's own is of companies
            raise RuleError(
                "choice_wrong",
                "Ce scénario n'est pas fait pour ce régime : l'y ajouter, ou en choisir un autre.",
            )
