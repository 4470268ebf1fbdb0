"""One act on many customers: one entry, a leaf each, in statements that do not grow with every row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import F, QuerySet

from encours.acts.apply_terms import apply_terms, terms_dates
from encours.acts.approvals.deciding import Agreeing
from encours.acts.approvals.handling import with_hand
from encours.acts.marking import ready
from encours.core.days import is_business_day
from encours.core.reasons import ReasonCode
from encours.core.refusals import RuleError
from encours.records.cases.models import AUDIENCES, Hold, Note
from encours.records.frames.past import supersede
from encours.records.frames.sealed_rows import sealed_rows
from encours.records.history.writing import Record, recording
from encours.records.messages.models import Message
from encours.records.parties.models import REGIMES, TERM_MODES, Creditor, Customer

_PIECE = 500
_LONGEST_TERMS = 365


def hold_many(
    creditor: Creditor,
    customers: Sequence[int],
    *,
    from_on: date,
    until_on: date | None,
    reason: str,
    author: str,
    at: datetime,
) -> int:
    """Hold all reminders to these customers; return how many.

    Raises
        RuleError: no reason, or an end before the start.
    """
    if not reason.strip():
        raise RuleError("reason_missing", "Une suspension porte un motif : l'indiquer.")
    if until_on is not None and until_on < from_on:
        raise RuleError("end_before_start", "La suspension finirait avant de commencer : corriger les dates.")
    with recording(creditor, "hold_many", author=author, cause=reason, at=at) as record:
        for keys in _pieces(customers):
            made = Hold.objects.bulk_create(
                Hold(
                    creditor=record.creditor,
                    recorded_at=record.at,
                    entry=record.entry,
                    customer_id=key,
                    from_on=from_on,
                    until_on=until_on,
                    reason=reason.strip(),
                    by=author,
                )
                for key in keys
            )
            record.wrote(Hold, made)
            for one in made:
                record.of(one.customer_id, hold=one.pk, from_on=from_on, until_on=until_on, reason=reason)
        record.tell(customers=len(customers), from_on=from_on, until_on=until_on)
    return len(customers)


def release_many(creditor: Creditor, customers: Sequence[int], *, on: date, author: str, at: datetime) -> int:
    """End the holds of these customers as a whole; return how many holds."""
    with recording(creditor, "release_many", author=author, cause="desk", at=at) as record:
        count = 0
        for keys in _pieces(customers):
            open_ones = Hold.objects.filter(
                customer_id__in=keys, receivable__isnull=True, released_on__isnull=True
            ).exclude(kind__in=("insolvency", "judicial"))  # lifted one by one, by who knows what was decided
            found = list(open_ones.values_list("pk", "customer_id"))
            Hold.objects.filter(pk__in=[key for key, _customer in found]).update(released_on=on)
            for customer, theirs in _by_customer(found).items():
                record.of(customer, holds=theirs, released_on=on)
            count += len(found)
        record.tell(holds=count)
    return count


def note_many(
    creditor: Creditor,
    customers: Sequence[int],
    *,
    text: str,
    audience: str = "internal",
    author: str,
    at: datetime,
) -> int:
    """Write the same note on each of these cases; return how many.

    Raises
        RuleError: the note is empty.
    """
    if not text.strip():
        raise RuleError("note_empty", "La note est vide : écrire une phrase.")
    if audience not in AUDIENCES:
        raise RuleError("audience_unknown", "Une note est interne ou visible du client.")
    with recording(creditor, "note_many", author=author, cause="desk", at=at) as record:
        for keys in _pieces(customers):
            made = Note.objects.bulk_create(
                Note(
                    creditor=record.creditor,
                    recorded_at=record.at,
                    entry=record.entry,
                    customer_id=key,
                    text=text.strip(),
                    by=author,
                    audience=audience,
                )
                for key in keys
            )
            record.wrote(Note, made)
            for one in made:
                record.of(one.customer_id, note=one.pk, text=one.text, audience=audience)
        record.untouched |= set(customers)
        record.tell(customers=len(customers))
    return len(customers)


def approve_many(creditor: Creditor, customers: Sequence[int], *, on: date, author: str, at: datetime) -> int:
    """Agree that what is proposed to these customers leaves; return how many messages.

    What a rule keeps for other people, and what was sent back to be corrected, is left as it waits.
    """
    with recording(creditor, "approve", author=author, cause="desk", at=at) as record:
        count = left = 0
        for keys in _pieces(customers):
            rows = (
                ready(_waiting(keys, on)).filter(state="proposed").exclude(held_reason=ReasonCode.SENT_BACK)
            )
            agreeing = Agreeing(record, list(rows))
            left += agreeing.keep_mine()
            agreeing.approve()
            count += len(agreeing.waiting)
        record.tell(messages=count, left=left)
    return count


def move_many(
    creditor: Creditor, customers: Sequence[int], *, to_on: date, on: date, author: str, at: datetime
) -> int:
    """Let what waits for these customers wait for another business day; return how many messages.

    Raises
        RuleError: a day gone by, or a closed day.
    """
    if to_on < on:
        raise RuleError("to_on_wrong", "Ce jour est passé : en choisir un à partir d'aujourd'hui.")
    if not is_business_day(to_on):
        raise RuleError("to_on_wrong", "Ce jour n'est pas ouvré : en choisir un autre.")
    with recording(creditor, "move", author=author, cause="desk", at=at) as record:
        count = 0
        for keys in _pieces(customers):
            rows = list(_waiting(keys, None).values_list("pk", "customer_id", "hands"))
            told = [(key, customer) for key, customer, _hands in rows]
            for hands in {hands for _key, _customer, hands in rows}:
                Message.objects.filter(
                    pk__in=[key for key, _customer, theirs in rows if theirs == hands]
                ).update(planned_on=to_on, hands=with_hand(hands, author), version=F("version") + 1)
            for customer, theirs in _by_customer(told).items():
                _tell(record, customer, moved=theirs, to_on=to_on)
            count += len(told)
        record.tell(messages=count)
    return count


def confirm_terms_many(
    creditor: Creditor, customers: Sequence[int], *, days: int, mode: str, author: str, at: datetime
) -> int:
    """Say the terms of these customers; due dates that were assumed follow; return how many due dates.

    Raises
        RuleError: a term that cannot be one.
    """
    if mode not in TERM_MODES or not 0 <= days <= _LONGEST_TERMS:
        raise RuleError("terms_unknown", "Ce délai n'en est pas un : de 0 à 365 jours, mode de la liste.")
    with recording(creditor, "confirm_terms", author=author, cause="desk", at=at) as record:
        changed = 0
        for keys in _pieces(customers):
            before = terms_dates(record.creditor, keys)
            _set(record, keys, terms_days=days, terms_mode=mode, terms_source="person")
            changed += apply_terms(record, before, terms_dates(record.creditor, keys))
            for key in keys:
                record.of(key, days=days, mode=mode)
        record.tell(customers=len(customers), days=days, mode=mode, due_dates_changed=changed)
    return changed


def confirm_regime_many(
    creditor: Creditor, customers: Sequence[int], *, regime: str, author: str, at: datetime
) -> int:
    """Say what the law takes these customers for; return how many.

    Raises
        RuleError: an unknown regime.
    """
    if regime not in REGIMES:
        raise RuleError("regime_unknown", "Ce régime n'existe pas : entreprise, public ou consommateur.")
    with recording(creditor, "confirm_regime", author=author, cause="desk", at=at) as record:
        for keys in _pieces(customers):
            _set(record, keys, regime=regime, regime_source="person")
            for key in keys:
                record.of(key, regime=regime)
        record.tell(regime=regime, customers_changed=len(customers))
    return len(customers)


def _set(record: Record, keys: list[int], **values: object) -> None:
    """Change rows of customers; what they were goes to the past first."""
    supersede(Customer, keys, at=record.at)
    Customer.objects.filter(pk__in=keys).update(
        **values, entry=record.entry, recorded_at=record.at, version=F("version") + 1
    )
    record.wrote(Customer, sealed_rows(Customer, keys))


def _waiting(customers: Sequence[int], on: date | None) -> QuerySet[Message]:
    rows = Message.objects.filter(customer_id__in=customers, state__in=("proposed", "approved"))
    return rows if on is None else rows.filter(planned_on__lte=on)


def _tell(record: Record, customer: int, **content: object) -> None:
    """Tell it in the customer's history; it changes no fact that a decision rests on."""
    record.of(customer, **content)
    record.untouched.add(customer)


def _by_customer(rows: list[tuple[int, int]]) -> dict[int, list[int]]:
    """Keys of rows, by the customer that stands beside each."""
    found: dict[int, list[int]] = defaultdict(list)
    for key, customer in rows:
        found[customer].append(key)
    return found


def _pieces(keys: Sequence[int]) -> Iterator[list[int]]:
    for at in range(0, len(keys), _PIECE):
        yield list(keys[at : at + _PIECE])
