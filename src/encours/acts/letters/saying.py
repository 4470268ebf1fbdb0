"""What a person says of letters laid in the outbox: posted, to recall, and what became of those recalled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

import polars as pl
from django.db.models import F

from encours.acts.letters.recalling import still_laid, write_recalls
from encours.core.letters import unposted_until
from encours.core.refusals import RuleError
from encours.records.frames import bulk
from encours.records.history.writing import Record, recording
from encours.records.messages.letters import LetterEnding, PostedUndone, RecallAnswer
from encours.records.messages.models import Delivery, Message

_COLUMNS = {"message_id": pl.Int64, "customer_id": pl.Int64, "laid_on": pl.Date}


def say_posted(
    creditor_id: int, messages: Sequence[int], *, posted_on: date, on: date, author: str, at: datetime
) -> int:
    """Say that these letters (messages, by key) were posted on a day; how many. Those said so before are left.

    Raises
        RuleError: a day to come, or before one was laid; one of them is recalled: nothing is written.
    """
    if posted_on > on:
        raise RuleError(
            "posted_on_wrong", "Le jour de la mise à la poste est à venir : indiquer le jour passé."
        )
    with recording(creditor_id, "post_letters", author=author, cause="posted", at=at) as record:
        rows = Message.objects.filter(creditor_id=creditor_id, pk__in=messages)
        list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        letters = _to_post(record, messages)
        early = letters.filter(pl.col("laid_on") > posted_on)
        if not early.is_empty():
            raise RuleError(
                "posted_on_wrong",
                "Un courrier choisi a été déposé après ce jour : corriger le jour, ou le retirer du choix.",
            )
        _write_posted(record, letters, posted_on)
    return len(letters)


def _to_post(record: Record, messages: Sequence[int]) -> pl.DataFrame:
    """Those laid of which nothing is said yet: message_id, customer_id, laid_on."""
    standing = LetterEnding.objects.filter(message__in=messages, undone=False)
    ended = dict(standing.values_list("message_id", "kind"))
    recalled = sum(kind == "recalled" for kind in ended.values())
    if recalled:
        raise RuleError(
            "letter_recalled",
            "Un courrier choisi a été rappelé depuis : le retirer de la pile, ou dire qu'il était déjà parti. "
            "Rien n'a été noté.",
        )
    laid = Delivery.objects.filter(
        creditor=record.creditor, message__in=messages, channel="letter", state="delivered"
    ).order_by("message_id")
    told = [row for row in laid.values_list("message_id", "customer_id", "on") if row[0] not in ended]
    return pl.DataFrame(told, schema=_COLUMNS, orient="row").unique("message_id", maintain_order=True)


def _write_posted(record: Record, letters: pl.DataFrame, posted_on: date) -> None:
    if letters.is_empty():
        return
    rows = letters.drop("laid_on").with_columns(
        bulk.reserve_ids(LetterEnding, len(letters)),
        *(pl.lit("").alias(name) for name in ("cause", "reason", "facts", "moved")),
        pl.lit("posted").alias("kind"),
        *(pl.lit(value=False).alias(name) for name in ("to_answer", "undone")),
        pl.lit(posted_on).alias("on"),
        pl.lit(None, pl.Int64).alias("receivable_id"),
        pl.lit(record.entry.author).alias("by"),
        pl.lit(record.creditor.pk).alias("creditor_id"),
        pl.lit(record.entry.pk).alias("entry_id"),
        pl.lit(record.at).alias("recorded_at"),
    )
    bulk.insert(LetterEnding, rows)
    record.wrote(LetterEnding, rows)
    told = defaultdict[int, list[int]](list)
    for message, customer in letters.select("message_id", "customer_id").iter_rows():
        told[customer].append(message)
    for customer, posted in told.items():
        record.of(customer, posted=posted, posted_on=posted_on)
    record.untouched |= told.keys()  # they count as delivered already
    record.tell(posted=len(letters), posted_on=posted_on)


def unsay_posted(ending: LetterEnding, *, reason: str, on: date, author: str, at: datetime) -> None:
    """Take back that a letter was posted: nothing is said of it any more, and what makes it untrue recalls it again.

    Raises
        RuleError: no reason; it was not said posted, that was taken back already, or it is too long ago.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Dire pourquoi ce courrier n’était pas posté.")
    with recording(ending.creditor_id, "unpost_letter", author=author, cause=reason, at=at) as record:
        now = LetterEnding.objects.select_for_update().get(pk=ending.pk)
        if now.kind != "posted" or now.undone:
            raise RuleError("letter_not_posted", "Ce courrier n’est pas dit posté. Relire la page.")
        if on > unposted_until(now.on, record.creditor.posted_after_days):
            raise RuleError(
                "posted_too_long_ago",
                "Ce courrier est dit posté depuis trop longtemps : ce délai est celui de « Mon entreprise ».",
            )
        made = PostedUndone.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer_id=now.customer_id,
            ending=now,
            reason=reason.strip()[:200],
            on=on,
            by=author,
        )
        record.wrote(PostedUndone, [made])
        LetterEnding.objects.filter(pk=now.pk).update(undone=True)
        record.of(now.customer_id, unposted=now.message_id, reason=reason)


def recall_letter(message: Message, *, reason: str, on: date, author: str, at: datetime) -> None:
    """Call back a letter that a person does not want posted: its steps are to do again.

    Raises
        RuleError: no reason; no letter laid, or something was said of it already.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Un rappel porte un motif : l'indiquer.")
    with recording(message.creditor_id, "recall_letter", author=author, cause=reason, at=at) as record:
        facts = json.dumps({"text": reason}, ensure_ascii=False)
        told = {"cause": "person", "reason": "person", "facts": facts, "receivable_id": None}
        one = pl.DataFrame(
            [
                {
                    "message_id": message.pk,
                    "customer_id": message.customer_id,
                    "version": message.version,
                    **told,
                }
            ],
            schema_overrides={"receivable_id": pl.Int64},
        )
        laid = still_laid(one) if message.channel == "letter" else one.clear()
        if laid.is_empty():
            raise RuleError(
                "letter_said",
                "Ce courrier n'est plus à poster : il est posté ou rappelé. Relire la page.",
            )
        write_recalls(record, laid, on=on)


def answer_recalls(
    creditor_id: int, endings: Sequence[int], *, found: str, on: date, author: str, at: datetime
) -> int:
    """Say of recalled letters (endings, by key) that they were taken out of the pile, or had gone; how many.

    One that had gone counts as delivered again, from the day that it was laid.

    Raises
        RuleError: nothing is left to say of them.
    """
    with recording(creditor_id, "answer_recall", author=author, cause=found, at=at) as record:
        rows = LetterEnding.objects.filter(creditor_id=creditor_id, pk__in=endings, to_answer=True)
        waiting = list(rows.select_for_update().order_by("pk"))
        if not waiting:
            raise RuleError("recall_answered", "Une réponse est déjà connue pour ce courrier.")
        made = [
            RecallAnswer(
                creditor=record.creditor,
                recorded_at=record.at,
                entry=record.entry,
                customer_id=one.customer_id,
                ending=one,
                found=found,
                on=on,
                by=author,
            )
            for one in waiting
        ]
        RecallAnswer.objects.bulk_create(made)
        LetterEnding.objects.filter(pk__in=[one.pk for one in waiting]).update(to_answer=False)
        record.wrote(RecallAnswer, made)
        told = defaultdict[int, list[int]](list)
        for one in waiting:
            told[one.customer_id].append(one.message_id)
        for customer, letters in told.items():
            record.of(customer, letters=letters, found=found)
        if found == "gone":
            _delivered_again([one.message_id for one in waiting])
        else:
            record.untouched |= told.keys()
    return len(made)


def _delivered_again(messages: Sequence[int]) -> None:
    Message.objects.filter(pk__in=messages, state="recalled").update(
        state="delivered", held_reason="", held_facts={}, version=F("version") + 1
    )
