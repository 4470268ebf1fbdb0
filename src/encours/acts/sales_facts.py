"""Orders and deals as sales tell them: the row before goes to the past; sales are warned of what is overdue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F

from encours.acts.rules import same_version
from encours.acts.signal_sales import write_signals
from encours.core.evidence import plain
from encours.core.refusals import RuleError
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Customer
from encours.records.sales.models import DEAL_STAGES, ORDER_STATES, Deal, Order

ORDER_FIELDS = ("number", "ordered_on", "amount_cents", "currency", "label", "state")
DEAL_FIELDS = ("name", "stage", "amount_cents", "currency", "closing_on", "owner")
_KNOWN = {"state": ORDER_STATES, "stage": DEAL_STAGES}


def save_order(
    customer: Customer,
    values: Mapping[str, Any],
    *,
    on: date,
    author: str,
    at: datetime,
    order: Order | None = None,
    made_from: int | None = None,
) -> Order:
    """Add an order (`ORDER_FIELDS`), or change one; open orders count in the customer's exposure.

    Raises
        RuleError: a number already used at this customer, or a state that the house does not know.
        StaleFormError: somebody changed it since the form was made.
    """
    saved: Order = _save(customer, Order, "number", values, order, made_from, on=on, author=author, at=at)
    return saved


def save_deal(
    customer: Customer,
    values: Mapping[str, Any],
    *,
    on: date,
    author: str,
    at: datetime,
    deal: Deal | None = None,
    made_from: int | None = None,
) -> Deal:
    """Add a deal (`DEAL_FIELDS`), or change one; sales are warned where the customer is overdue.

    Raises
        RuleError: a name already used at this customer, or a stage that the house does not know.
        StaleFormError: somebody changed it since the form was made.
    """
    saved: Deal = _save(customer, Deal, "name", values, deal, made_from, on=on, author=author, at=at)
    return saved


def _save(
    customer: Customer,
    model: type[Any],
    key: str,
    values: Mapping[str, Any],
    row: Any,
    made_from: int | None,
    *,
    on: date,
    author: str,
    at: datetime,
) -> Any:
    _check(values)
    act = f"{'add' if row is None else 'edit'}_{model._meta.model_name}"
    with recording(customer.creditor_id, act, author=author, cause="desk", at=at) as record:
        same = model.objects.filter(customer=customer, **{key: values[key]})
        if same.exclude(pk=row.pk if row else None).exists():
            named = values[key]
            raise RuleError(f"{key}_wrong", f"« {named} » existe déjà chez ce client.")
        if row is not None:
            now = model.objects.get(pk=row.pk)
            same_version(now.version, made_from, getattr(now, key))
        written = write_sales(record, model, customer.pk, values, row)
        record.wrote(model, [written])
        changed = {name: plain(value) for name, value in values.items()}
        record.of(customer.pk, **{model._meta.model_name: written.pk, "changed": changed})
        record.untouched.add(customer.pk)  # what sales hope for changes no reminder
        write_signals(record, [customer.pk], on=on)
    return written


def write_sales(
    record: Record, model: type[Any], customer_id: int, values: Mapping[str, Any], row: Any
) -> Any:
    """One order or deal inside an act's entry; the caller seals what was written."""
    stamp = {"entry": record.entry, "recorded_at": record.at, "by": record.entry.author}
    if row is None:
        return model.objects.create(creditor=record.creditor, customer_id=customer_id, **values, **stamp)
    supersede(model, [row.pk], at=record.at)
    model.objects.filter(pk=row.pk).update(**values, **stamp, version=F("version") + 1)
    return model.objects.get(pk=row.pk)


def _check(values: Mapping[str, Any]) -> None:
    for name, known in _KNOWN.items():
        if name in values and values[name] not in known:
            raise RuleError(f"{name}_wrong", "Choisir une valeur de la liste.")
    if values["amount_cents"] < 0:
        raise RuleError("amount_cents_wrong", "Le montant ne peut pas être négatif.")
