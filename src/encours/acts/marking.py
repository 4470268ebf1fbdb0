"""Marking: what waits and is no longer so says why at once, and no more once it is so again (DESIGN §2.5).

A message whose invoice was disputed, held, promised or put off since leaves no more as it is. It is not stopped: the
next day makes another of it, or lets it go if the hold is lifted meanwhile. Its mark is the gate's own reason, one of
`UNTRUE`.
"""

from __future__ import annotations

import json
from typing import Any, Final

import polars as pl
from django.db import transaction
from django.db.models import F, QuerySet

from encours.core.gate import UNTRUE
from encours.core.reasons import ReasonCode
from encours.records.frames import bulk
from encours.records.messages.models import Message

_UNTRUE: Final = sorted(UNTRUE)
_NO_ADDRESS: Final = (ReasonCode.NO_ADDRESS, ReasonCode.RECIPIENT_DOUBTFUL)
WAITING: Final = ("proposed", "approved")
_MARKS = {"id": pl.Int64, "version": pl.Int64, "held_reason": pl.String, "held_facts": pl.String}


def no_longer_so(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Those of these messages that wait and leave no more as they are, each with why in `held_reason`."""
    return rows.filter(state__in=WAITING, held_reason__in=_UNTRUE)


def is_no_longer_so(message: Message) -> bool:
    """The same of one."""
    return message.state in WAITING and message.held_reason in UNTRUE


def ready(rows: QuerySet[Message]) -> QuerySet[Message]:
    """Those of these messages of which every word is still so; every page that tells what waits begins with these."""
    return rows.exclude(held_reason__in=_UNTRUE)


def forget_no_address(customer_id: int) -> None:
    """Inside an act that writes an address: what waited for one is asked again when it leaves, not shown as held."""
    waits = Message.objects.filter(customer=customer_id, state__in=WAITING, held_reason__in=_NO_ADDRESS)
    waits.update(held_reason="", held_facts={}, version=F("version") + 1)


def marks_of(queued: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """The marks that change: of what the gate refuses (`asking_again.REFUSED`), and of what it no longer does."""
    marked = queued.filter(pl.col("held_reason").is_in(_UNTRUE))
    again = marked.join(refused, left_on="id", right_on="message_id", how="anti").select(
        "id", "version", pl.lit("").alias("held_reason"), pl.lit("{}").alias("held_facts")
    )
    wrong = refused.select(
        pl.col("message_id").alias("id"), "version", pl.col("reason").alias("held_reason"), held_facts="facts"
    )
    return pl.concat([again, wrong])


def write_marks(marks: pl.DataFrame) -> None:
    """Write them on what still waits as it was read; what moved meanwhile is asked again the next time.

    No entry tells it: it is no act of anybody, and a proposal leaves no leaf.
    """
    if marks.is_empty():
        return
    with transaction.atomic():
        now = _now(marks["id"].to_list())
        changed = [row for row in marks.iter_rows(named=True) if _moves(row, now)]
        frame = pl.DataFrame(changed, schema=_MARKS)
        bulk.update(Message, frame.with_columns(pl.col("version") + 1))


def _now(keys: list[int]) -> dict[int, tuple[int, str, Any]]:
    # What was sent back to be corrected waits for that, whatever else it waits for.
    rows = Message.objects.filter(pk__in=keys, state__in=WAITING).exclude(held_reason=ReasonCode.SENT_BACK)
    rows = rows.select_for_update()
    told = rows.values_list("pk", "version", "held_reason", "held_facts")
    return {pk: (version, reason, facts) for pk, version, reason, facts in told}


def _moves(row: dict[str, Any], now: dict[int, tuple[int, str, Any]]) -> bool:
    version, reason, facts = now.get(row["id"], (None, "", {}))
    if version != row["version"]:
        return False
    return (reason, facts) != (row["held_reason"], json.loads(row["held_facts"]))
