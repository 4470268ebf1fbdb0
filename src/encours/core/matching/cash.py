"""A day's credits against what is owed: applied where it is sure, proposed where it is not.

In order: a payer remembered as not a customer is set aside; items that a line names are paid, then numbers
written with a letter for a digit; then, of a known payer, the one item of that amount, the one less its
discount, all that it owes or the only set that makes the amount, the one within what its creditor lets pass;
then the same by the payer's very name, a number that the bank cut, the order that the creditor chose, money
on account. A line never pays beyond its amount nor an item beyond what is open; another currency is never
touched; debits and returned payments pay nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from encours.core.matching.allocation import OURS, Allocation
from encours.core.matching.candidates import candidates
from encours.core.matching.folding import plain
from encours.core.matching.matchers import advised as by_advice
from encours.core.matching.matchers import ahead, cards, cut, exact, named, order, sets, together, twice
from encours.core.matching.mentions import mentions, misread
from encours.core.matching.payers import keyed, named_alike, recognised, with_families
from encours.core.matching.policy import Policy
from encours.core.matching.refusals import holding, sets_of, without_customers, without_items, without_sets
from encours.core.matching.shapes import (
    CustomerName,
    Outcome,
    Payable,
    Payer,
    Received,
    Refusal,
    SetAside,
    Settled,
    whole,
)


@dataclass(frozen=True, slots=True)
class Cash:
    """Frames in the shapes of `core.matching.shapes`: Match, Candidate, SetAside, OnAccount, Outcome."""

    matches: pl.DataFrame
    candidates: pl.DataFrame
    set_aside: pl.DataFrame
    on_account: pl.DataFrame
    outcomes: pl.DataFrame


@dataclass(frozen=True, slots=True)
class _Told:
    """What lines say: items they name, payers they are known by (their own, their family's, by name)."""

    named: pl.DataFrame
    guessed: pl.DataFrame
    known: pl.DataFrame
    family: pl.DataFrame
    alike: pl.DataFrame


def match(
    lines: pl.DataFrame,
    items: pl.DataFrame,
    payers: pl.DataFrame,
    customers: pl.DataFrame,
    *,
    policy: Policy | None = None,
    paid: pl.DataFrame | None = None,
    refused: pl.DataFrame | None = None,
    advised: pl.DataFrame | None = None,
    debited: pl.DataFrame | None = None,
    said: pl.DataFrame | None = None,
) -> Cash:
    """Apply bank lines to open items.

    `lines` has the columns of Received: of those that may be null, what a caller leaves out is null. `items`,
    `payers`, `customers`, `paid` and `refused` are Payable, Payer, CustomerName, Settled and Refusal; `advised`
    (`matchers.advised`) is what advices tied to lines say of them, which goes before everything else;
    `debited`, alike, which of our direct debits they credit; `said` the mentions (`mentions`) of these lines and maybe
    of others, where they were read already. The order of rows changes nothing.
    """
    lines = whole(lines, Received).with_columns(pl.col("wording").fill_null(""))
    received = lines.filter(_pays()).sort("booked_on", "line_id")
    held = holding(received, whole(pl.DataFrame() if refused is None else refused, Refusal))
    items = _in_order(whole(items, Payable))
    payers, customers = whole(payers, Payer), keyed(whole(customers, CustomerName))
    all_told = recognised(received, payers, customers)
    told = _told(received, items, said, all_told, customers, held)
    strangers = _strangers(all_told, advised)
    aside = strangers.join(told.named.filter("strong").select("line_id").unique(), on="line_id", how="anti")
    doubts = dict.fromkeys(strangers["line_id"].to_list(), "payer_set_aside")
    allocation = Allocation(received, items, policy or Policy(), doubts, sets_of(held))
    earlier = whole(pl.DataFrame() if paid is None else paid, Settled)
    _pay_told(allocation, debited, advised)
    ahead_of, again = _apply(allocation, told, received, items, earlier)
    matches = allocation.matches(pl.concat([told.family, told.alike]))
    done = pl.concat([aside.select("line_id"), ahead_of.select("line_id")])
    waiting = _unapplied(received.join(done, on="line_id", how="anti"), matches)
    return Cash(
        matches=matches,
        candidates=without_items(
            _candidates(allocation, told, waiting, matches, again, payers, customers), held
        ),
        set_aside=aside.select(SetAside.column_names()),
        on_account=ahead_of,
        outcomes=_outcomes(lines, _applied(matches, ahead_of), told.known, aside),
    )


def _in_order(items: pl.DataFrame) -> pl.DataFrame:
    return items if items["receivable_id"].is_sorted() else items.sort("receivable_id")


def _pay_told(allocation: Allocation, debited: pl.DataFrame | None, advised: pl.DataFrame | None) -> None:
    """What others than the bank's words say of lines: our own direct debits, then the payers' advices."""
    by_advice.pay(allocation, debited, OURS)
    by_advice.pay(allocation, advised)


def _candidates(
    allocation: Allocation,
    told: _Told,
    waiting: pl.DataFrame,
    matches: pl.DataFrame,
    again: pl.DataFrame,
    payers: pl.DataFrame,
    customers: pl.DataFrame,
) -> pl.DataFrame:
    whose = pl.concat([each.select("line_id", "customer_id") for each in (told.family, matches)])
    left = allocation.remaining()
    spoken_for = pl.concat(
        [each.select("line_id") for each in (told.known, told.family, told.alike, told.named)]
    )
    mute = waiting.join(spoken_for.unique(), on="line_id", how="anti").with_columns(
        words=plain(pl.col("wording"))
    )
    unsaid = pl.concat([together.proposed(mute, left), cards.proposed(mute, left)])
    return candidates(
        waiting,
        left,
        told.named.join(_doubts(allocation), on="line_id", how="left"),
        whose,
        told=_said(allocation, told, again),
        options=pl.concat([allocation.options(), without_sets(unsaid, allocation.refused)]),
        payers=payers,
        customers=customers,
    )


def _told(
    received: pl.DataFrame,
    items: pl.DataFrame,
    said: pl.DataFrame | None,
    all_told: pl.DataFrame,
    customers: pl.DataFrame,
    held: pl.DataFrame,
) -> _Told:
    known = without_customers(all_told.drop_nulls("customer_id"), held)
    plain = mentions(received, items) if said is None else _of(said, received)
    unnamed = received.join(plain.select("line_id").unique(), on="line_id", how="anti")
    strange = received.join(all_told.select("line_id"), on="line_id", how="anti")
    alike = named_alike(strange, customers)
    family = without_customers(with_families(known, customers), held)
    return _Told(plain, misread(unnamed, items), known, family, without_customers(alike, held))


def _of(said: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """What is said of these lines: each line is read for itself, so that others beside it change nothing."""
    return said.filter(pl.col("line_id").is_in(lines["line_id"].implode()))


def _apply(
    allocation: Allocation, told: _Told, received: pl.DataFrame, items: pl.DataFrame, earlier: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Ask the matchers in their order; what came on account, and what seems paid twice."""
    named.pay(allocation, told.named, told.family)
    named.pay(allocation, told.guessed, told.family)
    again = [twice.named_again(allocation, told.named, items)]
    on_account = [ahead.take(allocation, told.known, received, ahead.ORDERED)]
    for known in (told.known, told.family):
        exact.pay(allocation, known, "exact_amount_known_payer")
        exact.pay_discounted(allocation, known, "exact_amount_known_payer")
    exact.pay(allocation, told.alike, "exact_amount_name")
    exact.pay_discounted(allocation, told.alike, "exact_amount_name")
    cut.pay(allocation, received)
    on_account.append(ahead.take(allocation, told.known, received))
    again.append(twice.same_again(allocation, told.known, earlier))
    sets.pay(allocation, pl.concat([told.known, told.alike]))
    exact.pay_nearly(allocation, told.known, "near_amount_known_payer")
    spoken = pl.concat([told.named.select("line_id"), told.guessed.select("line_id")])
    order.pay(allocation, told.known, spoken)
    return pl.concat(on_account).sort("line_id"), pl.concat(again).unique().sort("line_id", "customer_id")


def _pays() -> pl.Expr:
    return (pl.col("amount_cents") > 0) & pl.col("return_reason").is_null()


def _strangers(told: pl.DataFrame, advised: pl.DataFrame | None) -> pl.DataFrame:
    """Lines whose payer is remembered as not a customer, and as nobody else, and that no advice speaks of."""
    nobody = pl.col("customer_id").is_null().all().over("line_id")
    known = told.filter(nobody)
    if advised is not None:
        known = known.join(advised.select("line_id").unique(), on="line_id", how="anti")
    return known.select("line_id", "kind", "value").unique("line_id", keep="first").sort("line_id")


def _doubts(allocation: Allocation) -> pl.DataFrame:
    return pl.DataFrame(
        {"line_id": list(allocation.doubts), "doubt": list(allocation.doubts.values())},
        schema={"line_id": pl.Int64, "doubt": pl.String},
    )


def _said(allocation: Allocation, told: _Told, again: pl.DataFrame) -> pl.DataFrame:
    """Why lines wait, with the customer concerned and no item: paid twice, sets not searched through, on account."""
    doubts = _doubts(allocation).filter(pl.col("doubt").is_in(["set_gave_up", "on_account"]))
    of_payers = doubts.join(told.known.select("line_id", "customer_id").unique(), on="line_id").select(
        "line_id", "customer_id", reason="doubt"
    )
    twice_paid = again.select("line_id", "customer_id", reason=pl.lit("double_payment"))
    return (
        pl.concat([of_payers, twice_paid])
        .with_columns(receivable_id=pl.lit(None, dtype=pl.Int64))
        .sort("line_id", "customer_id")
    )


def _applied(matches: pl.DataFrame, ahead_of: pl.DataFrame) -> pl.DataFrame:
    """`line_id, applied_cents` (of the line's own money), `paid_customer_id`: the one customer, if it is one."""
    paid = matches.select(
        "line_id",
        "customer_id",
        cents=pl.when(pl.col("kind") == "payment").then("amount_cents").otherwise(0),
    )
    kept = ahead_of.select("line_id", "customer_id", cents=pl.lit(0, dtype=pl.Int64))
    return (
        pl.concat([paid, kept])
        .group_by("line_id")
        .agg(
            applied_cents=pl.col("cents").sum(),
            paid_customer_id=pl.when(pl.col("customer_id").n_unique() == 1).then(
                pl.col("customer_id").first()
            ),
        )
    )


def _unapplied(received: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    """Credits with something left, `left_cents`."""
    used = (
        matches.filter(pl.col("kind") == "payment").group_by("line_id").agg(used=pl.col("amount_cents").sum())
    )
    return (
        received.join(used, on="line_id", how="left", maintain_order="left")
        .with_columns(left_cents=pl.col("amount_cents") - pl.col("used").fill_null(0))
        .filter(pl.col("left_cents") > 0)
        .drop("used")
    )


def _outcomes(
    lines: pl.DataFrame, applied: pl.DataFrame, known: pl.DataFrame, aside: pl.DataFrame
) -> pl.DataFrame:
    """What becomes of every line, in the shape Outcome."""
    sender = known.group_by("line_id").agg(
        sender_id=pl.when(pl.col("customer_id").n_unique() == 1).then(pl.col("customer_id").first()),
        known_by=pl.col("kind").first(),
    )
    is_applied = pl.col("applied_cents").is_not_null()
    state = (
        pl.when(pl.col("return_reason").is_not_null())
        .then(pl.lit("returned"))
        .when(pl.col("amount_cents") <= 0)
        .then(pl.lit("debit"))
        .when(pl.col("line_id").is_in(aside["line_id"].implode()))
        .then(pl.lit("set_aside"))
        .when(is_applied)
        .then(pl.lit("applied"))
        .otherwise(pl.lit("unapplied"))
    )
    return (
        lines.join(applied, on="line_id", how="left")
        .join(sender, on="line_id", how="left")
        .with_columns(
            state=state,
            customer_id=pl.when(is_applied).then("paid_customer_id").otherwise("sender_id"),
            applied_cents=pl.col("applied_cents").fill_null(0),
        )
        .with_columns(
            unapplied_cents=pl.when(_pays())
            .then(pl.col("amount_cents") - pl.col("applied_cents"))
            .otherwise(0)
        )
        .select(Outcome.column_names())
        .sort("line_id")
    )
