"""One message per customer: every due item in it, at the highest step among them.

The formal notice is a message of its own. A message speaks one currency; when two wait, the one
whose step has waited longest goes first and the other stays ready for a later day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import polars as pl

from encours.core.day.channels import OF_CUSTOMER, with_channel
from encours.core.day.credits import PAIR
from encours.core.day.ladder import of_step
from encours.core.frames import Proposal, ProposalItem
from encours.core.reasons import ReasonCode
from encours.core.scenario import Scenario

_MESSAGE = ["customer_id", "formal"]
_OUTCOME = {"receivable_id": pl.Int64, "told": pl.String, "told_figure": pl.Int64}
_COUNTED = ("due_step", "overdue", "credit")


@dataclass(frozen=True, slots=True)
class Messages:
    """What is proposed, its lines, and the ready items that were told something else.

    A customer's harshest proposal comes first: the gap lets one leave, and once a person has approved
    a formal notice, milder messages must not keep it waiting for ever.

    `outcomes`: `receivable_id`, `told`, `told_figure` (null: keep the item's own).
    """

    proposals: pl.DataFrame
    lines: pl.DataFrame
    outcomes: pl.DataFrame


def messages(
    items: pl.DataFrame, customers: pl.DataFrame, credit_sums: pl.DataFrame, scenario: Scenario, *, on: date
) -> Messages:
    """Group the ready items of `items` (as `standing` left them) into messages."""
    if not items["ready"].any():  # the page of a customer asks of a few items, none of which is due most days
        return _nothing()
    ready = items.lazy().filter("ready").pipe(with_formal, scenario).collect()
    first = ready.lazy().pipe(one_currency_each).collect()
    lines = (
        items.lazy()
        .join(first.lazy().select("customer_id").unique(), on="customer_id", how="semi")
        .pipe(with_formal, scenario)
        .rename({"formal": "formal_step"})
        .join(first.lazy(), on=PAIR, how="inner")
        .pipe(with_role, scenario, on=on)
        .filter(pl.col("role").is_not_null())
        .collect()
    )
    heads = (
        lines.lazy()
        .pipe(heads_of)
        .join(credit_sums.lazy(), on=PAIR, how="left")
        .pipe(with_total)
        .join(customers.lazy().select("customer_id", "facts_version", *OF_CUSTOMER), on="customer_id")
        .pipe(with_channel, scenario)
        .collect()
    )
    kept = heads.filter((pl.col("total_cents") > 0) & (pl.col("total_cents") >= scenario.minimum_cents))
    return Messages(
        proposals=kept.select(Proposal.column_names()).sort(
            "customer_id", "position", descending=[False, True]
        ),
        lines=lines.lazy().pipe(proposal_lines, kept.lazy()).collect(),
        outcomes=ready.lazy().pipe(outcomes, heads.lazy(), scenario).collect(),
    )


@cache
def _nothing() -> Messages:
    return Messages(Proposal.create_empty(), ProposalItem.create_empty(), pl.DataFrame(schema=_OUTCOME))


def with_formal(items: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """Add `formal`: the item is ready for a formal notice, which no other message may carry."""
    formal = pl.col("ready") & of_step(scenario, "formal", pl.col("next_step")).fill_null(value=False)
    return items.with_columns(formal.alias("formal"))


def one_currency_each(ready: pl.LazyFrame) -> pl.LazyFrame:
    """One row per message: its customer, `formal`, its currency and its highest step, `top`."""
    return (
        ready.group_by(*_MESSAGE, "currency")
        .agg(pl.col("next_step").max().alias("top"), pl.col("step_day").min())
        .sort(*_MESSAGE, "step_day", "top", "currency", descending=[False, False, False, True, False])
        .unique(_MESSAGE, keep="first", maintain_order=True)
        .select(*_MESSAGE, "currency", "top")
    )


def with_role(lines: pl.LazyFrame, scenario: Scenario, *, on: date) -> pl.LazyFrame:
    """Add `role` in the message (null: not in it), `moved`, the step it then makes, and its marks.

    Left out: what is disputed, held, doubtful, gone or not for reminding. In a reminder, an item whose step
    is preventive is listed apart, among those not yet due; so is one under formal notice, for a
    softer reminder of it would take the notice back.
    """
    mine = pl.col("ready") & (pl.col("formal_step") == pl.col("formal"))
    overdue = pl.col("due_on") < on
    preventive = of_step(scenario, "preventive", pl.col("top"))
    until = pl.col("held_until").is_null() | (pl.col("held_until") >= on)
    held = ((pl.col("held_from") <= on) & until).fill_null(value=False)
    sure = pl.col("doubt").is_null() & pl.col("customer_doubt").is_null()
    listed = pl.col("chased") & ~held & sure & ~pl.col("formal")
    noticed = pl.lit(value=False)
    if (formal := scenario.formal_position) is not None:
        noticed = pl.col("delivered_position") >= formal  # a person's step may have come after
    role = (
        pl.when(mine & (overdue | preventive))
        .then(pl.lit("due_step"))
        .when(mine)
        .then(pl.lit("not_due"))
        .when(pl.col("credit"))
        .then(pl.lit("credit"))
        .when(listed & noticed)
        .then(pl.lit("noticed"))
        .when(listed & overdue)
        .then(pl.lit("overdue"))
        .when(listed)
        .then(pl.lit("not_due"))
    )
    step = pl.when(mine).then(pl.col("next_step"))
    stage = pl.coalesce(step, pl.col("delivered_position"))
    gentle = of_step(scenario, "courtesy", stage).fill_null(value=True) | pl.col("no_claim")
    asks = of_step(scenario, "needs_approval", step).fill_null(value=False)
    return lines.with_columns(
        role.alias("role"), step.alias("moved"), gentle.alias("courtesy_only"), asks.alias("asks")
    )


def heads_of(lines: pl.LazyFrame) -> pl.LazyFrame:
    """One row per message from its lines: step, currency, sums."""
    moved = pl.col("moved").is_not_null()
    return lines.group_by(_MESSAGE).agg(
        pl.col("currency").first(),
        pl.col("creditor_id").first(),
        pl.col("segment").first(),
        pl.col("top").first().alias("position"),
        pl.col("claim_cents").filter(pl.col("role").is_in(_COUNTED)).sum().alias("total_cents"),
        pl.col("courtesy_only").filter(moved).all(),
        pl.col("asks").any().alias("needs_approval"),
    )


def with_total(heads: pl.LazyFrame) -> pl.LazyFrame:
    """Deduct unapplied cash from the total."""
    cash = pl.col("unapplied_cents").fill_null(0)
    return heads.with_columns(cash, (pl.col("total_cents") - cash).alias("total_cents"))


def proposal_lines(lines: pl.LazyFrame, kept: pl.LazyFrame) -> pl.LazyFrame:
    """The lines of the messages kept, as ProposalItem, in a total order."""
    return (
        lines.select(*_MESSAGE, "receivable_id", "moved", "role", "courtesy_only", "claim_cents")
        .join(kept.select(*_MESSAGE, "step_code"), on=_MESSAGE, how="inner")
        .rename({"moved": "position", "claim_cents": "open_cents"})
        .select(ProposalItem.column_names())
        .sort("customer_id", "step_code", "receivable_id")
    )


def outcomes(ready: pl.LazyFrame, heads: pl.LazyFrame, scenario: Scenario) -> pl.LazyFrame:
    """What the message of a ready item changes to the item's own reason."""
    total, minimum = pl.col("total_cents"), scenario.minimum_cents
    told = heads.select(
        *_MESSAGE,
        pl.col("currency").alias("chosen"),
        "total_cents",
        "lacks_recipient",
        "recipient_doubt",
        "credit_cents",
        refused=(pl.col("channel") == "email") & pl.col("refuses_email") & pl.col("has_email"),
    )
    reason = (
        pl.when(pl.col("currency") != pl.col("chosen"))
        .then(pl.lit(str(ReasonCode.OTHER_CURRENCY_FIRST)))
        .when(total <= 0)
        .then(pl.lit(str(ReasonCode.COVERED_BY_CREDITS)))
        .when(total < minimum)
        .then(pl.lit(str(ReasonCode.BELOW_MINIMUM)))
        .when(pl.col("lacks_recipient") & pl.col("refused"))
        .then(pl.lit(str(ReasonCode.OPTED_OUT)))
        .when(pl.col("lacks_recipient") & pl.col("recipient_doubt").is_not_null())
        .then(pl.lit(str(ReasonCode.RECIPIENT_DOUBTFUL)))
        .when(pl.col("lacks_recipient"))
        .then(pl.lit(str(ReasonCode.NO_ADDRESS)))
    )
    figure = (
        pl.when(pl.col("told") == str(ReasonCode.COVERED_BY_CREDITS))
        .then(pl.col("credit_cents"))
        .when(pl.col("told") == str(ReasonCode.BELOW_MINIMUM))
        .then(pl.lit(minimum, pl.Int64))
    )
    return (
        ready.join(told, on=_MESSAGE, how="inner")
        .with_columns(reason.alias("told"))
        .select("receivable_id", "told", figure.alias("told_figure"))
        .filter(pl.col("told").is_not_null())
    )
