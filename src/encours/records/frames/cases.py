"""Open cases that stay on another version of the scenario than the latest."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from encours.records.frames.doorway import fetch, only


def versions_kept(creditor_id: int, *, but: int, customers: Sequence[int] | None = None) -> pl.DataFrame:
    """Customers whose open case names another version than `but`: columns customer_id, scenario_version_id.

    Usually none: everybody is on the latest. A case that names no version follows the latest.
    """
    whose = "creditor_id" if customers is None else "+creditor_id"  # a few are found by themselves
    return fetch(
        "SELECT customer_id, scenario_version_id FROM cases_case"
        f" WHERE {whose} = %s AND closed_on IS NULL AND scenario_version_id <> %s {only('customer_id', customers)}",
        [creditor_id, but],
        {"customer_id": pl.Int64, "scenario_version_id": pl.Int64},
    )
