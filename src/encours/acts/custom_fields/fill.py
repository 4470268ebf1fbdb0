"""Filling fields of one's own: on one customer or invoice, on many customers, from a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from encours.core.custom_fields import Value, value_of
from encours.core.refusals import RuleError
from encours.records.fields.models import Field, FieldValue
from encours.records.fields.reading import fields_of
from encours.records.frames.past import supersede
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Said:
    """One value to write: of whom, or of which receivable, and which field."""

    customer_id: int
    receivable_id: int | None
    field_id: int
    value: Value


def fill_fields(
    customer: Customer,
    written: Mapping[str, str],
    *,
    receivable: Receivable | None = None,
    made_from: str | None,
    author: str,
    at: datetime,
) -> int:
    """Write the fields of a customer, or of one of its invoices, by code; return how many changed.

    `made_from` is the `stamp` of the values that the form showed.

    Raises
        StaleFormError: a value was changed since the form was made.
        RuleError: a field that does not exist, a value that cannot be, a required field emptied.
    """
    subject = "customer" if receivable is None else "invoice"
    with recording(customer.creditor_id, "fill_fields", author=author, cause="desk", at=at) as record:
        fields = {one.code: one for one in fields_of(record.creditor.pk, subject)}
        if made_from is not None and made_from != stamp(fields.values(), customer.pk, receivable):
            raise RuleError(
                "stale_form",
                "Ces champs ont changé depuis l’ouverture de ce formulaire : relire la page, puis recommencer.",
            )
        told = []
        for code, text in written.items():
            field = _known(fields, code)
            value = value_of(field.kind, text, field.chosen_from())
            if field.required and not value.text:
                label = field.label_fr
                raise RuleError("field_required", f"Le champ « {label} » est obligatoire.")
            told.append(Said(customer.pk, receivable.pk if receivable else None, field.pk, value))
        labels = {one.pk: one.code for one in fields.values()}
        changed = write_values(record, told)
        if changed:
            after = {labels[one.field_id]: one.text for one in changed}
            record.of(customer.pk, fields=after, **({"invoice": receivable.number} if receivable else {}))
    return len(changed)


def fill_many(
    creditor: Creditor, customers: Sequence[int], code: str, written: str, *, author: str, at: datetime
) -> int:
    """Write one field of many customers; return how many changed.

    Raises
        RuleError: a field that does not exist, or a value that cannot be.
    """
    with recording(creditor, "fill_fields", author=author, cause=f"field {code}", at=at) as record:
        field = _known({one.code: one for one in fields_of(record.creditor.pk, "customer")}, code)
        value = value_of(field.kind, written, field.chosen_from())
        ours = Customer.objects.filter(creditor=record.creditor, pk__in=customers)
        keys = ours.values_list("pk", flat=True)
        changed = write_values(record, [Said(key, None, field.pk, value) for key in keys])
        for one in changed:
            record.of(one.customer_id, fields={code: one.text})
        record.tell(field=code, changed=len(changed))
    return len(changed)


def stamp(fields: Iterable[Field], customer_id: int, receivable: Receivable | None) -> str:
    """Which version of which values a form shows."""
    rows = FieldValue.objects.filter(
        field__in=[one.pk for one in fields], customer_id=customer_id, receivable=receivable
    )
    return " ".join(
        f"{field}:{version}" for field, version in sorted(rows.values_list("field_id", "version"))
    )


def write_values(record: Record, told: Sequence[Said]) -> list[FieldValue]:
    """Write what differs from what is known; values that did not exist and say nothing are not written."""
    known = _known_values(record, told)
    new, changed = [], []
    for one in told:
        row = known.get((one.field_id, one.customer_id, one.receivable_id))
        if row is None and one.value.text:
            row = FieldValue(
                creditor=record.creditor,
                customer_id=one.customer_id,
                receivable_id=one.receivable_id,
                field_id=one.field_id,
                version=0,
            )
            known[one.field_id, one.customer_id, one.receivable_id] = row
            new.append(row)
        elif row is not None and row.pk and row.text != one.value.text:
            changed.append(row)
        if row is not None:
            row.text, row.number, row.key = one.value.text, one.value.number, one.value.key
    supersede(FieldValue, [row.pk for row in changed], at=record.at)
    every = [*new, *changed]
    for row in every:
        row.entry, row.recorded_at, row.by = record.entry, record.at, record.entry.author
        row.version += 1
    FieldValue.objects.bulk_create(new, batch_size=_BATCH)
    names = ["text", "number", "key", "entry", "recorded_at", "by", "version"]
    FieldValue.objects.bulk_update(changed, names, batch_size=_BATCH)
    record.wrote(FieldValue, every)
    return every


def _known_values(record: Record, told: Sequence[Said]) -> dict[tuple[int, int, int | None], FieldValue]:
    fields = {one.field_id for one in told}
    rows = FieldValue.objects.filter(creditor=record.creditor, field_id__in=fields)
    if len(told) <= _BATCH:
        rows = rows.filter(customer_id__in={one.customer_id for one in told})
    return {(row.field_id, row.customer_id, row.receivable_id): row for row in rows}


def _known(fields: Mapping[str, Field], code: str) -> Field:
    if code not in fields:
        raise RuleError("field_unknown", f"Le champ « {code} » n’existe pas.")
    return fields[code]
