"""Who enters the experiment that runs, on the day it would first be chased: decided with the plan, written with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from encours.acts.move_cases import put_on
from encours.core.ageing import is_overdue
from encours.core.experiments import CHALLENGER, assigned, strata, taking_part
from encours.records.experiments.models import Entered, Experiment
from encours.records.experiments.reading import running_experiment
from encours.records.frames import bulk
from encours.records.frames.experiments import entered, versions_drawn
from encours.records.frames.figures import customers_with_case
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import latest_version


@dataclass(frozen=True, slots=True)
class Entering:
    """Customers that enter an experiment on a day: `rows` in the shape `ENTRY`, with `running`: a case runs already."""

    experiment: Experiment
    rows: pl.DataFrame

    def versions(self, kept: pl.DataFrame, *, but: int) -> pl.DataFrame:
        """`kept` (customer_id, scenario_version_id of who follows another version than `but`) with their arms'."""
        drawn = versions_drawn(self.experiment, self.rows)
        rest = kept.join(drawn, on="customer_id", how="anti")
        return pl.concat([rest, drawn.filter(pl.col("scenario_version_id") != but)])


def entering_of(
    creditor: Creditor,
    items: pl.DataFrame,
    customers: pl.DataFrame,
    kept: pl.DataFrame,
    own: pl.DataFrame | None,
    *,
    on: date,
) -> Entering | None:
    """Draw the customers that enter on a day; None where nobody does, at once where no experiment runs.

    `items` (OpenItem) and `customers` (CustomerFacts) of the day; `kept` as `Entering.versions` takes it, `own` the
    customers in segments of the creditor's own.
    """
    experiment = running_experiment(creditor.pk)
    if experiment is None or not experiment.start_on <= on <= experiment.end_on:
        return None
    before = entered(experiment)
    most = experiment.planned - len(before)
    late = _late(items, creditor.currency, on=on).join(before, on="customer_id", how="anti")
    if most <= 0 or late.is_empty():
        return None
    running = customers_with_case(creditor.pk).select("customer_id", running=pl.lit(value=True))
    asked = (
        followers(late, kept, experiment)
        .join(with_segments(customers, own), on="customer_id")
        .join(running, on="customer_id", how="left")
        .with_columns(pl.col("running").fill_null(value=False))
    )
    if experiment.kind:
        asked = asked.filter((pl.col("segment") == experiment.kind) | (pl.col("regime") == experiment.kind))
    if not experiment.with_running:
        asked = asked.filter(~pl.col("running"))
    seed = seed_of(experiment)
    drawn = assigned(
        strata(taking_part(asked, seed=seed, most=most)), seed=seed, share_percent=experiment.share_percent
    )
    if drawn.is_empty():
        return None
    rows = drawn.select("customer_id", "arm", "stratum", "owed_cents", "running", entered_on=pl.lit(on))
    return Entering(experiment, rows)


def seed_of(experiment: Experiment) -> str:
    """What the draws of an experiment start from: told to anybody, so that each can draw them again."""
    return f"{experiment.creditor_id}/{experiment.name}"


def with_segments(customers: pl.DataFrame, own: pl.DataFrame | None) -> pl.DataFrame:
    """Customers with the `segment` they are compared within: one of the creditor's own, else their regime."""
    told = customers.select("customer_id", "regime")
    if own is None or own.is_empty():
        return told.with_columns(segment="regime")
    named = own.select("customer_id", "own_segment")
    return told.join(named, on="customer_id", how="left").select(
        "customer_id",
        "regime",
        segment=pl.coalesce(pl.when(pl.col("regime") == "b2b").then("own_segment"), "regime"),
    )


def followers(customers: pl.DataFrame, kept: pl.DataFrame, experiment: Experiment) -> pl.DataFrame:
    """Those of them that follow a version of the champion's scenario."""
    scenario = experiment.champion.scenario_id
    versions = ScenarioVersion.objects.filter(scenario_id=scenario).values_list("pk", flat=True)
    others = kept.filter(~pl.col("scenario_version_id").is_in(list(versions)))
    if latest_version(experiment.creditor_id).scenario_id == scenario:
        return customers.join(others, on="customer_id", how="anti")
    mine = kept.join(others, on="customer_id", how="anti")
    return customers.join(mine, on="customer_id", how="semi")


def _late(items: pl.DataFrame, currency: str, *, on: date) -> pl.DataFrame:
    """What customers owe beyond its day, in the currency of the books: customer_id, owed_cents."""
    late = items.filter(
        pl.col("open_cents") > 0, ~pl.col("gone"), is_overdue(on), pl.col("currency") == currency
    )
    return late.group_by("customer_id").agg(owed_cents=pl.col("open_cents").sum())


def write_entering(record: Record, entering: Entering) -> None:
    """Write who enters, inside the entry of the run; cases that run move to the version of their arm."""
    rows, experiment = entering.rows, entering.experiment
    made = rows.drop("running").with_columns(
        bulk.reserve_ids(Entered, len(rows)),
        creditor_id=pl.lit(record.creditor.pk),
        experiment_id=pl.lit(experiment.pk),
        recorded_at=pl.lit(record.at),
        entry_id=pl.lit(record.entry.pk),
    )
    bulk.insert(Entered, made)
    record.wrote(Entered, made)
    moving = rows.filter("running")
    for version, ours in ((experiment.challenger, True), (experiment.champion, False)):
        whose = moving.filter((pl.col("arm") == CHALLENGER) == ours)["customer_id"].to_list()
        if whose:
            put_on(record, version, whose)
    record.untouched.update(rows["customer_id"])  # the plan written with it knows their version already
