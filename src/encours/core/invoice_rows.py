"""Several rows of one invoice in a table: its instalments, the same thing said again, or amounts that do not tie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl

UNTIED: Final = "instalments_do_not_tie"
REPEATED: Final = "number_repeated"
LACKING: Final = "row_of_invoice_refused"
_BY: Final = ["account", "number"]
_PLAN: Final = ["line", "due_on", "amount_cents"]


@dataclass(frozen=True, slots=True)
class Gathered:
    """One row an invoice, and what its rows say of its instalments.

    `plans` says line (of the invoice's row), due_on and amount_cents; `refused` says line, number, rule, found_cents
    and amount_cents of invoices whose rows are left out, all of them.
    """

    invoices: pl.DataFrame
    plans: pl.DataFrame
    refused: pl.DataFrame


def gather(
    rows: pl.DataFrame, known: pl.DataFrame, plans: pl.DataFrame, short: Sequence[tuple[str, str, bool]] = ()
) -> Gathered:
    """One row an invoice of a table's rows (`CompanionInvoice`).

    `known` says account, number and amount_cents of invoices known already, `plans` account, number, due_on and
    amount_cents of the instalments known of them. Rows of one number with different due dates and an amount each are
    instalments; their sum is the invoice, and is the total where a column says it. `short` names (account, number) the
    invoices of which a row was refused, or kept (true) without its due date: of several rows, none is then kept.
    """
    repeated = pl.struct(_BY).is_duplicated() | pl.col("instalment_cents").is_not_null()
    planned = rows.join(plans, on=_BY, how="semi")["line"]
    lacking = _lacking(short)
    cut = rows.join(lacking, on=_BY, how="semi")["line"]
    several = rows.filter(
        repeated | pl.col("line").is_in(planned.implode()) | pl.col("line").is_in(cut.implode())
    )
    told = _judged(several, known, plans, lacking)
    if several.is_empty():
        return Gathered(rows, rows.select(_PLAN).clear(), _refused(told))
    whole = told.filter(pl.col("verdict") == "whole").unique(_BY, keep="last", maintain_order=True)
    parts = told.filter(pl.col("verdict").is_in(["plan", "known"]))
    invoices = [
        rows.filter(~pl.col("line").is_in(several["line"].implode())),
        whole.with_columns(amount_cents=pl.coalesce("amount_cents", "part")).select(rows.columns),
        _made(parts, rows.columns),
    ]
    return Gathered(
        pl.concat(invoices).sort("line", maintain_order=True),
        _plans(parts.filter(pl.col("verdict") == "plan")),
        _refused(told),
    )


def _lacking(short: Sequence[tuple[str, str, bool]]) -> pl.DataFrame:
    """Each invoice that lacks something, and how many of its rows are `gone`."""
    told = pl.DataFrame(
        list(short), schema={"account": pl.String, "number": pl.String, "kept": pl.Boolean}, orient="row"
    )
    return told.group_by(_BY, maintain_order=True).agg(gone=(~pl.col("kept")).sum().cast(pl.Int64))


def _judged(
    rows: pl.DataFrame, known: pl.DataFrame, plans: pl.DataFrame, lacking: pl.DataFrame
) -> pl.DataFrame:
    """Each different row of these invoices beside what is said of the whole, and the `verdict` on it."""
    same = [*_BY, "due_on", "part"]
    told = (
        rows.with_columns(said=pl.when(pl.col("status") == "paid").then(0).otherwise("open_cents"))
        .unique([*_BY, "due_on", "amount_cents", "instalment_cents"], keep="last", maintain_order=True)
        .with_columns(part=_part())
    )
    there = plans.select(*_BY, "due_on", part="amount_cents", planned=pl.lit(value=True)).unique(same)
    alone = known.select(*_BY, was_cents="amount_cents").unique(_BY, keep="none")
    return (
        told.join(there, on=same, how="left", maintain_order="left")
        .join(alone, on=_BY, how="left", maintain_order="left")
        .join(lacking, on=_BY, how="left", maintain_order="left")
        .with_columns(_of_the_whole())
        .with_columns(_total())
        .with_columns(verdict=_verdict())
    )


def _part() -> pl.Expr:
    """What each row says of its instalment: a column of its own, else the amount, else what is open of a total.

    A total on every row is told from an instalment by the open amounts, which then make it.
    """
    amount = pl.col("amount_cents")
    total_on_each = (
        (pl.len() > 1)
        & (amount.n_unique() == 1)
        & (pl.col("open_cents") < amount).fill_null(value=False).all()
        & (pl.col("open_cents").sum() == amount.first())
    )
    return (
        pl.when(pl.col("instalment_cents").is_not_null())
        .then("instalment_cents")
        .when(total_on_each.over(_BY))
        .then("open_cents")
        .otherwise("amount_cents")
    )


def _of_the_whole() -> list[pl.Expr]:
    """What the rows of one invoice say together."""
    few = {name: pl.col(name).drop_nulls().n_unique() for name in ("amount_cents", "currency", "issued_on")}
    told = {
        "count": pl.len(),
        "apart": pl.col("instalment_cents").is_not_null().any(),
        "dated": pl.col("due_on").is_not_null().all() & (pl.col("due_on").n_unique() == pl.len()),
        "owed": (pl.col("part") > 0).fill_null(value=False).all(),
        "alike": pl.col("part").n_unique() == 1,
        "found": pl.col("part").sum(),
        "open_found": pl.col("said").sum(),
        "opened": pl.col("said").is_not_null().all(),
        "of_plan": (pl.col("planned") & pl.col("was_cents").is_not_null()).fill_null(value=False).all(),
        **{f"few_{name}": count <= 1 for name, count in few.items()},
    }
    return [told[name].over(_BY).alias(name) for name in told]


def _total() -> pl.Expr:
    """What the instalments must make: the total that a column says beside them, else what they make."""
    return (
        pl.when(pl.col("of_plan"))
        .then("was_cents")
        .when(pl.col("apart") & pl.col("few_amount_cents"))
        .then(pl.coalesce(pl.col("amount_cents").drop_nulls().last().over(_BY), "found"))
        .otherwise("found")
        .alias("total")
    )


def _verdict() -> pl.Expr:
    """What the rows of one invoice are: known, whole, plan, or the rule for which they are left out."""
    same_again = ~pl.col("apart") & pl.col("alike")
    one = ~pl.col("apart") & (pl.col("count") == 1)
    together = pl.col("dated") & pl.col("owed") & pl.col("few_currency") & pl.col("few_issued_on")
    ties = pl.col("found") == pl.col("total")
    return (
        pl.when(pl.col("gone") + pl.col("count") > 1)
        .then(pl.lit(LACKING))
        .when("of_plan")
        .then(pl.lit("known"))
        .when(one | (same_again & ((pl.col("part") == pl.col("was_cents")) | ~pl.col("dated"))))
        .then(pl.lit("whole"))
        .when(pl.col("apart") & (pl.col("count") == 1) & ties)
        .then(pl.lit("whole"))
        .when(together & (pl.col("few_amount_cents") | ~pl.col("apart")) & ties)
        .then(pl.lit("plan"))
        .when("apart")
        .then(pl.lit(UNTIED))
        .when(same_again)
        .then(pl.lit("whole"))
        .otherwise(pl.lit(REPEATED))
    )


def _made(parts: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The row of each invoice: due when its last instalment is, open by what is open of each."""
    known = pl.col("verdict").first() == "known"
    paid = (pl.col("status") == "paid").fill_null(value=False)
    others = {name: pl.col(name).drop_nulls().last() for name in columns if name not in _BY}
    settled = pl.col("opened").first()
    told = parts.group_by(_BY, maintain_order=True).agg(
        **others
        | {
            "line": pl.col("line").first(),
            "due_on": pl.when(known).then(None).otherwise(pl.col("due_on").max()),
            "amount_cents": pl.col("total").first(),
            "instalment_cents": pl.lit(None, dtype=pl.Int64),
            "open_cents": _open(settled=settled),
            "status": pl.when(paid.all() & ~known)
            .then(pl.lit("paid"))
            .otherwise(pl.col("status").filter(~paid).last()),
            "paid_on": pl.col("paid_on").max(),
        }
    )
    return told.select(columns)


def _open(*, settled: pl.Expr) -> pl.Expr:
    """What is open of an invoice: of each instalment what is said of it, else the whole of it.

    Where the rows are some of a known invoice's, they are all that is left of it, unless all of these are paid.
    """
    said = pl.coalesce("said", "part").sum()
    spoken = pl.col("said").is_not_null().any()
    rest = pl.col("total").first() - pl.col("part").sum()
    all_paid = settled & (pl.col("open_found").first() == 0)
    left = pl.when(all_paid).then(rest).otherwise(said)
    return pl.when(~spoken).then(None).otherwise(left.clip(0, pl.col("total").first()))


def _plans(parts: pl.DataFrame) -> pl.DataFrame:
    return parts.select(
        pl.col("line").first().over(_BY), "due_on", amount_cents="part"
    ).sort("line", "due_on")  # fmt: skip


def _refused(told: pl.DataFrame) -> pl.DataFrame:
    left = told.filter(pl.col("verdict").is_in([LACKING, UNTIED, REPEATED]))
    return left.unique(_BY, keep="first", maintain_order=True).select(
        "line", "number", rule="verdict", found_cents="found", amount_cents="total"
    )
