"""What a replay comes to: messages, what they cost, how their debts ended, and whom they should not have gone to."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

import polars as pl

from encours.core.replay.book import Book, Sent
from encours.core.replay.running import Replayed

PAID, DOUBLE, DISPUTED, CREDITED = "paid", "double", "disputed", "credited"
WRONG: Final = (PAID, DOUBLE, DISPUTED, CREDITED)
"""Why a message should not have gone, in this order: the first that holds is told.

`paid`: by the dates of the bank and the books nothing was owed any more on the day, which nobody knew yet. `double`:
the invoice is another one told twice. `disputed`: it was contested since, and something of it was granted after that.
`credited`: credit notes known since took back all that the message claimed of it.
"""
PRICE: Final[dict[str, Any]] = {
    "channel": pl.String,
    "cents": pl.Int64,
    "from_on": pl.Date,
    "to_on": pl.Date,
}
"""What one message by a channel costs, from a day to another (null: still)."""
SETTLED: Final = "settled"
_MESSAGE: Final = ["customer_id", "on", "step_code"]


def judged(
    book: Book, replayed: Replayed, ran: Sent, prices: pl.DataFrame, *, decided: Collection[date]
) -> dict[str, Any]:
    """The result of a replay in plain values, ready to be kept.

    `ran` is what was really sent over the same days; `decided` are those that the house decided when they came: of any
    other, what is known is reconstructed from what its files say.
    """
    days = replayed.days
    told = [on for on in days if on not in decided]
    return {
        "from_on": days[0].isoformat(),
        "to_on": days[-1].isoformat(),
        "days": len(days),
        "reconstructed_days": len(told),
        "reconstructed_from": told[0].isoformat() if told else None,
        "reconstructed_to": told[-1].isoformat() if told else None,
        "customers": len(book.people),
        "replayed": side(book, replayed.sent, prices),
        "ran": side(book, ran, prices),
        "same": _same(replayed.sent, ran),
        "people": _counted(replayed.sent.done_by_people(), "step_code", "items"),
        "held": _counted(replayed.held.unique(["customer_id", "step_code", "reason"]), "reason", "messages"),
        "ended": _ended(replayed),
        "months": _months(replayed.sent, ran),
    }


def side(book: Book, sent: Sent, prices: pl.DataFrame) -> dict[str, Any]:
    """One of the two: its messages by step and channel, their cost, those that should not have gone."""
    messages = sent.messages
    by_step = (
        messages.group_by("step_code", "channel")
        .agg(messages=pl.len(), cents=pl.col("cents").sum())
        .sort("step_code", "channel")
    )
    priced = _priced(messages, prices)
    wrong = wrongly(book, sent)
    return {
        "messages": len(messages),
        "customers": messages["customer_id"].n_unique(),
        "by_step": by_step.rename({"step_code": "step"}).to_dicts(),
        "cost_cents": int(priced["cents"].sum()),
        "unpriced": len(messages) - priced.select(_MESSAGE).unique().height,
        "wrong": [
            {"why": why, "messages": len(mine), "cents": int(mine["cents"].sum())}
            for why in WRONG
            if not (mine := wrong.filter(pl.col("why") == why)).is_empty()
        ],
        "wrong_messages": len(wrong),
    }


def wrongly(book: Book, sent: Sent) -> pl.DataFrame:
    """The messages that should not have gone: customer_id, on, step_code, why (`WRONG`), cents so claimed."""
    ranks, written = pl.Enum(WRONG), sent.written()
    lines = [
        frame.with_columns(pl.lit(why, ranks).alias("why"))
        for why, frame in {
            PAID: _paid_in_truth(book, written),
            DOUBLE: written.join(book.receivables.filter("double"), on="receivable_id", how="semi"),
            DISPUTED: _recognised(book, written),
            CREDITED: _credited(book, written),
        }.items()
    ]
    first = pl.concat(lines).sort("why").unique([*_MESSAGE, "receivable_id"], keep="first")
    return (
        first.group_by(_MESSAGE)
        .agg(pl.col("why").min(), cents=pl.col("open_cents").sum())
        .with_columns(pl.col("why").cast(pl.String))
        .sort(_MESSAGE)
    )


def _paid_in_truth(book: Book, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines of which, by the facts' own dates and corrections applied, nothing was owed on the day."""
    kept = book.moves.filter(~pl.col("corrected"))
    by_then = (
        lines.select("receivable_id", "on")
        .unique()
        .join(kept.select("receivable_id", "applied_on", "cents"), on="receivable_id")
        .filter(pl.col("applied_on") <= pl.col("on"))
        .group_by("receivable_id", "on")
        .agg(pl.col("cents").sum())
        .join(book.receivables.select("receivable_id", "amount_cents"), on="receivable_id")
        .filter(pl.col("amount_cents") + pl.col("cents") <= 0)
    )
    return lines.join(by_then, on=["receivable_id", "on"], how="semi")


def _recognised(book: Book, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines contested after they left, of which something was granted once they were."""
    contested = book.disputes.select("receivable_id", "from_on")
    granted = book.moves.filter("granted", pl.col("cents") < 0).select("receivable_id", "known_on")
    known = contested.join(granted, on="receivable_id").filter(pl.col("known_on") >= pl.col("from_on"))
    found = lines.join(known, on="receivable_id").filter(pl.col("from_on") > pl.col("on"))
    return lines.join(found, on=["receivable_id", "on"], how="semi")


def _credited(book: Book, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines that credit notes known since took back whole."""
    granted = book.moves.filter("granted", ~pl.col("corrected")).select("receivable_id", "known_on", "cents")
    since = (
        lines.select("receivable_id", "on", "open_cents")
        .unique()
        .join(granted, on="receivable_id")
        .filter(pl.col("known_on") > pl.col("on"))
        .group_by("receivable_id", "on", "open_cents")
        .agg(pl.col("cents").sum())
        .filter(-pl.col("cents") >= pl.col("open_cents"))
    )
    return lines.join(since, on=["receivable_id", "on"], how="semi")


def _priced(messages: pl.DataFrame, prices: pl.DataFrame) -> pl.DataFrame:
    """Each message with each price that was its own on its day; of those in one e-mail, one alone costs something."""
    alone = ~pl.col("together").fill_null(value=False)
    of_message = messages.select(
        *_MESSAGE,
        "channel",
        first=alone | pl.struct("address", "on", "together").is_first_distinct(),
    ).join(prices, on="channel")
    return of_message.filter(
        pl.col("on") >= pl.col("from_on"), pl.col("on") <= pl.col("to_on").fill_null(date.max)
    ).with_columns(pl.when("first").then("cents").otherwise(0).alias("cents"))


def _same(replayed: Sent, ran: Sent) -> dict[str, int]:
    """How many messages both sent: the same step to the same customer on the same day, by the same way."""
    keys = [*_MESSAGE, "channel"]
    both = replayed.messages.join(ran.messages, on=keys, how="semi").height
    return {
        "both": both,
        "only_replayed": len(replayed.messages) - both,
        "only_ran": len(ran.messages) - both,
    }


def _ended(replayed: Replayed) -> list[dict[str, Any]]:
    """How the items written about stand on the last day: settled, or the reason that the plan gives for each."""
    told = replayed.sent.written()["receivable_id"].n_unique()
    found = _counted(replayed.ended, "reason", "items")
    settled = told - len(replayed.ended)
    return [*([{"reason": SETTLED, "items": settled}] if settled else []), *found]


def _counted(frame: pl.DataFrame, by: str, name: str) -> list[dict[str, Any]]:
    return frame.group_by(by).agg(pl.len().alias(name)).sort(name, by, descending=[True, False]).to_dicts()


def _months(replayed: Sent, ran: Sent) -> list[dict[str, Any]]:
    """The messages of each month, of the one and of the other."""
    both = [
        frame.messages.group_by(month=pl.col("on").dt.strftime("%Y-%m")).agg(pl.len().alias(name))
        for name, frame in (("replayed", replayed), ("ran", ran))
    ]
    return (
        both[0]
        .join(both[1], on="month", how="full", coalesce=True)
        .with_columns(pl.col("replayed", "ran").fill_null(0))
        .sort("month")
        .to_dicts()
    )
