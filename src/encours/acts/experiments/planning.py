"""Before an experiment begins: who might take part, what their payments vary by, how many it takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from encours.acts.experiments.entering import with_segments
from encours.core.checklist import REGIMES
from encours.core.experiments import Spread, detectable, needed, outcomes, past_entries, spread_of, strata
from encours.core.experiments.assigning import CHAMPION
from encours.core.experiments.outcomes import EXPENSE, MARK
from encours.records.fields.reading import own_segments
from encours.records.frames.doorway import snapshot
from encours.records.frames.experiments import fell_due, receipts
from encours.records.frames.ladders import people, versions_of
from encours.records.frames.own_fields import segments_told
from encours.records.parties.models import Creditor
from encours.records.policies.models import ScenarioVersion
from encours.records.policies.reading import latest_version

LOOKED_BACK_DAYS = 365


@dataclass(frozen=True, slots=True)
class Power:
    """What the past says of an experiment to come.

    `spread` is of customers that entered over a year, `needed` how many it takes to find the effect asked for,
    `entering_days` how long so many took to enter in that year, `detectable_cents` what those of a year would show.
    None where too little was paid to tell.
    """

    spread: Spread
    needed: int | None
    entering_days: int | None
    detectable_cents: int | None


def kinds_of(creditor_id: int) -> list[str]:
    """The kinds of customers that may take part: regimes, and segments of the creditor's own."""
    return [*REGIMES, *(one.segment for one in own_segments(creditor_id))]


def power_of(
    creditor: Creditor,
    champion: ScenarioVersion,
    *,
    kind: str,
    within_days: int,
    share_percent: int,
    effect_cents: int,
    on: date,
) -> Power:
    """Reckon what an experiment takes, from what customers paid in the year before (`past_entries`)."""
    with snapshot():
        whom = taking(creditor, champion, kind=kind)
        last = on - timedelta(days=within_days)
        first = last - timedelta(days=LOOKED_BACK_DAYS)
        due = fell_due(creditor, from_on=first, to_on=last).join(whom, on="customer_id", how="semi")
        cash = receipts(creditor)
    past = strata(past_entries(due, cash, to_on=last).join(whom, on="customer_id"))
    told = outcomes(
        past.with_columns(arm=pl.lit(CHAMPION)),
        cash.drop("receivable_id"),
        pl.DataFrame(schema=EXPENSE),
        pl.DataFrame(schema=MARK),
        within_days=within_days,
        on=on,
    )
    spread = spread_of(told)
    count = needed(spread, effect_cents=effect_cents, share_percent=share_percent)
    enter = -(-count * LOOKED_BACK_DAYS // spread.customers) if count else None
    most = detectable(spread, customers=spread.customers, share_percent=share_percent)
    return Power(spread, count, enter, most)


def taking(creditor: Creditor, champion: ScenarioVersion, *, kind: str) -> pl.DataFrame:
    """The customers that follow the champion's scenario, of a kind (regime or segment; "" all): with `segment`."""
    latest = latest_version(creditor.pk)
    own = segments_told(creditor.pk)
    told = with_segments(people(creditor.pk), own)
    kept = versions_of(creditor.pk, but=latest.pk, own=own)
    versions = ScenarioVersion.objects.filter(scenario_id=champion.scenario_id).values_list("pk", flat=True)
    ours = pl.col("scenario_version_id").fill_null(latest.pk).is_in(list(versions))
    asked = told.join(kept, on="customer_id", how="left").filter(ours)
    if kind:
        asked = asked.filter((pl.col("segment") == kind) | (pl.col("regime") == kind))
    return asked.select("customer_id", "segment")
