"""Fields of a creditor's own filled by a table: each cell read as its field says, or refused with what to write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from encours.acts.custom_fields.fill import Said, write_values
from encours.acts.import_file.result import Reading
from encours.core.custom_fields import PREFIX, Value, value_of
from encours.core.mapping.fields import OF_OWN
from encours.core.refusals import Refusal, RuleError, UnreadableFileError
from encours.records.fields.models import Field
from encours.records.fields.reading import fields_of
from encours.records.history.writing import Record
from encours.records.parties.models import Creditor, Customer
from encours.records.receivables.models import Receivable

_SHOWN = 80
# Of whom a row speaks: its account, the number of its invoice (empty for a customer's), the field, what it says.
Cell = tuple[str, str, Field, Value]


def read_own(creditor: Creditor, rows: pl.DataFrame, reading: Reading) -> list[Cell]:
    """What the table says of these fields; a cell that cannot be read is added to the refusals.

    Raises
        UnreadableFileError: a column is said to be a field that does not exist.
    """
    codes = [name.removeprefix(PREFIX) for name in rows.columns if name.startswith(PREFIX)]
    if not codes:
        return []
    told = reading.facts["mapping"]
    subject = OF_OWN[reading.facts["target"]]
    fields = {one.code: one for one in fields_of(creditor.pk, subject)}
    unknown = [code for code in codes if code not in fields]
    if unknown:
        raise UnreadableFileError(
            "field_unknown",
            f"Le champ « {unknown[0]} » n’est pas déclaré, ou il est retiré.",
            "Déclarez-le (page Champs), ou ne lisez pas cette colonne.",
        )
    signs = {"date_order": told["date_order"], "decimal": told["decimal"]}
    return [cell for code in codes for cell in _cells(rows, fields[code], subject, signs, reading)]


def _cells(
    rows: pl.DataFrame, field: Field, subject: str, signs: dict[str, str], reading: Reading
) -> Iterator[Cell]:
    column, choices = PREFIX + field.code, field.chosen_from()
    number = "number" if subject == "invoice" else "account"
    for line, account, key, text in rows.select("line", "account", key=number, text=column).iter_rows():
        if text is None:
            continue  # the file does not say: what is known stays
        try:
            value = value_of(field.kind, text, choices, **signs)
        except RuleError as wrong:
            reading.refusals.append(
                Refusal(line, field.label_fr, "own_value_wrong", wrong.sentence, text[:_SHOWN])
            )
            continue
        yield account, key if subject == "invoice" else "", field, value


def write_own(record: Record, cells: list[Cell]) -> dict[str, Any]:
    """Write what differs; a row whose customer or invoice is not known is left aside."""
    if not cells:
        return {}
    customers = dict(Customer.objects.filter(creditor=record.creditor).values_list("account", "pk"))
    invoices: dict[tuple[int, str], int] = {}
    if any(number for _account, number, _field, _value in cells):
        rows = Receivable.objects.filter(creditor=record.creditor, gone_on__isnull=True).order_by("pk")
        for key, customer, number in rows.values_list("pk", "customer_id", "number").iterator():
            invoices[customer, number] = key
    said = {}
    for account, number, field, value in cells:
        owing = customers.get(account)
        receivable = invoices.get((owing or 0, number)) if number else None
        if owing is not None and (receivable is not None or not number):
            said[owing, receivable, field.pk] = Said(owing, receivable, field.pk, value)
    return {"fields": len(write_values(record, list(said.values())))}
