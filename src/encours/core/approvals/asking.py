"""Which rule takes a message: the first, in order, whose every criterion is true of it. For a frame, and for one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import polars as pl

from encours.core.approvals.rules import ON_DEMAND, ApprovalRule
from encours.core.day import Plan
from encours.core.day.ladder import of_step
from encours.core.reasons import ReasonCode
from encours.core.scenario import Scenario

_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules look at of a message; `tone` "" where its step is no longer in the scenario."""

    step_code: str
    tone: str
    segment: str
    channel: str
    currency: str
    total_cents: int


def first_rule(rules: Sequence[ApprovalRule], asked: Asked, *, currency: str) -> ApprovalRule | None:
    """The first rule that takes a message, or None; `currency` is that of the creditor's books.

    An amount in another currency is not compared, for none is ever converted: a rule that asks takes the message
    whatever its amount, one that does not ask never does by an amount.
    """
    return next((rule for rule in rules if _takes(rule, asked, currency)), None)


def _takes(rule: ApprovalRule, asked: Asked, currency: str) -> bool:
    criteria = (
        (rule.steps, asked.step_code),
        (rule.tones, asked.tone),
        (rule.segments, asked.segment),
        (rule.channels, asked.channel),
    )
    if any(wanted and found not in wanted for wanted, found in criteria):
        return False
    if asked.step_code in ON_DEMAND and not rule.steps:
        return False
    if rule.from_cents is None:
        return True
    return asked.total_cents >= rule.from_cents if asked.currency == currency else rule.asks


def satisfied(
    rule: ApprovalRule, *, approved_as: Collection[str], approved_by: str, hands: Collection[str]
) -> bool:
    """Whether an approval is what a rule demands: in the name of who may, and by other hands where it says so."""
    if rule.four_eyes and approved_by in hands:
        return False
    return not rule.approvers.isdisjoint(approved_as)


def caught(
    messages: pl.DataFrame, rules: Sequence[ApprovalRule], *, currency: str
) -> tuple[pl.Series, pl.Series]:
    """For each message (step_code, tone, segment, channel, currency, total_cents): rank of its rule, whether it asks.

    The rank is null where no rule takes it.
    """
    if not rules:
        nothing = pl.Series("rank", [None] * len(messages), dtype=pl.Int32)
        return nothing, pl.Series("asks", [False] * len(messages), dtype=pl.Boolean)
    rank = pl.coalesce(
        *(pl.when(_taken(rule, currency)).then(pl.lit(at, pl.Int32)) for at, rule in enumerate(rules)),
        pl.lit(None, pl.Int32),
    )
    asks = rank.fill_null(_NOBODY).is_in([at for at, rule in enumerate(rules) if rule.asks])
    found = messages.with_columns(rank=rank, asks=asks)  # as many as there are, where no column is looked at
    return found["rank"], found["asks"]


def _taken(rule: ApprovalRule, currency: str) -> pl.Expr:
    found = pl.lit(value=True) if rule.steps else ~pl.col("step_code").is_in(list(ON_DEMAND))
    for name, wanted in (
        ("step_code", rule.steps),
        ("tone", rule.tones),
        ("segment", rule.segments),
        ("channel", rule.channels),
    ):
        if wanted:
            found &= pl.col(name).is_in(list(wanted))
    if rule.from_cents is None:
        return found
    ours = pl.col("currency") == currency
    return found & pl.when(ours).then(pl.col("total_cents") >= rule.from_cents).otherwise(rule.asks)


def with_rules(plan: Plan, rules: Sequence[ApprovalRule], scenario: Scenario, *, currency: str) -> Plan:
    """Add to each proposal its `tone` and `approval_rule` (the code of the rule that asks; "": none).

    What a rule asks waits for a person as what a step asks does, and the positions of its items say so.
    """
    tone = of_step(scenario, "tone", pl.col("position")).fill_null("").alias("tone")
    proposals = plan.proposals.with_columns(tone)
    rank, asks = caught(proposals, rules, currency=currency)
    codes = pl.Series([*(one.code for one in rules), ""], dtype=pl.String)
    code = pl.lit(codes).gather(pl.when("asks").then("rank").otherwise(len(rules)))
    proposals = (
        proposals.with_columns(rank, asks)
        .with_columns((pl.col("needs_approval") | pl.col("asks")).alias("needs_approval"))
        .with_columns(code.alias("approval_rule"))
        .drop("rank", "asks")
    )
    asking = proposals.filter(pl.col("approval_rule") != "")
    if asking.is_empty():
        return Plan(plan.positions, proposals, plan.proposal_items, plan.asked)
    moved = (
        plan.proposal_items.filter(pl.col("position").is_not_null())
        .join(asking, on=["customer_id", "step_code"], how="semi")
        .get_column("receivable_id")
    )
    waits = pl.col("receivable_id").is_in(moved.implode()) & (pl.col("reason") == str(ReasonCode.PROPOSED))
    reason = pl.when(waits).then(pl.lit(str(ReasonCode.NEEDS_APPROVAL))).otherwise("reason").alias("reason")
    return Plan(plan.positions.with_columns(reason), proposals, plan.proposal_items, plan.asked)
