"""Merging a customer into another one: every row follows, what stays of its file is chosen, all of it can be undone."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db.models import F, Model
from django.db.models.functions import Greatest

from encours.acts.merging.moving import drop_proposals, give
from encours.acts.quality.assess import look_again
from encours.acts.rules import same_version
from encours.core.merging import FIELDS, taken
from encours.core.refusals import RuleError
from encours.core.searching import search_key
from encours.records.cases.models import Case
from encours.records.cash.models import Candidate
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.merging.models import Merging
from encours.records.merging.moved import movable, moved_models, rows_of
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.quality.models import FileMark, Finding
from encours.records.work.models import Invitation, Presence

_LEAVING = ("leased", "handed")


def merge_customers(
    kept: Customer,
    absorbed: Customer,
    *,
    take: Collection[str],
    reason: str,
    made_from: int | None,
    author: str,
    at: datetime,
    on: date,
) -> Merging:
    """Merge `absorbed` into `kept`; of the fields named in `take` (`core.merging.FIELDS`), the first one's are taken.

    Raises
        RuleError: they are one already, are not one creditor's, or a message is just leaving; no reason.
        StaleFormError: the customer that stays changed since the form was made.
    """
    if not reason.strip():
        raise RuleError("reason_wrong", "Dire pourquoi ces deux clients n’en font qu’un : le motif reste.")
    if kept.creditor_id != absorbed.creditor_id or kept.pk == absorbed.pk:
        raise RuleError("customer_wrong", "Choisir deux clients différents du même créancier.")
    with recording(kept.creditor_id, "merge_customers", author=author, cause=reason, at=at) as record:
        kept, absorbed = _still_two(kept, absorbed, made_from)
        chosen = taken(_facts(kept), _facts(absorbed), [code for code in take if code in FIELDS])
        merging = Merging.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            absorbed=absorbed,
            into=kept,
            chosen=json.dumps(chosen, ensure_ascii=False, sort_keys=True),
            reason=reason.strip()[:300],
            by=author,
        )
        record.wrote(Merging, [merging])
        moved = _follow(record, merging, kept, absorbed, on=on)
        write_fields(record, kept, {name: value for name, (_was, value) in chosen.items()})
        _one_from_now(kept, absorbed)
        told = {"merging": merging.pk, "moved": moved, "reason": merging.reason}
        record.of(kept.pk, absorbed=absorbed.account, name=absorbed.name, taken=sorted(chosen), **told)
        record.of(absorbed.pk, into=kept.account, name=kept.name, **told)
        look_again(record, [kept.pk])
    return merging


def _still_two(kept: Customer, absorbed: Customer, made_from: int | None) -> tuple[Customer, Customer]:
    ours, theirs = Customer.objects.get(pk=kept.pk), Customer.objects.get(pk=absorbed.pk)
    same_version(ours.version, made_from, ours.name)
    if ours.merged_into_id or theirs.merged_into_id:
        raise RuleError("already_merged", "L’un des deux est déjà fusionné : relire la page.")
    leaving = Message.objects.filter(customer__in=[ours.pk, theirs.pk], state__in=_LEAVING)
    if leaving.exists():
        raise RuleError(
            "message_leaving", "Un message part en ce moment à l’un des deux : recommencer après."
        )
    return ours, theirs


def _facts(customer: Customer) -> dict[str, Any]:
    return {name: getattr(customer, name) for fields in FIELDS.values() for name in fields}


def _follow(
    record: Record, merging: Merging, kept: Customer, absorbed: Customer, *, on: date
) -> dict[str, int]:
    """Give every row that may follow; return how many of each kind."""
    drop_proposals([kept.pk, absorbed.pk])
    rebuilt: tuple[type[Model], ...] = (Finding, FileMark, Candidate, Presence)
    for model in rebuilt:
        rows_of(model).filter(customer=absorbed).delete()
    Finding.objects.filter(other=absorbed).delete()
    ended = _ended(record, kept, absorbed, on=on)
    moved = {}
    for model in moved_models():
        keys = movable(model, absorbed.pk, kept.pk)
        before = ended.get(model)
        count = give(record, merging, model, keys, to=kept.pk, came_from=absorbed.pk, before=before)
        if count:
            moved[model._meta.label] = count
    return moved


def _ended(
    record: Record, kept: Customer, absorbed: Customer, *, on: date
) -> dict[type[Model], dict[int, str]]:
    """Of two open cases one is closed; people let into one file are not let into the other: both are remembered."""
    invited = Invitation.objects.filter(customer=absorbed, withdrawn_at__isnull=True)
    told: dict[type[Model], dict[int, str]] = {
        Invitation: dict.fromkeys(invited.values_list("pk", flat=True), json.dumps({"withdrawn_at": None}))
    }
    invited.update(withdrawn_at=record.at)
    theirs = Case.objects.filter(customer=absorbed, closed_on__isnull=True)
    if Case.objects.filter(customer=kept, closed_on__isnull=True).exists():
        told[Case] = dict.fromkeys(theirs.values_list("pk", flat=True), json.dumps({"closed_on": None}))
        theirs.update(closed_on=on)
    return told


def write_fields(record: Record, customer: Customer, values: dict[str, Any]) -> None:
    """Write fields of a customer; its row before goes to the past."""
    if not values:
        return
    supersede(Customer, [customer.pk], at=record.at)
    told = {"name": customer.name, "siren": customer.siren} | values
    Customer.objects.filter(pk=customer.pk).update(
        **values,
        search_key=search_key(told["name"], customer.account, told["siren"]),
        entry=record.entry,
        recorded_at=record.at,
    )
    record.wrote(Customer, [Customer.objects.get(pk=customer.pk)])


def _one_from_now(kept: Customer, absorbed: Customer) -> None:
    """Those that were merged into the absorbed one follow; a message is never of facts not yet written."""
    Customer.objects.filter(merged_into=absorbed).update(merged_into=kept)
    Customer.objects.filter(pk=absorbed.pk).update(merged_into=kept, version=F("version") + 1)
    Customer.objects.filter(pk=kept.pk).update(
        version=F("version") + 1, facts_version=Greatest(F("facts_version"), absorbed.facts_version)
    )
