"""The figures of a day that boards show beside the measures: read and computed once, by the run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from encours.core.boards.figures import MONTHS, Steps, board_figures
from encours.core.boards.sums import DaySums
from encours.records.frames.figures import receipts_by_day
from encours.records.parties.models import Creditor
from encours.records.policies.reading import latest_version, scenarios_of


def of_the_day(
    creditor: Creditor,
    sums: DaySums,
    customers: pl.DataFrame,
    receipts: pl.DataFrame,
    kept: pl.DataFrame,
    *,
    on: date,
) -> dict[str, Any]:
    """Compute them in the creditor's currency; other currencies stand beside, never added.

    `receipts` as `recent_receipts` reads them; `kept` are the customers that follow another version than the latest
    (`records.frames.ladders`).
    """
    owed = sums.due.filter(~pl.col("gone") & pl.col("owed"))
    steps = Steps(kept, _steps(creditor.pk, kept))
    return board_figures(sums.debtors, owed, customers, receipts, steps, on=on)


def recent_receipts(creditor: Creditor, *, on: date) -> pl.DataFrame:
    """Money received by day over the months that boards show."""
    since = on.replace(day=1) - timedelta(days=31 * MONTHS)
    return receipts_by_day(creditor.pk, creditor.currency, since=since, until=on)


def _steps(creditor_id: int, kept: pl.DataFrame) -> pl.DataFrame:
    """The step at each position of each version that somebody follows; the latest, which most do, has no number."""
    latest = latest_version(creditor_id)
    keys = {latest.pk, *kept["scenario_version_id"].unique()}
    return pl.DataFrame(
        [
            (None if version == latest.pk else version, step.position, step.code)
            for version, scenario in scenarios_of(sorted(keys)).items()
            for step in scenario.steps
        ],
        schema={"scenario_version_id": pl.Int64, "position": pl.Int64, "step_code": pl.String},
        orient="row",
    )
