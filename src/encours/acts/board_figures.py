"""The figures of a day that boards show beside the measures: read and computed once, by the run."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl

from encours.core.boards.figures import MONTHS, board_figures
from encours.records.frames.figures import receipts_by_day
from encours.records.parties.models import Creditor
from encours.records.policies.reading import latest_version, scenarios_of


def of_the_day(
    creditor: Creditor, items: pl.DataFrame, customers: pl.DataFrame, kept: pl.DataFrame, *, on: date
) -> dict[str, Any]:
    """Compute them in the creditor's currency; other currencies stand beside, never added.

    `kept` are the customers that follow another version than the latest (`records.frames.ladders`).
    """
    return board_figures(
        items,
        customers,
        recent_receipts(creditor, on=on),
        _steps(creditor.pk, customers, kept),
        currency=creditor.currency,
        on=on,
    )


def recent_receipts(creditor: Creditor, *, on: date) -> pl.DataFrame:
    """Money received by day over the months that boards show."""
    since = on.replace(day=1) - timedelta(days=31 * MONTHS)
    return receipts_by_day(creditor.pk, creditor.currency, since=since, until=on)


def _steps(creditor_id: int, customers: pl.DataFrame, kept: pl.DataFrame) -> pl.DataFrame:
    """The step of each customer at each position, by the version of the scenario that its case follows."""
    latest = latest_version(creditor_id)
    keys = {latest.pk, *kept["scenario_version_id"].unique()}
    rungs = pl.DataFrame(
        [
            (version, step.position, step.code)
            for version, scenario in scenarios_of(sorted(keys)).items()
            for step in scenario.steps
        ],
        schema={"scenario_version_id": pl.Int64, "position": pl.Int64, "step_code": pl.String},
        orient="row",
    )
    return (
        customers.select("customer_id")
        .join(kept, on="customer_id", how="left")
        .with_columns(pl.col("scenario_version_id").fill_null(latest.pk))
        .join(rungs, on="scenario_version_id")
        .select("customer_id", "position", "step_code")
    )
