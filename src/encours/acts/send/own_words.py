"""What fields of a creditor's own say in a message: those filled, in the customer's language, none about health."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from encours.records.fields.models import Field, FieldValue
from encours.records.fields.reading import fields_of, values_of
from encours.records.parties.models import Customer
from encours.records.receivables.models import Receivable
from encours.words.own_fields import said
from encours.words.sandbox import Filled

_NEVER_WRITTEN = "health"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """The values of a batch's customers and invoices, by key, then by field."""

    fields: Sequence[Field] = ()
    customers: Mapping[int, Mapping[int, FieldValue]] = field(default_factory=dict)
    invoices: Mapping[int, Mapping[int, FieldValue]] = field(default_factory=dict)

    def of_customer(self, customer: Customer, language: str) -> Filled:
        """What is filled of a customer, by code."""
        return self._told("customer", self.customers.get(customer.pk, {}), language)

    def of_invoice(self, receivable: Receivable, language: str) -> Filled:
        """What is filled of an invoice, by code."""
        return self._told("invoice", self.invoices.get(receivable.pk, {}), language)

    def _told(self, subject: str, values: Mapping[int, FieldValue], language: str) -> Filled:
        return Filled(
            {
                one.code: said(one.kind, values[one.pk].text, values[one.pk].number, one.currency, language)
                for one in self.fields
                if one.subject == subject and one.pk in values
            }
        )


def written_fields(creditor_id: int) -> list[Field]:
    """The fields that a template may name."""
    return [one for one in fields_of(creditor_id) if one.shown_as != _NEVER_WRITTEN]


def own_words(
    fields: Sequence[Field], customers: Mapping[int, Customer], receivables: Mapping[int, Receivable]
) -> OwnWords:
    """Read what these say; two queries at most, none where no field is declared."""
    return OwnWords(
        fields,
        values_of(fields, customers.keys(), "customer"),
        values_of(fields, receivables.keys(), "invoice"),
    )


def sample_words(fields: Sequence[Field], subject: str, language: str) -> Filled:
    """An invented value of each field, to try a wording on."""
    samples = {
        "number": ("12.5", 12_500),
        "amount": ("1234.50", 123_450),
        "day": ("2026-12-31", 20_261_231),
        "yes_no": ("yes", 1),
    }
    told = {}
    for one in fields:
        if one.subject == subject:
            first = (one.chosen_from() or [one.label(language)])[0]
            text, number = samples.get(one.kind, (first, None))
            told[one.code] = said(one.kind, text, number, one.currency, language)
    return Filled(told)
