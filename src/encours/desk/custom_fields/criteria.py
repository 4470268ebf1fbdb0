"""Fields of a creditor's own as criteria of the filter: only those whose class the person sees."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext

from encours.core.custom_fields import MEASURED, day_number, value_of
from encours.desk.custom_fields.showing import fields_shown, subject_name
from encours.desk.fields import CentsField, day_field
from encours.desk.visits import Visit
from encours.records.fields.models import Field
from encours.words.languages import nearest

_THOUSAND = 1_000


class _Day(forms.DateField):
    """A day as the number that orders it."""

    def clean(self, value: Any) -> int | None:
        """Return the number."""
        found = super().clean(value)
        return day_number(found) if isinstance(found, date) else None


class _Thousandths(forms.DecimalField):
    """A number in thousandths."""

    def clean(self, value: Any) -> int | None:
        """Return the thousandths."""
        found = super().clean(str(value or "").replace(",", "."))
        return int(found * _THOUSAND) if isinstance(found, Decimal) else None


def criteria(visit: Visit) -> dict[str, forms.Field]:
    """The criteria, by the names that `desk.filters` reads; one query."""
    found: dict[str, forms.Field] = {}
    for one in fields_shown(visit):
        found |= _of(one)
    return found


def _of(field: Field) -> dict[str, forms.Field]:
    name, label = f"own_{field.subject}_{field.pk}", field.label(nearest(get_language()))
    if field.subject == "invoice":
        label = f"{label} ({subject_name('invoice')})"
    if field.kind in MEASURED:
        first, last = gettext("%(name)s, de") % {"name": label}, gettext("à")
        return {f"{name}_from": _measured(field, first), f"{name}_to": _measured(field, last)}
    if field.kind == "text":
        asked = forms.CharField(
            label=gettext("%(name)s, commence par") % {"name": label}, max_length=100, required=False
        )
        return {f"{name}_like": asked}
    pairs = (
        [("yes", gettext("Oui")), ("no", gettext("Non"))]
        if field.kind == "yes_no"
        else [(value_of("text", one).key, one) for one in field.chosen_from()]
    )
    choices = [("", gettext("Tous")), *pairs]
    return {f"{name}_is": forms.ChoiceField(label=label, choices=choices, required=False)}


def _measured(field: Field, label: str) -> forms.Field:
    if field.kind == "amount":
        return CentsField(label=label, required=False)
    if field.kind == "day":
        widget = day_field().widget
        return _Day(label=label, required=False, widget=widget)
    return _Thousandths(label=label, required=False)
