"""What happened since the last steps, as the gate asks it of the customers of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from encours.core.day.branches import for_gate
from encours.core.scenario import Scenario
from encours.core.scenario.branches import events_in
from encours.records.frames.step_events import step_events


def with_what_happened(
    creditor_id: int, now: pl.DataFrame, ladders: Mapping[int, Scenario], *, on: date
) -> pl.DataFrame:
    """The items with what the branches of their customers' ladders say (`core.day.branches`); usually as they are."""
    branched = {customer: by for customer, by in ladders.items() if events_in(by)}
    events = step_events(creditor_id, set(branched.values()), on=on, customers=sorted(branched))
    if events is None:
        return now
    whose = pl.col("customer_id")
    frames = [now.filter(~whose.is_in(list(branched)))]
    for by in set(branched.values()):
        mine = [customer for customer, theirs in branched.items() if theirs == by]
        frames.append(for_gate(now.filter(whose.is_in(mine)), events, by, on=on))
    found = pl.concat(frames, how="diagonal")
    if "branch_stop" not in found.columns:
        return found
    return found.with_columns(pl.col("branch_stop").fill_null(value=False))
