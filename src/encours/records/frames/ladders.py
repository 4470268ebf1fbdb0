"""By which version of which scenario each customer is chased: its open case's, else the one its segment chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from encours.core.scenario import Scenario, from_dict
from encours.core.scenario.choosing import chosen
from encours.records.experiments.reading import running_experiment
from encours.records.frames.cases import versions_kept
from encours.records.frames.doorway import fetch, only
from encours.records.frames.experiments import entered, versions_drawn
from encours.records.frames.own_fields import segments_told
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import choices_of, latest_version, scenarios_of

_PEOPLE = """
SELECT c.id, c.regime, v.scenario_id, CASE WHEN k.scenario_version_id IS NULL THEN 0 ELSE 1 END
FROM parties_customer c
LEFT JOIN cases_case k ON k.customer_id = c.id AND k.closed_on IS NULL
LEFT JOIN policies_scenarioversion v ON v.id = k.scenario_version_id
WHERE c.creditor_id = %s AND c.merged_into_id IS NULL {of}
"""
_KINDS = {"customer_id": pl.Int64, "regime": pl.String, "scenario_id": pl.Int64, "running": pl.Boolean}


def people(creditor_id: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Customers, all or a few: their regime, whether a case of theirs runs on a version, and of which scenario."""
    return fetch(_PEOPLE.format(of=only("c.id", customers)), [creditor_id], _KINDS)


def versions_of(
    creditor_id: int,
    *,
    but: int,
    customers: Sequence[int] | None = None,
    own: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Customers, all or a few, that follow another version than `but`: customer_id, scenario_version_id.

    Usually none. A running case keeps its version, whatever its segment chooses since; whoever entered the experiment
    that runs follows the version it was drawn for. `own` are the customers in segments of the creditor's own, where
    they were told already.
    """
    kept = versions_kept(creditor_id, but=but, customers=customers)
    choices, experiment = choices_of(creditor_id), running_experiment(creditor_id)
    if not choices and experiment is None:
        return kept
    free = people(creditor_id, customers).filter(~pl.col("running"))
    found = [kept]
    if experiment is not None:
        drawn = versions_drawn(experiment, entered(experiment, customers))
        found.append(drawn.join(free, on="customer_id", how="semi"))
        free = free.join(drawn, on="customer_id", how="anti")
    if choices:
        theirs = choice_of(creditor_id, choices, free, customers, own=own)
        found.append(theirs.select("customer_id", scenario_version_id="choice"))
    return pl.concat(found).filter(pl.col("scenario_version_id") != but)


def choice_of(
    creditor_id: int,
    choices: Mapping[str, int],
    whom: pl.DataFrame,
    customers: Sequence[int] | None = None,
    *,
    own: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Those of `whom` (`people`) for whom something is chosen, with `kind` and `choice`."""
    told = segments_told(creditor_id, customers) if own is None else own
    return whom.join(chosen(whom, told, choices), on="customer_id")


def version_of(customer_id: int, creditor_id: int) -> ScenarioVersion:
    """The version that a customer is chased by."""
    latest = latest_version(creditor_id)
    others = versions_of(creditor_id, but=latest.pk, customers=[customer_id])
    return latest if others.is_empty() else ScenarioVersion.objects.get(pk=others["scenario_version_id"][0])


def scenario_of(customer_id: int, creditor_id: int) -> Scenario:
    """The scenario that a customer is chased by."""
    return from_dict(version_of(customer_id, creditor_id).content)


def scenarios_but(creditor_id: int, customers: Sequence[int], latest: int) -> dict[int, Scenario]:
    """The scenarios of these customers that follow another version than `latest`; a fixed number of queries."""
    whose = dict(versions_of(creditor_id, but=latest, customers=customers).rows())
    ladders = scenarios_of(set(whose.values()))
    return {customer: ladders[version] for customer, version in whose.items()}
