"""The messages of a replayed day before the one gate: which leave, which wait, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

import polars as pl

from encours.core.day import Plan
from encours.core.day.branches import for_gate
from encours.core.freshness import Freshness
from encours.core.gate import Conditions, Stopped
from encours.core.reasons import Reason, ReasonCode
from encours.core.replay.at_gate import AT, Gate, Round, unagreed
from encours.core.replay.book import MOVED, SENT, Sent
from encours.core.replay.surely import MESSAGE, surely_leaving
from encours.core.scenario import Scenario
from encours.core.scenario.ladder import CHANNELS

HELD: Final[dict[str, Any]] = {
    "customer_id": pl.Int64,
    "on": pl.Date,
    "step_code": pl.String,
    "reason": pl.String,
}
"""A message that the gate kept back that day, and the code of its reason."""

_NOBODY: Final = str(ReasonCode.NO_ADDRESS)
_FRESH: Final = Freshness(fresh=True, reason=Reason(ReasonCode.FRESH))


@dataclass(frozen=True, slots=True)
class Standing:
    """How the house stood on a day that it decided: what it was told of payments, a wide stop, the most of a day.

    `largest`: the largest amounts left first, not what was planned first. `sending_cents`: what a message cost.
    """

    freshness: Freshness = _FRESH
    stopped: Stopped | None = None
    most: int | None = None
    largest: bool = False
    sending_cents: int | None = None


@dataclass(frozen=True, slots=True)
class House:
    """How the house stands through a replay; `shadow`: its messages are rendered, and count as delivered.

    Each way is taken as open: what a breakdown stopped on a past day says nothing of a scenario. `days` says of a day
    what is known of it; of any other the data is taken as fresh, and nothing stops it.
    """

    currency: str
    shadow: bool
    days: Mapping[date, Standing] = field(default_factory=dict)

    def on(self, day: date) -> Standing:
        """How it stood on a day."""
        return self.days.get(day, _USUAL)

    def conditions(self, provisional: frozenset[str], *, on: date) -> Conditions:
        """What the gate is told of it."""
        standing = self.on(on)
        return Conditions(
            freshness=standing.freshness,
            channels=frozenset(CHANNELS),
            shadow=self.shadow,
            provisional=provisional,
            currency=self.currency,
            stopped=standing.stopped,
        )

    def limited(self) -> bool:
        """Whether on some day only so many messages might leave: what one customer is sent then rests on the others."""
        return not self.shadow and any(one.most is not None for one in self.days.values())


_USUAL: Final = Standing()


def through_gate(
    day: Round,
    scenario: Scenario,
    conditions: Conditions,
    *,
    on: date,
    room: int | None = None,
    first: Mapping[tuple[int, str], Any] | None = None,
) -> tuple[Sent, pl.DataFrame]:
    """Ask the gate about each proposal of a day, in their order; returns what leaves, and what it keeps (`HELD`).

    `room`: how many may still leave, those first that `first` puts first. What needs a person's agreement has it the
    same day, but where that person really took longer.
    """
    plan = day.plan
    # In shadow the gate lets by what has no recipient, and the channel finds nobody: it need not be asked.
    nobody = plan.proposals.filter("lacks_recipient").select("customer_id", "step_code")
    proposed = plan.proposals.filter(~pl.col("lacks_recipient"))
    surely = surely_among(day, proposed, scenario, conditions, on=on)
    asked = proposed.join(surely, on=MESSAGE, how="anti", maintain_order="left")
    gate = Gate(day, asked, scenario, conditions, on)
    gate.held.extend((customer, on, step, _NOBODY) for customer, step in nobody.iter_rows())
    if room is None:
        for row in asked.iter_rows(named=True):
            gate.ask(row)
        plain = proposed.join(surely, on=MESSAGE, how="semi", maintain_order="left")
    else:
        order = first or {}
        gate.surely.update(surely.iter_rows())
        rows = proposed.iter_rows(named=True)
        gate.ask_in_turn(sorted(rows, key=lambda row: order[row["customer_id"], row["step_code"]]), room)
        plain = proposed.clear()
    left = pl.DataFrame(gate.left, schema=SENT, orient="row")
    messages = pl.concat([_as_sent(plain, on=on), left])
    return Sent(messages, _moved(plan, messages, on=on)), pl.DataFrame(gate.held, schema=HELD, orient="row")


def surely_among(
    day: Round, proposed: pl.DataFrame, scenario: Scenario, conditions: Conditions, *, on: date
) -> pl.DataFrame:
    """Those that the gate surely lets by: each the only one of its customer, agreed to, and to nobody's head."""
    own = proposed.filter(~pl.col("customer_id").is_duplicated())
    if day.heads is not None:
        own = own.join(day.heads, on="customer_id", how="anti")
    if (waiting := unagreed(day.agreements, on=on)).height:
        own = own.join(waiting, on=MESSAGE, how="anti")
    whom = own.select("customer_id")
    return surely_leaving(
        own,
        day.plan.proposal_items.join(own, on=MESSAGE, how="semi"),
        for_gate(day.items.join(whom, on="customer_id", how="semi"), day.events, scenario, on=on),
        day.customers.join(whom, on="customer_id", how="semi"),
        day.sent.messages,
        scenario,
        at=datetime.combine(on, AT),
        conditions=conditions,
    )


def _as_sent(proposed: pl.DataFrame, *, on: date) -> pl.DataFrame:
    return proposed.select(
        "customer_id",
        "step_code",
        "channel",
        on=pl.lit(on),
        cents="total_cents",
        address=pl.lit(None, pl.Int64),
        together=pl.lit(value=False),
    ).select(*SENT)


def _moved(plan: Plan, messages: pl.DataFrame, *, on: date) -> pl.DataFrame:
    return (
        plan.proposal_items.filter(pl.col("position").is_not_null())
        .join(messages, on=["customer_id", "step_code"], how="semi")
        .with_columns(pl.lit(on).alias("on"))
        .select(*MOVED)
    )
