"""By which channel a customer answers: read in what was delivered, came back, was answered, was followed by a payment.

Whether a message was opened is not known and not asked: nothing is tracked. The rule has a version, `RULE`.
"""

from __future__ import annotations

from typing import Final

import polars as pl

RULE: Final = "channel@1"
WINDOW_DAYS: Final = 365  # messages of the last year
PAID_DAYS: Final = 14  # a payment so many days after a message counts as having followed it
SILENT: Final = 3  # messages delivered by a channel without any response before another is preferred
CHANNELS: Final = ("email", "letter")
_COUNTS: Final = ("delivered", "bounced", "answered", "paid", "responded")


def counted(messages: pl.DataFrame) -> pl.DataFrame:
    """What each customer did of each channel.

    `messages`: customer_id, channel, bounced, answered, paid (of that message). Returns customer_id and, for each of
    `CHANNELS`, its `delivered`, `bounced`, `answered`, `paid` and `responded` (answered or paid), as email_delivered …
    A message that came back is not delivered.
    """
    arrived = ~pl.col("bounced")
    told = {
        "delivered": arrived,
        "bounced": pl.col("bounced"),
        "answered": arrived & pl.col("answered"),
        "paid": arrived & pl.col("paid"),
        "responded": arrived & (pl.col("answered") | pl.col("paid")),
    }
    return (
        messages.lazy()
        .group_by("customer_id")
        .agg(
            (which & (pl.col("channel") == channel)).sum().cast(pl.Int64).alias(f"{channel}_{name}")
            for channel in CHANNELS
            for name, which in told.items()
        )
        .sort("customer_id")
        .collect()
    )


def preferred(counts: pl.DataFrame) -> pl.DataFrame:
    """Add `channel` to what `counted` says: where one is silent and the other is not known to be; "" for neither."""
    email, letter = (
        (pl.col(f"{channel}_delivered") >= SILENT) & (pl.col(f"{channel}_responded") == 0)
        for channel in CHANNELS
    )
    by_email = letter & (pl.col("email_responded") > 0)
    return counts.with_columns(
        channel=pl.when(email & ~letter)
        .then(pl.lit("letter"))
        .when(by_email)
        .then(pl.lit("email"))
        .otherwise(pl.lit(""))
    )


def columns() -> list[str]:
    """The counts, in order, as a choice keeps them."""
    return [f"{channel}_{name}" for channel in CHANNELS for name in _COUNTS]
