"""The file for the bank: what was announced in time and is still owed; kept, handed over by a person, or cancelled."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from encours.acts.debits.ending import end_debits
from encours.acts.debits.filing import Filed, file_of
from encours.acts.rules import same_version
from encours.core.debits.choosing import stopped_then
from encours.core.debits.preparing import READY, WAITS, Announced, Decided, decided
from encours.core.debits.rules import DebitRules
from encours.core.refusals import RuleError
from encours.records.debits.models import Debit, DebitBatch, DebitItem
from encours.records.debits.reading import debit_rules
from encours.records.documents.keeping import keep
from encours.records.documents.models import KeptFile
from encours.records.frames.debits import (
    ANNOUNCED,
    announced_debits,
    debitable_items,
    items_of,
    standing_mandates,
)
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor

MEDIA_TYPE = "application/xml"


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file made on a day would hold, transaction by transaction, and why others are not in it."""

    decisions: Mapping[int, Decided] = field(default_factory=dict)  # by key of the transaction

    @property
    def ready(self) -> dict[int, Decided]:
        """Those that go in."""
        return {key: one for key, one in self.decisions.items() if one.reason == READY}

    @property
    def ending(self) -> dict[int, str]:
        """Those that cannot be collected any more as they were announced, and why."""
        over = {key: one.reason for key, one in self.decisions.items()}
        return {key: reason for key, reason in over.items() if reason != READY and reason not in WAITS}

    @property
    def cents(self) -> int:
        """What would be collected."""
        return sum(one.cents for one in self.ready.values())


def preview(creditor: Creditor, *, on: date) -> Preview:
    """Say what a file made on a day would hold; writes nothing."""
    rules = debit_rules(creditor.pk)
    rows = announced_debits(creditor.pk)
    if rows.is_empty():
        return Preview()
    items: dict[int, list[tuple[int, int]]] = defaultdict(list)
    days = dict(rows.select("debit_id", "collect_on").iter_rows())
    collected: dict[int, date] = {}
    for debit, receivable, cents, _ in items_of(creditor.pk, ANNOUNCED).iter_rows():
        items[debit].append((receivable, cents))
        collected[receivable] = days[debit]
    owed = stopped_then(debitable_items(creditor.pk, on=on), collected, rules)
    now = {
        receivable: (stop, cents)
        for receivable, stop, cents in owed.select("receivable_id", "stop", "open_cents").iter_rows()
    }
    standing = standing_mandates(creditor.pk, on=on)
    mandates = dict(standing.select("mandate_id", "mandate").iter_rows())
    return Preview(
        {
            row["debit_id"]: decided(
                Announced(
                    row["collect_on"],
                    row["notify_on"],
                    row["told_on"],
                    mandates.get(row["mandate_id"], "cancelled"),
                    tuple(items[row["debit_id"]]),
                ),
                now,
                rules,
                on=on,
            )
            for row in rows.iter_rows(named=True)
        }
    )


def prepare_batch(creditor: Creditor, *, on: date, author: str, at: datetime, home: Path) -> DebitBatch:
    """Make the file of what may be collected, and end what may not any more; an item is in one live file at most.

    A second call at once finds nothing left to collect, and says so. Nothing is sent to the bank: a person hands the
    file over.

    Raises
        RuleError: shadow mode, no creditor identifier, no account of the creditor, or nothing to collect.
    """
    rules = debit_rules(creditor.pk)
    with recording(creditor, "prepare_debits", author=author, cause="desk", at=at) as record:
        _may(record.creditor, rules)
        found = preview(record.creditor, on=on)
        if not found.ready:
            raise RuleError(
                "nothing_to_debit", "Rien n’est à prélever : chaque échéance annoncée dit pourquoi."
            )
        end_what_is_over(record, found, on=on)
        return _written(record, found.ready, rules, on=on, home=home)


def _may(creditor: Creditor, rules: DebitRules) -> None:
    if not rules.ics:
        raise RuleError(
            "ics_missing",
            "L’identifiant créancier SEPA (ICS) n’est pas renseigné : le saisir dans les réglages des prélèvements.",
        )
    if creditor.shadow:
        raise RuleError(
            "shadow", "En mode ombre les préavis ne partent pas : rien ne peut être prélevé sans préavis."
        )
    if not creditor.iban:
        raise RuleError(
            "iban_missing",
            "L’IBAN du créancier n’est pas renseigné : le saisir dans les réglages, à deux personnes.",
        )


def end_what_is_over(record: Record, found: Preview, *, on: date) -> None:
    """End what cannot be collected any more as it was announced, each with its reason."""
    by_reason = defaultdict[str, list[int]](list)
    for key, reason in found.ending.items():
        by_reason[reason].append(key)
    for reason, keys in sorted(by_reason.items()):
        end_debits(record, list(Debit.objects.filter(pk__in=keys).order_by("pk")), reason=reason, on=on)


def _written(
    record: Record, ready: Mapping[int, Decided], rules: DebitRules, *, on: date, home: Path
) -> DebitBatch:
    number = _next_number(record)
    reference = f"ENC{record.creditor.pk}-{on:%y%m%d}-{number}"
    rows = Debit.objects.filter(pk__in=ready, state="announced").select_related("mandate")
    debits = list(rows.order_by("collect_on", "pk"))
    filed = file_of(record.creditor, rules, reference, debits, ready, at=record.at)
    kept = keep(
        filed.content,
        creditor_id=record.creditor.pk,
        name=f"{reference}.xml",
        media_type=MEDIA_TYPE,
        at=record.at,
        entry_id=record.entry.pk,
        home=home,
    )
    batch = DebitBatch.objects.create(
        creditor=record.creditor,
        recorded_at=record.at,
        entry=record.entry,
        number=number,
        reference=reference,
        made_on=on,
        debits_count=len(debits),
        total_cents=sum(ready[debit.pk].cents for debit in debits),
        kept=kept,
        by=record.entry.author,
    )
    record.wrote(KeptFile, [kept])
    record.wrote(DebitBatch, [batch])
    _mark(record, batch, debits, ready, filed)
    record.tell(
        batch=reference,
        debits=len(debits),
        total_cents=batch.total_cents,
        sha256=kept.sha256,
        standard=rules.standard,
    )
    return batch


def _next_number(record: Record) -> int:
    last = DebitBatch.objects.filter(creditor=record.creditor).order_by("-number").first()
    return last.number + 1 if last else 1


def _mark(
    record: Record, batch: DebitBatch, debits: Sequence[Debit], ready: Mapping[int, Decided], filed: Filed
) -> None:
    """Say of each transaction that it is in the file, under which identifiers, and what it collects of each item."""
    for debit in debits:
        told = filed.named[debit.pk]
        debit.state, debit.batch, debit.amount_cents = "prepared", batch, ready[debit.pk].cents
        debit.sequence, debit.group, debit.end_to_end_id = told.sequence, told.group, told.end_to_end_id
        leaf = record.customers.setdefault(debit.customer_id, {})
        leaf.setdefault("debits_prepared", []).append(
            {
                "batch": batch.reference,
                "debit": debit.pk,
                "cents": debit.amount_cents,
                "id": debit.end_to_end_id,
            }
        )
    fields = ["state", "batch", "amount_cents", "sequence", "group", "end_to_end_id"]
    Debit.objects.bulk_update(debits, fields, batch_size=500)
    items = list(DebitItem.objects.filter(debit__in=[debit.pk for debit in debits]))
    for item in items:
        item.amount_cents = dict(ready[item.debit_id].items).get(item.receivable_id, 0)
        item.live = item.amount_cents != 0  # what is not collected after all is free
    DebitItem.objects.bulk_update(items, ["amount_cents", "live"], batch_size=500)


def hand_over(batch: DebitBatch, *, made_from: int | None, on: date, author: str, at: datetime) -> None:
    """Say that the bank was handed the file.

    Raises
        RuleError: it was handed over already, or cancelled.
        StaleFormError: somebody acted on it since the form was made.
    """
    with recording(batch.creditor_id, "hand_debits", author=author, cause="desk", at=at) as record:
        now = DebitBatch.objects.select_for_update().get(pk=batch.pk)
        same_version(now.version, made_from, "Cette remise")
        if now.state != "prepared":
            raise RuleError("batch_over", "Cette remise a déjà été portée à la banque, ou annulée.")
        now.state, now.handed_on, now.handed_by, now.version = "handed", on, author, now.version + 1
        now.save(update_fields=["state", "handed_on", "handed_by", "version"])
        record.tell(batch=now.reference, handed_on=on)


def cancel_batch(
    batch: DebitBatch, *, reason: str, made_from: int | None, on: date, author: str, at: datetime
) -> None:
    """Say that a file will not be collected: what it held is free, and announced anew.

    Raises
        RuleError: no reason, it was cancelled already, or the bank has credited or returned some of it.
        StaleFormError: somebody acted on it since the form was made.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Annuler une remise demande un motif : l’indiquer.")
    with recording(batch.creditor_id, "cancel_debits", author=author, cause=reason, at=at) as record:
        now = DebitBatch.objects.select_for_update().get(pk=batch.pk)
        same_version(now.version, made_from, "Cette remise")
        debits = list(Debit.objects.filter(batch=now).order_by("pk"))
        states = Counter(debit.state for debit in debits)
        if now.state == "cancelled" or states["prepared"] < len(debits):
            raise RuleError("batch_over", "La banque a déjà traité cette remise : elle ne s’annule plus.")
        end_debits(record, debits, reason="batch_cancelled", on=on)
        now.state, now.cancel_reason, now.version = "cancelled", reason.strip()[:200], now.version + 1
        now.save(update_fields=["state", "cancel_reason", "version"])
        record.tell(batch=now.reference, cancelled=reason)
