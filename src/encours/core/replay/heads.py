"""Groups written to at their head on a past day: who is, and when that address was last written to.

As `acts.send.heads` says of today: where the head can be reached, its members in the same language and regime, all
businesses for sure.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import polars as pl

from encours.core.replay.as_of import within
from encours.core.replay.book import Book, Sent

_REMEMBERED: Final = timedelta(days=400)
"""Beyond every gap and span of a scenario."""


def heads_known(book: Book, customers: pl.DataFrame, sent: Sent, *, on: date) -> pl.DataFrame | None:
    """Members written to at their head on a day: customer_id, address, told_on, head_told_on; None where nobody is.

    `told_on` are the days that address was written to, in order, `head_told_on` the last of them. `customers`
    (CustomerFacts) hold the members and their heads; `sent` is what left by then and did not come back.
    """
    now = book.heads.filter(within(on)).select("customer_id", "head_id", "address")
    if now.is_empty():
        return None
    sure = customers.filter(~pl.col("regime_assumed"), pl.col("regime") != "consumer")
    facts = sure.select("customer_id", "regime", "language", "refuses_email")
    heads = facts.filter(~pl.col("refuses_email")).rename({"customer_id": "head_id"})
    alike = ["regime", "language"]
    members = now.join(facts.select("customer_id", *alike), on="customer_id").join(
        heads.select("head_id", *alike), on=["head_id", *alike]
    )
    if members.is_empty():
        return None
    told = (
        sent.messages.filter(
            pl.col("address").is_not_null(), pl.col("on") <= on, pl.col("on") > on - _REMEMBERED
        )
        .group_by("address")
        .agg(told_on=pl.col("on").unique().sort(), head_told_on=pl.col("on").max())
    )
    return (
        members.join(told, on="address", how="left")
        .select("customer_id", "address", "told_on", "head_told_on")
        .sort("customer_id")
    )
