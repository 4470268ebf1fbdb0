"""Undoing a merging, at any later moment: each row goes back, and what came since goes where its source says."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import F, Model, Q
from django.db.models.functions import Greatest

from encours.acts.merging.merge import write_fields
from encours.acts.merging.moving import drop_proposals, give
from encours.acts.quality.assess import look_again
from encours.acts.undo_application import reverse
from encours.core.merging import given_back
from encours.core.refusals import RuleError
from encours.records.cash.models import Application, Payment
from encours.records.history.writing import Record, recording
from encours.records.merging.models import Merging
from encours.records.merging.moved import moved_models, rows_of
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.quality.models import FileMark, Finding
from encours.records.receivables.models import Receivable


def undo_merging(
    merging: Merging, *, later_stay: bool, reason: str, author: str, at: datetime, on: date
) -> Merging:
    """Take apart what a merging put together.

    What came since goes to the account under which its source told it, unless `later_stay`: then it stays. Money
    of the one that was set against invoices of the other meanwhile is unapplied again.

    Raises
        RuleError: it is undone already, a message is just leaving, or no reason.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Dire pourquoi ce sont deux clients : le motif reste au dossier.")
    with recording(merging.creditor_id, "undo_merging", author=author, cause=reason, at=at) as record:
        absorbed, kept = _still_one(merging)
        back = Merging.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            absorbed=absorbed,
            into=kept,
            reason=reason.strip()[:300],
            by=author,
            undoes=merging,
        )
        record.wrote(Merging, [back])
        drop_proposals([kept.pk])
        for model in (Finding, FileMark):
            rows_of(model).filter(customer=kept).delete()
        keys = _going(merging, kept, absorbed, later_stay=later_stay)
        unapplied = _take_apart(record, kept, keys, on=on)
        _with_their_rows(kept, keys)
        moved = {
            model._meta.label: give(
                record, back, model, sorted(rows), to=absorbed.pk, came_from=kept.pk, before=None
            )
            for model, rows in keys.items()
            if rows
        }
        _two_from_now(record, merging, kept, absorbed)
        told = {"merging": merging.pk, "moved": moved, "unapplied": unapplied, "reason": back.reason}
        record.of(kept.pk, parted=absorbed.account, name=absorbed.name, **told)
        record.of(absorbed.pk, parted=kept.account, name=kept.name, **told)
        look_again(record, [kept.pk, absorbed.pk])
    return back


def _still_one(merging: Merging) -> tuple[Customer, Customer]:
    """The customer absorbed, and the one that it is today (another one, if that was merged in its turn)."""
    absorbed = Customer.objects.get(pk=merging.absorbed_id)
    if merging.undoes_id or Merging.objects.filter(undoes=merging).exists() or not absorbed.merged_into_id:
        raise RuleError("already_undone", "Cette fusion est déjà annulée : relire la page.")
    kept = Customer.objects.get(pk=absorbed.merged_into_id)
    if Message.objects.filter(customer=kept, state__in=("leased", "handed")).exists():
        raise RuleError("message_leaving", "Un message part en ce moment à ce client : recommencer après.")
    return absorbed, kept


def _going(
    merging: Merging, kept: Customer, absorbed: Customer, *, later_stay: bool
) -> dict[type[Model], set[int]]:
    """Rows that go back: those that the merging had moved, and what came since under the absorbed account."""
    rows: dict[str, list[int]] = defaultdict(list)
    for label, row in merging.moves.values_list("label", "row"):
        rows[label].append(row)
    keys: dict[type[Model], set[int]] = {model: set() for model in moved_models()}
    for label, found in rows.items():
        model = apps.get_model(label)
        there = rows_of(model).filter(pk__in=found, customer=kept)
        keys[model] |= set(there.values_list("pk", flat=True))
    if not later_stay:
        for model, told in (
            (Receivable, _under("key", absorbed.account)),
            (Payment, _under("key", absorbed.account) | _under("ledger_key", absorbed.account)),
        ):
            later = rows_of(model).filter(told, customer=kept, recorded_at__gt=merging.recorded_at)
            keys[model] |= set(later.values_list("pk", flat=True))
    return keys


def _under(column: str, account: str) -> Q:
    """Keys say the kind, then the account (`core.ledger.documents`, `acts.import_file`)."""
    return Q(**{f"{column}__contains": f"|{account}|"})


def _take_apart(record: Record, kept: Customer, keys: dict[type[Model], set[int]], *, on: date) -> int:
    """Reverse what is applied across the two; return how many."""
    items, payments = keys[Receivable], keys[Payment]
    standing = Application.objects.filter(customer=kept, reverses__isnull=True, reversed_by__isnull=True)
    across = [
        one
        for one in standing.order_by("pk")
        if (one.receivable_id in items)
        != (one.payment_id in payments if one.payment_id is not None else one.credit_note_id in items)
    ]
    for one in across:
        reverse(record, one, reason="merging_undone", on=on)
    return len(across)


def _with_their_rows(kept: Customer, keys: dict[type[Model], set[int]]) -> None:
    """What hangs on an invoice goes with it."""
    for model in moved_models():
        names = {field.name for field in model._meta.concrete_fields}
        if "receivable" in names and keys[Receivable]:
            hanging = rows_of(model).filter(customer=kept, receivable__in=keys[Receivable])
            keys[model] |= set(hanging.values_list("pk", flat=True))


def _two_from_now(record: Record, merging: Merging, kept: Customer, absorbed: Customer) -> None:
    earlier = Merging.objects.filter(into=absorbed, undoes__isnull=True, undone_by__isnull=True)
    Customer.objects.filter(merged_into=kept, pk__in=earlier.values("absorbed")).update(merged_into=absorbed)
    Customer.objects.filter(pk=absorbed.pk).update(
        merged_into=None,
        version=F("version") + 1,
        facts_version=Greatest(F("facts_version"), kept.facts_version),
    )
    for label, row, before in merging.moves.exclude(before="").values_list("label", "row", "before"):
        _restore(apps.get_model(label), row, json.loads(before), merging)
    if kept.pk == merging.into_id:
        chosen = {name: (was, now) for name, (was, now) in json.loads(merging.chosen).items()}
        write_fields(record, kept, given_back({name: getattr(kept, name) for name in chosen}, chosen))
        Customer.objects.filter(pk=kept.pk).update(version=F("version") + 1)


def _restore(model: type[Model], row: int, before: dict[str, Any], merging: Merging) -> None:
    """Give back what the merging had ended, unless a person ended it since."""
    rows = rows_of(model).filter(pk=row, customer=merging.absorbed_id)
    if "withdrawn_at" in before:
        rows = rows.filter(withdrawn_at=merging.recorded_at)
    rows.update(**before)
