"""The plan of a day: every customer by the ladder of its own case, or of its segment, all others by the usual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from encours.acts.experiments.entering import Entering, entering_of
from encours.acts.send.heads import heads_frame
from encours.core.approvals import ApprovalRule, with_rules
from encours.core.day import Plan, plan_day
from encours.core.interest_rates import provisional_regimes
from encours.core.scenario import Scenario, from_dict
from encours.core.scenario.branches import events_in
from encours.records.frames.ladders import versions_of
from encours.records.frames.own_fields import segments_told
from encours.records.frames.step_events import step_events
from encours.records.parties.models import Creditor
from encours.records.policies.approvals import approval_rules
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import interest_rules, latest_version, scenarios_of


@dataclass
class Planner:
    """What decides a day for rows (OpenItem, CustomerFacts), all of them or those of a few customers, `only`.

    Once it decided, `kept` says who is not on the latest version, `entering` who enters the experiment that runs.

    One pass when everybody is on the latest version of the scenario. A past day, decided as it was known, is decided
    for each customer on its own: how groups are written to is told of today alone.
    """

    creditor: Creditor
    on: date
    as_known: bool
    latest: ScenarioVersion
    provisional: frozenset[str]
    heads: pl.DataFrame | None
    only: Sequence[int] | None = None
    approvals: tuple[ApprovalRule, ...] = ()
    kept: pl.DataFrame = field(default_factory=pl.DataFrame)
    entering: Entering | None = None
    events: pl.DataFrame | None = None

    def __call__(self, items: pl.DataFrame, customers: pl.DataFrame) -> Plan:
        """Tell the segments and the ladders, and decide."""
        own = segments_told(self.creditor.pk, self.only, on=self.on, items=items, as_known=self.as_known)
        self.kept = versions_of(self.creditor.pk, but=self.latest.pk, customers=self.only, own=own)
        if not self.as_known:
            self.entering = entering_of(self.creditor, items, customers, self.kept, own, on=self.on)
        if self.entering is not None:
            self.kept = self.entering.versions(self.kept, but=self.latest.pk)
        usual = from_dict(self.latest.content)
        ladders = scenarios_of(self.kept["scenario_version_id"].unique())
        looked_at = [usual, *ladders.values()]
        self.events = step_events(self.creditor.pk, looked_at, on=self.on, customers=self.only)
        if self.kept.is_empty():
            return self._decided(items, customers, usual, own)
        others = [
            self._decided(items.join(whose, on="customer_id", how="semi"), people, by, own)
            for whose, by in _by_version(self.kept, ladders)
            if not (people := customers.join(whose, on="customer_id", how="semi")).is_empty()
        ]
        rest = [frame.join(self.kept, on="customer_id", how="anti") for frame in (items, customers)]
        return _together([self._decided(rest[0], rest[1], usual, own), *others])

    def _decided(
        self, items: pl.DataFrame, customers: pl.DataFrame, by: Scenario, own: pl.DataFrame | None
    ) -> Plan:
        currency = self.creditor.currency
        plan = plan_day(
            items,
            customers,
            by,
            on=self.on,
            currency=currency,
            provisional=self.provisional,
            own=own,
            heads=self.heads,
            events=self.events if events_in(by) else None,
        )
        return with_rules(plan, self.approvals, by, currency=currency)


def planned(
    creditor: Creditor, *, on: date, as_known: bool = False, customers: Sequence[int] | None = None
) -> Planner:
    """Read the usual ladder, the rates and the heads of groups of a day; returns what decides it.

    `customers`: only these are asked about.
    """
    return Planner(
        creditor,
        on,
        as_known,
        latest_version(creditor.pk),
        frozenset(provisional_regimes(on=on, rules=interest_rules(creditor))),
        None if as_known else heads_frame(creditor, on=on, shadow=creditor.shadow),
        customers,
        approval_rules(creditor.pk),
    )


def _by_version(
    kept: pl.DataFrame, ladders: Mapping[int, Scenario]
) -> Iterator[tuple[pl.DataFrame, Scenario]]:
    """The customers of each version, with its ladder."""
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
        asked=pl.concat([plan.asked for plan in plans]).sort("receivable_id", "because"),
    )
