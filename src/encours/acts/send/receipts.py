"""Receipts: what became of a batch, written in one act with a leaf for each customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

import polars as pl
from django.db.models import F, Subquery

from encours.acts.send.composing import Composed
from encours.acts.send.gathering import Dossier
from encours.core.reasons import ReasonCode
from encours.records.documents.models import KeptFile
from encours.records.frames import bulk
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Delivery, Message, MessageItem
from encours.records.parties.models import Customer

_DELIVERY = {
    "customer_id": pl.Int64,
    "message_id": pl.Int64,
    "state": pl.String,
    "channel": pl.String,
    "recipient": pl.String,
    "detail": pl.String,
    "subject": pl.String,
    "document_sha256": pl.String,
    "document_id": pl.Int64,
}


@dataclass(frozen=True, slots=True)
class Beside:
    """In one e-mail with how many others, of which group."""

    group_id: int
    name: str
    others: int


@dataclass(frozen=True, slots=True)
class Sent:
    """One message that was handed over (or rendered in shadow), and what came back."""

    dossier: Dossier
    composed: Composed
    kept: KeptFile | None  # its bytes, laid down; the row is not yet saved
    state: str  # delivered | refused | uncertain | shadowed
    detail: str
    permanent: bool = False  # refused, and trying again as things stand is useless
    beside: Beside | None = None  # the others of its group that the same e-mail carried

    @property
    def digest(self) -> str:
        """The fingerprint of its bytes; "" where none were kept."""
        return self.kept.sha256 if self.kept else ""


def write_receipts(
    creditor_id: int, batch: Sequence[Sent], *, on: date, author: str, cause: str, at: datetime
) -> None:
    """Write the deliveries of a batch, the files of what was sent, and settle the messages.

    A message whose lease passed to another worker, or of which a person has said what became of it, is left: its
    bytes are a file that nobody names.
    """
    if not batch:
        return
    with recording(creditor_id, "send", author=author, cause=cause, at=at) as record:
        batch = _ours(batch)
        kept = _keep(record, batch)
        record.wrote(KeptFile, list(kept.values()))
        _write_deliveries(record, batch, kept, on)
        _settle(batch)
        for sent in batch:
            _tell(record, sent)
        record.tell(sent=len(batch), states=_count(batch))


def _ours(batch: Sequence[Sent]) -> list[Sent]:
    """Receipts that still say something new: an old epoch's is refused, a certain delivery always counts."""
    keys = [sent.dossier.message.pk for sent in batch]
    rows = Message.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    now = {key: (epoch, state) for key, epoch, state in rows.values_list("pk", "lease_epoch", "state")}

    def counts(sent: Sent) -> bool:
        epoch, state = now[sent.dossier.message.pk]
        awaited = {"leased", "handed", "uncertain", *(["refused"] if sent.state == "delivered" else [])}
        return epoch == sent.dossier.message.lease_epoch and state in awaited

    return [sent for sent in batch if counts(sent)]


def _keep(record: Record, batch: Sequence[Sent]) -> dict[int, KeptFile]:
    """Write the rows of the files of this batch, each by its message; messages sent together share theirs."""
    kept = {sent.dossier.message.pk: sent.kept for sent in batch if sent.kept is not None}
    files = {id(file): file for file in kept.values()}
    for file in files.values():
        file.recorded_at, file.entry = record.at, record.entry
    KeptFile.objects.bulk_create(files.values())
    return kept


def _write_deliveries(record: Record, batch: Sequence[Sent], kept: Mapping[int, KeptFile], on: date) -> None:
    rows = pl.DataFrame(
        [_row(sent, kept.get(sent.dossier.message.pk)) for sent in batch], schema=_DELIVERY, orient="row"
    ).with_columns(
        bulk.reserve_ids(Delivery, len(batch)),
        on=pl.lit(on),
        creditor_id=pl.lit(record.creditor.pk),
        entry_id=pl.lit(record.entry.pk),
        recorded_at=pl.lit(record.at),
    )
    bulk.insert(Delivery, rows)
    record.wrote(Delivery, rows)


def _row(sent: Sent, file: KeptFile | None) -> tuple[object, ...]:
    """A delivery, in the order of `_DELIVERY`."""
    message = sent.dossier.message
    return (
        message.customer_id,
        message.pk,
        sent.state,
        message.channel,
        sent.composed.recipient[:300],
        sent.detail[:500],
        sent.composed.rendered.subject[:300],
        sent.digest,
        file.pk if file else None,
    )


def _settle(batch: Sequence[Sent]) -> None:
    for state in {sent.state for sent in batch}:
        keys = [sent.dossier.message.pk for sent in batch if sent.state == state]
        Message.objects.filter(pk__in=keys).update(
            state=state,
            lease_worker="",
            lease_until=None,
            held_reason="",
            held_facts={},
            handed_file=None,
        )
    _offered(batch)
    _laid([sent.dossier.message.pk for sent in batch if sent.state == "delivered"])
    for sent in batch:
        if sent.state == "refused" and sent.permanent:
            _give_up(sent)
    claims = [
        (line.pk, claim.cents, claim.indemnity_cents)
        for sent in batch
        for line in sent.dossier.lines
        if (claim := sent.composed.accessories.by_item.get(line.receivable_id)) is not None
    ]
    schema = {"id": pl.Int64, "interest_cents": pl.Int64, "indemnity_cents": pl.Int64}
    bulk.update(MessageItem, pl.DataFrame(claims, schema=schema, orient="row"))


def _offered(batch: Sequence[Sent]) -> None:
    """Keep what each message that went offered, for when its customer accepts."""
    told = [
        Message(pk=sent.dossier.message.pk, offered=sent.composed.offer.to_json())
        for sent in batch
        if sent.composed.offer is not None and sent.state != "refused"
    ]
    Message.objects.bulk_update(told, ["offered"])


def _laid(keys: Sequence[int]) -> None:
    """Remember as of which facts a letter was laid, this act's own among them: it is looked at again when they move.

    Not where they moved since it was handed over: it is then looked at at once.
    """
    letters = Message.objects.filter(pk__in=keys, channel="letter")
    unmoved = letters.filter(customer__facts_version=F("facts_version"))
    unmoved.update(facts_version=F("facts_version") + 1)  # this act raises the customer's once, when it ends


def _give_up(sent: Sent) -> None:
    """Remember as of which facts the recipient was refused for good: nothing is proposed again until they move."""
    message = sent.dossier.message
    # This act raises the customer's version once, when it ends.
    version = Customer.objects.filter(pk=message.customer_id).values("facts_version")[:1]
    Message.objects.filter(pk=message.pk).update(
        held_reason=str(ReasonCode.UNDELIVERABLE),
        held_facts={"detail": sent.detail},
        facts_version=Subquery(version) + 1,
    )


def _tell(record: Record, sent: Sent) -> None:
    message, dossier = sent.dossier.message, sent.dossier
    told = {
        "message": message.pk,
        "step": message.step_code,
        "channel": message.channel,
        "state": sent.state,
        "recipient": sent.composed.recipient[:300],
        "subject": sent.composed.rendered.subject[:300],
        "document": sent.digest,
        "total_cents": message.total_cents,
        "interest_cents": sent.composed.accessories.interest_cents,
        "indemnity_cents": sent.composed.accessories.indemnity_cents,
        "items": [
            {
                "invoice": dossier.receivables[line.receivable_id].number,
                "open_cents": line.open_cents,
                "role": line.role,
                "step": line.position,
            }
            for line in dossier.lines
        ],
        "copies": [
            {"invoice": number, "sha256": sha256(file.content).hexdigest()}
            for number, file in sent.composed.copies.files
        ],
    }
    if message.channel_because:
        told["channel_because"] = message.channel_because
    if sent.composed.offer is not None:
        told["offer"] = sent.composed.offer.to_json()
    if (beside := sent.beside) is not None:
        told["together"] = {"group": beside.group_id, "name": beside.name, "others": beside.others}
    earlier = record.customers.setdefault(message.customer_id, {})
    earlier.setdefault("messages", []).append(told)


def _count(batch: Sequence[Sent]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for sent in batch:
        counts[sent.state] = counts.get(sent.state, 0) + 1
    return counts
