"""Which open items of customers who pay by direct debit are to be collected, on which day, and why others are not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import dataframely as dy
import polars as pl

from encours.core.debits.days import add_target_days, next_target_day
from encours.core.debits.reactions import NO_FUNDS
from encours.core.debits.rules import DebitRules

DUE = "due"
_KINDS = ("invoice",)


class Debitable(dy.Schema):
    """An open item of a customer with a mandate, and how that mandate stands; amounts in cents.

    `moved`: a person gave it its due day, which is then not the one that its invoice bears.

    `mandate` is active, stopped, cancelled or lapsed; `single`: it lets one transaction only. `returns` counts how
    often the item came back, `return_code` says why the last time. `in_parts`: it has instalments that do not make it;
    `instalment`: its day and amount are those of the earliest instalment that is unpaid (`by_instalment`).
    """

    receivable_id = dy.Int64(nullable=False)
    customer_id = dy.Int64(nullable=False)
    mandate_id = dy.Int64(nullable=False)
    mandate = dy.String(nullable=False)
    single = dy.Bool(nullable=False)
    signed_on = dy.Date(nullable=False)
    kind = dy.String(nullable=False)
    issued_on = dy.Date(nullable=False)
    due_on = dy.Date(nullable=False)
    due_assumed = dy.Bool(nullable=False)
    moved = dy.Bool(nullable=False)
    open_cents = dy.Int64(nullable=False)
    currency = dy.String(nullable=False)
    gone = dy.Bool(nullable=False)
    disputed = dy.Bool(nullable=False)
    held = dy.Bool(nullable=False)
    doubtful = dy.Bool(nullable=False)
    in_parts = dy.Bool(nullable=False)
    instalment = dy.Bool(nullable=False)
    in_debit = dy.Bool(nullable=False)
    returns = dy.Int64(nullable=False)
    return_code = dy.String(nullable=False)


@dataclass(frozen=True, slots=True)
class Planned:
    """One transaction to come: so many cents of each item, a credit note's negative.

    `by_invoice`: its invoice announced it, nothing is to be sent.
    """

    customer_id: int
    mandate_id: int
    collect_on: date
    items: tuple[tuple[int, int], ...]
    by_invoice: bool = False

    @property
    def cents(self) -> int:
        """What is collected."""
        return sum(cents for _, cents in self.items)


def by_instalment(items: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """Give items in instalments the day and the amount to collect first, and add `instalment`.

    `standing` (`core.instalments.standing`) says the earliest day unpaid of each, and what is not due yet: every
    instalment is collected at its own day, those overdue with the first.
    """
    told = standing.select("receivable_id", "plan_due_on", "not_due_cents")
    planned = pl.col("plan_due_on").is_not_null()
    return (
        items.join(told, on="receivable_id", how="left", maintain_order="left")
        .with_columns(
            pl.coalesce("plan_due_on", "due_on").alias("due_on"),
            pl.col("open_cents") - pl.col("not_due_cents").fill_null(0),
            pl.col("in_parts") & ~planned,
            pl.col("due_assumed") & ~planned,
            planned.alias("instalment"),
        )
        .drop("plan_due_on", "not_due_cents")
    )


def stopped_then(items: pl.DataFrame, days: Mapping[int, date], rules: DebitRules) -> pl.DataFrame:
    """Items (`Debitable`) of transactions that collect on these days (by item), with their `stop` (`with_stop`).

    Those whose instalment of then is paid are left out; one whose due day is later by now is `moved`.
    """
    when = pl.DataFrame(
        {"receivable_id": list(days), "collects_on": list(days.values())},
        schema={"receivable_id": pl.Int64, "collects_on": pl.Date},
    )
    told = with_stop(items, rules).join(when, on="receivable_id", how="left", maintain_order="left")
    later = (pl.col("due_on") > pl.col("collects_on")).fill_null(value=False) & (pl.col("open_cents") > 0)
    return (
        told.filter(~(later & pl.col("instalment")))
        .with_columns(stop=pl.when(pl.col("stop").is_null() & later).then(pl.lit("moved")).otherwise("stop"))
        .drop("collects_on")
    )


def with_stop(items: pl.DataFrame, rules: DebitRules) -> pl.DataFrame:
    """Add `stop`: the first reason why an item (`Debitable`) may not be collected at all; null where it may."""
    kind, tried = pl.col("kind"), pl.col("returns") > 0
    again = pl.col("return_code").is_in(sorted(NO_FUNDS)) & (pl.col("returns") <= rules.again)
    notes = (kind == "credit_note") & (pl.col("open_cents") < 0)
    stops = (
        (pl.col("mandate") != "active", pl.format("mandate_{}", "mandate")),
        (pl.col("gone"), pl.lit("gone")),
        (notes & (not rules.nets), pl.lit("credit")),
        (~kind.is_in(_KINDS) & ~notes, pl.lit("kind")),
        (pl.col("currency") != "EUR", pl.lit("currency")),
        (pl.col("doubtful"), pl.lit("doubtful")),
        (pl.col("disputed"), pl.lit("disputed")),
        (pl.col("held"), pl.lit("held")),
        (pl.col("in_parts"), pl.lit("in_parts")),
        (pl.col("due_assumed") & ~notes, pl.lit("due_assumed")),
        (tried & ~again, pl.lit("returned")),
    )
    return items.with_columns(stop=pl.coalesce(pl.when(when).then(why) for when, why in stops))


def chosen(items: pl.DataFrame, rules: DebitRules, *, on: date) -> pl.DataFrame:
    """Add to items (`Debitable`) their `reason`, `by_invoice` and `collect_on`, the first day they may be collected on.

    The reason is `due` for what is to be announced today; `announced` for what a transaction holds already, `early`
    for what has time, else why it is not collected. A credit note has no day of its own.
    """
    found = with_stop(items, rules)
    days = pl.DataFrame({"due_on": found["due_on"].unique()}).with_columns(
        announced_for=pl.col("due_on").map_elements(
            lambda day: collection_day(day, rules, on=on), return_dtype=pl.Date
        ),
        due_day=pl.col("due_on").map_elements(next_target_day, return_dtype=pl.Date),
    )
    last = on + timedelta(days=rules.notice_days + rules.ahead_days)
    early = (pl.col("collect_on") > next_target_day(last)) & (pl.col("open_cents") > 0)
    return (
        found.join(days, on="due_on", how="left")
        .with_columns(by_invoice=_by_invoice(rules, on=on))
        .with_columns(collect_on=pl.when("by_invoice").then("due_day").otherwise("announced_for"))
        .with_columns(
            reason=pl.when("in_debit")
            .then(pl.lit("announced"))
            .when(pl.col("stop").is_not_null())
            .then("stop")
            .when(early)
            .then(pl.lit("early"))
            .otherwise(pl.lit(DUE)),
            collect_on=pl.when(pl.col("open_cents") > 0).then("collect_on"),
        )
        .drop("announced_for", "due_day")
        .sort("due_on", "receivable_id")
    )


def _by_invoice(rules: DebitRules, *, on: date) -> pl.Expr:
    """Whether an item was announced by its invoice: issued in time, for the day that it bears, and never returned."""
    if not rules.gives_notice:
        return pl.lit(value=False)
    told = (pl.col("due_day") - pl.col("issued_on")).dt.total_days() >= rules.notice_days
    in_time = pl.col("due_day") >= add_target_days(on, rules.lead_days)
    told &= pl.col("signed_on") <= pl.col("issued_on")  # an invoice names no mandate that did not exist
    as_it_says = ~pl.col("moved") & ~pl.col("instalment") & (pl.col("returns") == 0)
    return told & in_time & as_it_says & (pl.col("open_cents") > 0)


def collection_day(due_on: date, rules: DebitRules, *, on: date) -> date:
    """The first TARGET day that is not before the due day, the notice given today, and the time the bank takes."""
    told = max(due_on, on + timedelta(days=rules.notice_days), add_target_days(on, rules.lead_days))
    return next_target_day(told)


def planned(items: pl.DataFrame, rules: DebitRules) -> list[Planned]:
    """The transactions that announce what is due (`chosen`): one an item, or one a customer and day.

    Under a mandate for one collection, the first alone, once. A credit note is deducted, whole, from the first
    transaction of its customer that stays positive; else it waits.
    """
    due = items.filter(pl.col("reason") == DUE)
    once = set(due.filter("single")["mandate_id"])
    begun = once & set(items.filter("in_debit")["mandate_id"])
    owed = due.filter(pl.col("open_cents") > 0).sort("collect_on", "customer_id", "due_on", "receivable_id")
    key = ["customer_id", "mandate_id", "collect_on"]
    if rules.grouping == "invoice":
        key.append("receivable_id")
    found = [
        Planned(
            rows["customer_id"][0],
            rows["mandate_id"][0],
            rows["collect_on"][0],
            _cents(rows),
            rows["by_invoice"][0],
        )
        for rows in owed.partition_by(key, maintain_order=True)
    ]
    found = list(_once(found, once, begun))
    if not rules.nets:
        return found
    notes = due.filter(pl.col("open_cents") < 0).sort("due_on", "receivable_id")
    return list(_less_notes(found, notes))


def _once(found: list[Planned], once: Collection[int], begun: Collection[int]) -> Iterator[Planned]:
    """All but a second transaction under a mandate that lets one."""
    used = set(begun)
    for each in found:
        if each.mandate_id in used:
            continue
        if each.mandate_id in once:
            used.add(each.mandate_id)
        yield each


def _cents(rows: pl.DataFrame) -> tuple[tuple[int, int], ...]:
    return tuple(rows.select("receivable_id", "open_cents").iter_rows())


def _less_notes(found: list[Planned], notes: pl.DataFrame) -> Iterator[Planned]:
    """Each transaction with the notes that leave something to collect."""
    left: dict[int, list[tuple[int, int]]] = {}
    for customer, receivable, cents in notes.select("customer_id", "receivable_id", "open_cents").iter_rows():
        left.setdefault(customer, []).append((receivable, cents))
    for each in found:
        items, total, kept = list(each.items), each.cents, []
        for note in left.get(each.customer_id, []):
            if total + note[1] > 0:
                items.append(note)
                total += note[1]
            else:
                kept.append(note)
        left[each.customer_id] = kept
        yield Planned(each.customer_id, each.mandate_id, each.collect_on, tuple(items))
