"""The plan of a day: every customer by the ladder of its own case, or of its segment, all others by the usual."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import polars as pl

from encours.acts.send.heads import heads_frame
from encours.core.day import Plan, plan_day
from encours.core.interest_rates import provisional_regimes
from encours.core.scenario import Scenario, from_dict
from encours.records.frames.ladders import versions_of
from encours.records.frames.own_fields import segments_told
from encours.records.parties.models import Creditor
from encours.records.policies.reading import interest_rules, latest_version, scenarios_of

Planned = Callable[[pl.DataFrame, pl.DataFrame], Plan]


def planned(creditor: Creditor, *, on: date, as_known: bool = False) -> Planned:
    """Read the ladders, rates and calendar of a day; returns what decides it for rows (OpenItem, CustomerFacts).

    One pass when everybody is on the latest version of the scenario. A past day, decided as it was known, is decided
    for each customer on its own: how groups are written to is told of today alone.
    """
    latest = latest_version(creditor.pk)
    scenario = from_dict(latest.content)
    provisional = provisional_regimes(on=on, rules=interest_rules(creditor))
    own = segments_told(creditor.pk)
    heads = None if as_known else heads_frame(creditor, on=on, shadow=creditor.shadow)

    def decided(items: pl.DataFrame, customers: pl.DataFrame, by: Scenario) -> Plan:
        return plan_day(
            items,
            customers,
            by,
            on=on,
            currency=creditor.currency,
            provisional=provisional,
            own=own,
            heads=heads,
        )

    def all_decided(items: pl.DataFrame, customers: pl.DataFrame) -> Plan:
        kept = versions_of(creditor.pk, but=latest.pk)
        if kept.is_empty():
            return decided(items, customers, scenario)
        others = [
            decided(items.join(whose, on="customer_id", how="semi"), people, by)
            for whose, by in _by_version(kept)
            if not (people := customers.join(whose, on="customer_id", how="semi")).is_empty()
        ]
        rest = [frame.join(kept, on="customer_id", how="anti") for frame in (items, customers)]
        return _together([decided(rest[0], rest[1], scenario), *others])

    return all_decided


def _by_version(kept: pl.DataFrame) -> Iterator[tuple[pl.DataFrame, Scenario]]:
    """The customers of each version, with its ladder."""
    ladders = scenarios_of(kept["scenario_version_id"].unique())
    for version in sorted(ladders):
        yield kept.filter(pl.col("scenario_version_id") == version).select("customer_id"), ladders[version]


def _together(plans: list[Plan]) -> Plan:
    """One plan of several that share no customer, in the order that one alone would have."""
    return Plan(
        positions=pl.concat([plan.positions for plan in plans]).sort("receivable_id"),
        proposals=pl.concat([plan.proposals for plan in plans]).sort(
            "customer_id", "position", descending=[False, True]
        ),
        proposal_items=pl.concat([plan.proposal_items for plan in plans]).sort(
            "customer_id", "step_code", "receivable_id"
        ),
    )
