"""Recalling letters laid in the outbox and not yet posted, inside the act that finds them untrue.

A letter of several invoices is recalled whole when one of them is paid, as a message that waits is cancelled whole:
its steps are then spent by nothing, and the next day asks for what is still owed.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef

from encours.acts.stopping import STOPS, with_causes
from encours.core.letters import cause_of
from encours.core.reasons import Reason, ReasonCode
from encours.records.frames import bulk
from encours.records.frames.stopping import by_credit_note
from encours.records.history.writing import Record
from encours.records.messages.letters import LetterEnding
from encours.records.messages.models import Message


def recalled_for(creditor_id: int, refused: pl.DataFrame) -> pl.DataFrame:
    """The letters refused, each with its `cause` and, where it was paid, what paid it (null where nothing says so)."""
    causes = [
        cause_of(Reason(ReasonCode(code), json.loads(facts)))
        for code, facts in refused.select("reason", "facts").iter_rows()
    ]
    told = refused.with_columns(pl.Series("cause", causes, dtype=pl.String))
    paid_ones = with_causes(creditor_id, told.filter(pl.col("cause") == "payment"))
    named = paid_ones.select("message_id", "receivable_id", "line_id", "how", "arrived_at")
    found = told.join(named, on="message_id", how="left")
    by_note = by_credit_note(creditor_id, found.filter(pl.col("cause") == "payment")["receivable_id"])
    noted = (pl.col("cause") == "payment") & pl.col("receivable_id").is_in(by_note.implode())
    return found.with_columns(
        cause=pl.when(noted).then(pl.lit("credit_note")).otherwise("cause"),
        receivable_id=pl.coalesce("named_id", "receivable_id"),
    )


def paid(letters: pl.DataFrame) -> pl.DataFrame:
    """Those that were paid, as stops (`STOPS`)."""
    told = letters.filter(pl.col("arrived_at").is_not_null()).with_columns(kind=pl.lit("recall"))
    return told.select(name for name in STOPS if name in told.columns)


def still_laid(letters: pl.DataFrame) -> pl.DataFrame:
    """Those of which nobody said anything meanwhile; their rows are locked."""
    if letters.is_empty():
        return letters
    ended = LetterEnding.objects.filter(message=OuterRef("pk"), undone=False)
    rows = Message.objects.filter(pk__in=letters["message_id"].to_list(), state="delivered")
    keys = rows.filter(~Exists(ended)).select_for_update().order_by("pk").values_list("pk", flat=True)
    still = pl.Series("message_id", list(keys), dtype=pl.Int64)
    return letters.filter(pl.col("message_id").is_in(still.implode()))


def looked_at(letters: pl.DataFrame) -> None:
    """Remember as of which facts these were found true (`stopping.LAID`), so that they are asked about once."""
    if not letters.is_empty():
        with transaction.atomic():
            bulk.update(Message, letters.select("id", "facts_version"))


def write_recalls(record: Record, letters: pl.DataFrame, *, on: date) -> None:
    """Write that these letters are recalled: they were not delivered, and what they made is to do again.

    `letters`: message_id, customer_id, version, cause, reason, facts (JSON), receivable_id.
    """
    if letters.is_empty():
        return
    rows = letters.select(
        "message_id", "customer_id", "cause", "reason", "facts", "receivable_id"
    ).with_columns(
        bulk.reserve_ids(LetterEnding, len(letters)),
        pl.lit("recalled").alias("kind"),
        pl.lit(on).alias("on"),
        pl.lit(record.entry.author).alias("by"),
        pl.lit("").alias("moved"),
        pl.lit(value=True).alias("to_answer"),
        pl.lit(value=False).alias("undone"),
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
    )
    bulk.insert(LetterEnding, rows)
    record.wrote(LetterEnding, rows)
    bulk.update(
        Message,
        letters.select(
            pl.col("message_id").alias("id"),
            pl.lit("recalled").alias("state"),
            # The words of a person are in the fact: no code of the gate's says them.
            pl.when(pl.col("cause") == "person").then(pl.lit("")).otherwise("reason").alias("held_reason"),
            pl.col("facts").alias("held_facts"),
            pl.col("version") + 1,
        ),
    )
    _tell(record, rows)


def _tell(record: Record, rows: pl.DataFrame) -> None:
    told = defaultdict[int, list[dict[str, Any]]](list)
    for row in rows.select("customer_id", "message_id", "cause", "reason", "facts").iter_rows(named=True):
        told[row["customer_id"]].append(
            {
                "message": row["message_id"],
                "cause": row["cause"],
                "reason": row["reason"],
                "facts": json.loads(row["facts"]),
            }
        )
    for customer, recalled in told.items():
        record.of(customer, recalled=recalled)
    record.untouched -= told.keys()  # their steps are to do again
