"""Who should be marked doubtful today, by which rule, and whose mark should end."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from encours.core.doubtful.policy import RULES, DoubtfulPolicy

CUSTOMER: Final = {
    "customer_id": pl.Int64,
    "oldest_due_on": pl.Date,
    "overdue_cents": pl.Int64,
    "insolvent_on": pl.Date,
    "judicial_on": pl.Date,
    "noticed_on": pl.Date,
    "marked_rule": pl.String,
}
"""A customer as it is looked at. `oldest_due_on` and `overdue_cents` are of what it owes overdue; `noticed_on` is the
last formal notice delivered for a debt that is still owed; `marked_rule` says by which rule it is doubtful (null:
not)."""
PROPOSAL: Final = {**CUSTOMER, "change": pl.String, "rule": pl.String, "days": pl.Int64}
"""`change`: mark or end; `rule` the gravest that holds (`end`: null), `days` how long that has been so."""


def proposed(customers: pl.DataFrame, policy: DoubtfulPolicy, *, on: date) -> pl.DataFrame:
    """What should change (`PROPOSAL`), the largest debts first.

    A mark made by a rule ends once none holds; one that a person made, once nothing is overdue: until then it is its
    word that counts.
    """
    days = {name: (pl.lit(on) - pl.col(column)).dt.total_days() for name, column in _SINCE.items()}
    enough = pl.col("overdue_cents") >= max(policy.minimum_cents, 1)
    holds = {
        "insolvency": pl.lit(policy.insolvency) & pl.col("insolvent_on").is_not_null(),
        "judicial": pl.lit(policy.judicial) & pl.col("judicial_on").is_not_null() & enough,
        "formal_notice": pl.lit(policy.notice_days > 0)
        & (days["formal_notice"] >= policy.notice_days).fill_null(value=False)
        & enough,
        "overdue": pl.lit(policy.overdue_days > 0)
        & (days["overdue"] >= policy.overdue_days).fill_null(value=False)
        & enough,
    }
    rule = pl.coalesce(
        *(pl.when(holds[name]).then(pl.lit(name)) for name in RULES), pl.lit(None, dtype=pl.String)
    )
    told = customers.with_columns(rule=rule)
    since = pl.coalesce(*(pl.when(pl.col("rule") == name).then(days[name]) for name in RULES))
    marked = pl.col("marked_rule").is_not_null()
    over = (
        pl.when(pl.col("marked_rule") == "person")
        .then(pl.col("overdue_cents") == 0)
        .otherwise(pl.col("rule").is_null())
    )
    change = (
        pl.when(~marked & pl.col("rule").is_not_null())
        .then(pl.lit("mark"))
        .when(marked & over & pl.col("rule").is_null())
        .then(pl.lit("end"))
    )
    return (
        told.with_columns(change=change, days=since)
        .filter(pl.col("change").is_not_null())
        .select(*PROPOSAL)
        .sort("overdue_cents", "customer_id", descending=[True, False])
    )


_SINCE: Final = {
    "insolvency": "insolvent_on",
    "judicial": "judicial_on",
    "formal_notice": "noticed_on",
    "overdue": "oldest_due_on",
}
