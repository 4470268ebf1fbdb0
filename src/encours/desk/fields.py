"""Form fields that the rooms of the desk share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from encours.core.days import is_business_day, next_business_day
from encours.words import days
from encours.words.languages import nearest

_AMOUNT = re.compile(r"(\d{1,15})(?:[.,](\d{1,2}))?", re.ASCII)
_WHOLE = 10_000  # hundredths of a percent
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")


class CentsField(forms.CharField):
    """An amount as people type it ("1 234,50", "1234.5 €"), in whole cents; never by way of a float."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        """Return cents, or None for nothing."""
        text = _SPACES.sub("", super().clean(value)).removesuffix("€")
        if not text:
            return None
        found = _AMOUNT.fullmatch(text)
        if found is None:
            raise ValidationError(_("Écrire un montant comme 1 234,50."), code="amount")
        euros, cents = found.groups()
        return int(euros) * 100 + int((cents or "0").ljust(2, "0"))

    def prepare_value(self, value: Any) -> Any:
        """Show cents as an amount of the reader's language; what a person typed stays as typed."""
        if not isinstance(value, int):
            return value
        mark = "." if nearest(get_language()) == "en" else ","
        return f"{value // 100}{mark}{value % 100:02d}"


class PercentField(CentsField):
    """A share as people type it ("99,5", "99.5 %"), in hundredths of a percent, from nothing to all."""

    def clean(self, value: Any) -> int | None:
        """Return hundredths of a percent, or None for nothing."""
        found = super().clean(str(value or "").replace("%", ""))
        if found is not None and found > _WHOLE:
            raise ValidationError(_("Écrire un pourcentage de 0 à 100."), code="percent")
        return found


class DayField(forms.DateField):
    """A day; of one to come, `shortcuts` are days that one press fills in: what each is called, itself."""

    shortcuts: Sequence[tuple[str, date, str]] = ()

    def __init__(self, *, ahead: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.ahead = ahead


def day_field(*, ahead: bool = False, **options: Any) -> DayField:
    """A day, chosen in the browser's own calendar; `ahead`: one to come, with shortcuts where the page knows today."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return DayField(widget=widget, ahead=ahead, **options)


def with_shortcuts(form: forms.Form, on: date) -> forms.Form:
    """The same form; its days to come have their shortcuts, counted from the day `on`."""
    for field in form.fields.values():
        if isinstance(field, DayField) and field.ahead:
            field.shortcuts = days_ahead(on)
    return form


def days_ahead(on: date) -> list[tuple[str, date, str]]:
    """The days that people mean most often, each a business day after `on`, with its day of the week."""
    told = (
        (gettext("Prochain jour ouvré"), next_business_day(on + timedelta(days=1))),
        (gettext("+ 5 jours"), next_business_day(on + timedelta(days=5))),
        (gettext("+ 10 jours"), next_business_day(on + timedelta(days=10))),
        (gettext("Fin de mois"), _end_of_month(on)),
    )
    return [(label, day, days.weekday(day, nearest(get_language()))) for label, day in told]


def _end_of_month(on: date) -> date:
    """The last business day of the month, of the next one where it is not after `on`."""
    first = (on.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = first - timedelta(days=1)
    while not is_business_day(last):
        last -= timedelta(days=1)
    return last if last > on else _end_of_month(first)
