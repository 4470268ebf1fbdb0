"""Writing stops: what was still to leave, or to be done, cancelled because it is paid, and how long that took."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import polars as pl

from encours.core.gate import less_owed
from encours.core.reasons import Reason
from encours.records.cases.models import Stop
from encours.records.frames import bulk
from encours.records.frames.shapes import Kinds
from encours.records.frames.stopping import on_account_last, paid_last
from encours.records.history.writing import Record
from encours.records.messages.models import Message

STOPS: Final[Kinds] = {
    "customer_id": pl.Int64,
    "kind": pl.String,
    "message_id": pl.Int64,
    "task_id": pl.Int64,
    "call_id": pl.Int64,
    "receivable_id": pl.Int64,
    "line_id": pl.Int64,
    "how": pl.String,
    "reason": pl.String,
    "arrived_at": pl.Datetime("us"),
}
"""What a stop is written from; `arrived_at` is UTC, without a zone."""

_CAUSE = ("how", "line_id", "arrived_at")


def with_causes(creditor_id: int, refused: pl.DataFrame) -> pl.DataFrame:
    """The messages refused since paid, with what paid them; those of which nothing says so are left out.

    `refused`: message_id, customer_id, kind, reason, `named_id` (the item that the gate names; null where it speaks of
    the whole). What the gate names was paid by its last application; what it says of the whole, by the last money on
    account or credit note of the customer, else by the last application to an item of the message (`items`, a list).
    """
    if refused.is_empty():
        return pl.DataFrame(schema={**refused.schema, **STOPS})
    items = refused.select("message_id", receivable_id="items").explode("receivable_id").drop_nulls()
    paid = paid_last(creditor_id, items=items["receivable_id"].unique().to_list())
    last = items.join(paid, on="receivable_id").sort("recorded_at", "paid_id")
    of_message = last.unique("message_id", keep="last", maintain_order=True)
    named = refused.join(
        paid.select("receivable_id", *_CAUSE), left_on="named_id", right_on="receivable_id", how="left"
    )
    account = on_account_last(creditor_id, refused["customer_id"].unique().to_list())
    told = (
        named.join(account.select("customer_id", *_CAUSE), on="customer_id", how="left", suffix="_account")
        .join(
            of_message.select("message_id", "receivable_id", *_CAUSE),
            on="message_id",
            how="left",
            suffix="_message",
        )
        .with_columns(receivable_id=pl.coalesce("named_id", _where_none("receivable_id")))
    )
    return told.with_columns(_first_told(name) for name in _CAUSE).filter(pl.col("arrived_at").is_not_null())


def _where_none(name: str) -> pl.Expr:
    """The item of the message that was paid last, where money on account does not say it all."""
    return pl.when(pl.col("arrived_at_account").is_null()).then(pl.col(name))


def _first_told(name: str) -> pl.Expr:
    """The cause of the item that is named, else the money on account, else the last application to the message."""
    return (
        pl.when(pl.col("arrived_at").is_not_null())
        .then(name)
        .when(pl.col("arrived_at_account").is_not_null())
        .then(f"{name}_account")
        .otherwise(f"{name}_message")
        .alias(name)
    )


def write_stops(record: Record, stops: pl.DataFrame) -> None:
    """Write stops (`STOPS`) inside the act that cancels what they tell; the facts of their customers do not move."""
    if stops.is_empty():
        return
    whole = pl.concat([pl.DataFrame(schema=STOPS), stops], how="diagonal").select(*STOPS)
    now = pl.lit(record.at).dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    waited = (now - pl.col("arrived_at")).dt.total_microseconds().clip(lower_bound=0)
    rows = whole.with_columns(
        bulk.reserve_ids(Stop, len(whole)),
        ((waited + 500) // 1_000).alias("after_ms"),
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
    ).drop("arrived_at")
    bulk.insert(Stop, rows)
    record.wrote(Stop, rows)
    told = defaultdict[int, list[dict[str, Any]]](list)
    named = (
        "kind",
        "message_id",
        "task_id",
        "call_id",
        "receivable_id",
        "line_id",
        "how",
        "reason",
        "after_ms",
    )
    for customer, *values in rows.select("customer_id", *named).iter_rows():
        told[customer].append(
            {name: value for name, value in zip(named, values, strict=True) if value is not None}
        )
    for customer, stopped in told.items():
        record.of(customer, stopped=stopped)
    record.untouched |= told.keys()


def tell_stop(record: Record, message: Message, reason: Reason) -> None:
    """Tell that the gate stopped a message on its way because it is paid, where that is why."""
    if not less_owed(reason):
        return
    one = pl.DataFrame(
        {
            "message_id": [message.pk],
            "customer_id": [message.customer_id],
            "kind": [message.channel],
            "reason": [str(reason.code)],
            "named_id": [reason.facts.get("receivable_id")],
            "items": [list(message.items.values_list("receivable_id", flat=True))],
        },
        schema_overrides={"named_id": pl.Int64, "items": pl.List(pl.Int64)},
    )
    write_stops(record, with_causes(record.creditor.pk, one))
