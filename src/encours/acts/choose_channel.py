"""By which channel a customer is written to: chosen by a person, or by rule from what it answered to."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import polars as pl

from encours.core.channel_history import RULE, columns, counted, preferred
from encours.core.evidence import canonical
from encours.core.refusals import RuleError
from encours.records.frames.channel_history import channel_choices, messages_answered
from encours.records.history.writing import Record, recording
from encours.records.messages.channels import CHOICES, ChannelChoice
from encours.records.parties.models import Creditor, Customer

_LONGEST = 300


def choose_channel(
    customer: Customer, *, channel: str, reason: str, author: str, at: datetime
) -> ChannelChoice:
    """Have a customer written to by `channel`, whatever the step says; "" gives each step its own again.

    A formal notice keeps its letter, and a channel by which the customer cannot be reached is not used.

    Raises
        RuleError: no such channel, or no reason.
    """
    if channel not in CHOICES:
        raise RuleError(
            "channel_wrong", "Ce canal n'existe pas : choisir l'e-mail, le courrier ou celui de l'étape."
        )
    told = reason.strip()[:_LONGEST]
    if not told:
        raise RuleError("reason_wrong", "Choisir un canal demande un motif : l'indiquer.")
    with recording(customer.creditor_id, "choose_channel", author=author, cause=told, at=at) as record:
        made = _choice(record, customer.pk, channel, how="person", reason=told, facts="")
        made.save(force_insert=True)
        record.wrote(ChannelChoice, [made])
        record.of(customer.pk, channel=channel, how="person", reason=told)
    return made


def choose_channels(creditor: Creditor, *, on: date, author: str, at: datetime) -> int:
    """Choose by what each customer answered to in a year; return how many changed. What a person said stays.

    Nothing is read of what was opened: only what was delivered, came back, was answered or was followed by a payment.
    """
    counts = preferred(counted(messages_answered(creditor.pk, on=on)))
    known = channel_choices(creditor.pk)
    by_person = known.filter(pl.col("how") == "person")
    found = (
        counts.join(by_person, on="customer_id", how="anti")
        .join(known.select("customer_id", before="channel"), on="customer_id", how="left")
        .filter(pl.col("channel") != pl.col("before").fill_null(""))
    )
    if found.is_empty():
        return 0
    with recording(creditor, "choose_channels", author=author, cause=RULE, at=at) as record:
        made = [
            _choice(
                record,
                row["customer_id"],
                row["channel"],
                how="history",
                reason="",
                facts=canonical({name: row[name] for name in columns()}),
            )
            for row in found.iter_rows(named=True)
        ]
        made = ChannelChoice.objects.bulk_create(made)
        record.wrote(ChannelChoice, made)
        for one in made:
            record.of(one.customer_id, channel=one.channel, how="history")
        record.tell(customers=len(made), rule=RULE)
    return len(made)


def _choice(record: Record, customer_id: int, channel: str, **told: Any) -> ChannelChoice:
    return ChannelChoice(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        customer_id=customer_id,
        channel=channel,
        by=record.entry.author,
        **told,
    )
