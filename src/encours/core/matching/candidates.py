"""What an unapplied credit may pay, for a person to choose: a few, the likeliest first."""

from __future__ import annotations

import polars as pl

from encours.core.matching.folding import alias_key, name_key
from encours.core.matching.nothing import nothing_without
from encours.core.matching.shapes import Candidate

MOST = 10
"""Candidates kept for one line."""

OLDEST = 5
"""Items shown of a customer that a line may come from, the oldest first."""

LOOKALIKES = 3
"""Items of the whole creditor that may bear a line's amount before the amount says nothing."""

NAME_WORDS = 4
NAME_SIGNS = 5
"""How long a name may be, in words, and must be, in signs, to be looked for in a wording."""

SCORES = {
    "item_contested": 93,
    "payer_insolvent": 93,
    "double_payment": 90,
    "ambiguous_set": 88,
    "ambiguous_number": 85,
    "several_customers": 80,
    "batch_kept_whole": 78,
    "same_amount_known_payer": 75,
    "payer_differs": 70,
    "weak_number": 65,
    "cheques_together": 62,
    "cards_of_a_day": 61,
    "payer_set_aside": 60,
    "other_currency": 58,
    "name_and_amount": 55,
    "already_paid": 50,
    "on_account": 45,
    "set_gave_up": 42,
    "known_payer": 40,
    "name": 30,
    "amount": 20,
}

OPTION = 95
"""How likely is what a matcher is sure of, and may only propose."""

_COLUMNS = ("line_id", "receivable_id", "customer_id", "reason")


@nothing_without(0)
def candidates(
    lines: pl.DataFrame,
    items: pl.DataFrame,
    named: pl.DataFrame,
    known: pl.DataFrame,
    *,
    told: pl.DataFrame,
    options: pl.DataFrame,
    payers: pl.DataFrame,
    customers: pl.DataFrame,
) -> pl.DataFrame:
    """In the shape Candidate, for credits with `left_cents`.

    `items` are still open; `named` are mentions with the `doubt` they raised; `known` are `line_id,
    customer_id` of recognised payers and of the customers a line already pays; `told` are candidates that the
    matchers found (the columns of Candidate without score and option), `options` the sets they propose;
    `customers` are `payers.keyed`.
    """
    items = items.select("receivable_id", "customer_id", "currency", "open_cents", "due_on")
    items = items.filter(pl.col("open_cents") > 0)
    known = known.unique().sort("line_id", "customer_id")
    resembling = _resembling(lines, payers, customers).join(known, on=["line_id", "customer_id"], how="anti")
    found = pl.concat(
        [
            _named(lines, items, named),
            _of_customers(lines, items, known, "same_amount_known_payer", "known_payer"),
            _of_customers(lines, items, resembling, "name_and_amount", "name"),
            told.join(lines.select("line_id"), on="line_id", how="semi").select(_COLUMNS),
        ]
    )
    orphans = lines.join(found.select("line_id").unique(), on="line_id", how="anti")
    best = _best(pl.concat([found, _of_amount(orphans, items)]), items)
    sets = options.join(lines.select("line_id"), on="line_id", how="semi").with_columns(
        score=pl.col("reason").replace_strict(SCORES, default=OPTION, return_dtype=pl.Int64)
    )
    return pl.concat([sets.select(Candidate.column_names()), best]).sort(
        "line_id", "score", descending=[False, True], maintain_order=True
    )


@nothing_without(0)
def _best(found: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    return (
        found.with_columns(
            score=pl.col("reason").replace_strict(SCORES, default=OPTION, return_dtype=pl.Int64)
        )
        .join(_of_them(items, found).select("receivable_id", "due_on"), on="receivable_id", how="left")
        .sort(
            "line_id",
            "score",
            "due_on",
            "receivable_id",
            "customer_id",
            "reason",
            descending=[False, True, False, False, False, False],
            nulls_last=True,
        )
        .unique(["line_id", "receivable_id", "customer_id"], keep="first", maintain_order=True)
        .group_by("line_id", maintain_order=True)
        .head(MOST)
        .with_columns(
            option=pl.lit(0, dtype=pl.Int64),
            amount_cents=pl.lit(None, dtype=pl.Int64),
            given_up=pl.lit(""),
            given_up_cents=pl.lit(0, dtype=pl.Int64),
        )
        .select(Candidate.column_names())
    )


def _of_them(items: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    # Of a million items few are named: they are chosen before they are put beside what names them.
    return items.filter(pl.col("receivable_id").is_in(named["receivable_id"].unique().implode()))


@nothing_without(0, 2)
def _named(lines: pl.DataFrame, items: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """Items named without proof; an item already paid leaves its customer alone to be proposed."""
    live = _of_them(items, named).select("receivable_id", still_open=pl.lit(value=True))
    shown = pl.col("still_open").is_not_null()
    reason = (
        pl.when(shown & (pl.col("doubt") != "already_paid"))
        .then("doubt")
        .when(shown)
        .then(pl.lit("weak_number"))
        .otherwise(pl.lit("already_paid"))
    )
    return (
        named.join(lines.select("line_id"), on="line_id", how="semi")
        .join(live, on="receivable_id", how="left")
        .filter(shown | pl.col("strong"))
        .with_columns(reason=reason.fill_null("weak_number"))
        .with_columns(receivable_id=pl.when(shown).then("receivable_id"))
        .select(_COLUMNS)
    )


@nothing_without(0, 2)
def _of_customers(
    lines: pl.DataFrame, items: pl.DataFrame, senders: pl.DataFrame, exact: str, other: str
) -> pl.DataFrame:
    """Items of the customers a line may come from: the same amount, then the oldest, else the name alone."""
    senders = senders.join(lines.select("line_id", "currency", "left_cents"), on="line_id")
    theirs = items.join(senders.select("customer_id").unique(), on="customer_id", how="semi")
    same = senders.join(
        theirs,
        left_on=["customer_id", "currency", "left_cents"],
        right_on=["customer_id", "currency", "open_cents"],
    ).with_columns(reason=pl.lit(exact))
    oldest = (
        theirs.sort("due_on", "receivable_id", nulls_last=True)
        .group_by("customer_id", "currency", maintain_order=True)
        .head(OLDEST)
    )
    aged = senders.join(oldest, on=["customer_id", "currency"]).with_columns(reason=pl.lit(other))
    bare = senders.join(aged, on=["line_id", "customer_id"], how="anti").with_columns(
        reason=pl.lit(other), receivable_id=pl.lit(None, dtype=pl.Int64)
    )
    return pl.concat([same.select(_COLUMNS), aged.select(_COLUMNS), bare.select(_COLUMNS)])


def _resembling(lines: pl.DataFrame, payers: pl.DataFrame, customers: pl.DataFrame) -> pl.DataFrame:
    """`line_id, customer_id` by a name alone, or by an alias that nobody has confirmed."""
    columns = [column for column in ("counterparty", "ultimate") if column in lines.columns]
    told = pl.concat([lines.select("line_id", words=pl.col(column)) for column in columns])
    names = customers.select("customer_id", "key").drop_nulls("key")
    names = names.filter(pl.len().over("key") <= LOOKALIKES)
    unsure = payers.filter(pl.col("kind") == "alias", ~pl.col("confirmed")).drop_nulls("customer_id")
    by_name = told.with_columns(key=name_key(pl.col("words"))).join(names, on="key")
    by_alias = told.with_columns(key=alias_key(pl.col("words"))).join(
        unsure.select("customer_id", key=alias_key(pl.col("value"))), on="key"
    )
    mute = told.filter(pl.col("words").is_null().all().over("line_id")).select("line_id").unique()
    by_words = _named_in_words(lines.join(mute, on="line_id", how="semi"), names)
    return (
        pl.concat([each.select("line_id", "customer_id") for each in (by_name, by_alias, by_words)])
        .unique()
        .sort("line_id", "customer_id")
    )


@nothing_without(0, 1)
def _named_in_words(lines: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """A customer's name among the words of a line whose bank names nobody (older CFONB120)."""
    words = (
        lines.select("line_id", word=name_key(pl.col("wording")).str.split(" "))
        .explode("word", empty_as_null=False)
        .drop_nulls("word")
    )
    found = []
    phrase = pl.col("word")
    for count in range(1, NAME_WORDS + 1):
        if count > 1:
            phrase = phrase + " " + pl.col("word").shift(1 - count)
        same = pl.col("line_id").shift(1 - count) == pl.col("line_id")
        found.append(words.select("line_id", same=same, key=phrase))
    return (
        pl.concat(found)
        .filter("same", pl.col("key").str.len_chars() >= NAME_SIGNS)
        .join(names, on="key")
        .select("line_id", "customer_id")
    )


@nothing_without(0, 1)
def _of_amount(lines: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Items of nobody in particular whose amount is the line's, when they are few."""
    wanted = lines.select("line_id", "currency", open_cents="left_cents")
    worth = items.filter(pl.col("open_cents").is_in(wanted["open_cents"].unique().implode()))
    alike = worth.join(wanted, on=["currency", "open_cents"], how="semi").filter(
        pl.len().over("currency", "open_cents") <= LOOKALIKES
    )
    return (
        wanted.join(alike, on=["currency", "open_cents"])
        .with_columns(reason=pl.lit("amount"))
        .select(_COLUMNS)
    )
