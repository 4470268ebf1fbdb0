"""By which channel a message goes: the step's own, or the one said instead where only that reaches the customer."""

from __future__ import annotations

from typing import Final

import polars as pl

from encours.core.day.ladder import of_step
from encours.core.scenario import Scenario

OF_CUSTOMER: Final = (
    "has_email",
    "at_head",
    "has_address",
    "refuses_email",
    "email_lost",
    "recipient_doubt",
    "wanted_channel",
    "wanted_because",
)
"""What of a customer (CustomerFacts, and the mark of `core.day.heads`) says by which channel it is reached."""
BECAUSE: Final = ("opted_out", "returned", "doubtful", "unknown", "chosen", "history")
"""Why not by the step's own channel: refused, come back for good, cannot be an address, none known; or it reaches, and
a person chose another, or what the customer answered to did.
"""


def with_channel(heads: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """Add `step_code`, `channel`, `channel_because` (null: the step's own), `lacks_recipient`.

    `heads` has `position` and the columns of `OF_CUSTOMER`. Whoever refuses e-mail is written to by letter, but
    before the due date. A step of courtesy reaches the head of a group that is written to there. A channel wanted for
    the customer goes before the step's own where it reaches; a formal notice and what a person does keep theirs.
    """
    position = pl.col("position")
    there = pl.col("at_head") & of_step(scenario, "courtesy", position).fill_null(value=False)
    heads = heads.with_columns((pl.col("has_email") | there).alias("has_email"))
    channel = of_step(scenario, "channel", position)
    late = ~of_step(scenario, "preventive", position)
    instead = pl.when(pl.col("refuses_email") & late).then(pl.lit("letter"))
    fallback = pl.coalesce(instead, of_step(scenario, "fallback_channel", position))
    falls = ~_reaches(channel) & _reaches(fallback)
    wanted = pl.col("wanted_channel")
    free = ~of_step(scenario, "formal", position) & ~of_step(scenario, "by_person", position) & ~there
    early = (wanted == "letter") & ~late  # a letter to somebody who owes nothing yet is worth no stamp
    takes = (free & ~early & (wanted != channel) & _reaches(wanted)).fill_null(value=False)
    return heads.with_columns(
        of_step(scenario, "code", position).alias("step_code"),
        pl.when(takes).then(wanted).when(falls).then(fallback).otherwise(channel).alias("channel"),
        pl.when(takes)
        .then(pl.col("wanted_because"))
        .when(falls)
        .then(_because(channel))
        .alias("channel_because"),
    ).with_columns((~_reaches(pl.col("channel"))).alias("lacks_recipient"))


def _reaches(channel: pl.Expr) -> pl.Expr:
    by_email = (channel == "email") & pl.col("has_email") & ~pl.col("refuses_email")
    return (by_email | ((channel == "letter") & pl.col("has_address"))).fill_null(value=False)


def _because(channel: pl.Expr) -> pl.Expr:
    by_email = channel == "email"
    return (
        pl.when(by_email & pl.col("refuses_email"))
        .then(pl.lit("opted_out"))
        .when(by_email & pl.col("email_lost").fill_null(value=False))
        .then(pl.lit("returned"))
        .when(pl.col("recipient_doubt").is_not_null())
        .then(pl.lit("doubtful"))
        .otherwise(pl.lit("unknown"))
    )
