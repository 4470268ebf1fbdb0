"""Fields of a creditor's own settings."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import get_format
from django.utils.translation import gettext_lazy as _

_RATE = re.compile(r"(\d{1,3})(?:[.,](\d{1,2}))?")
_SPACES = re.compile(r"[\s\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]")


class RateField(forms.CharField):
    """A yearly rate as people type it ("12,15 %"), in whole hundredths of a percent; never by way of a float."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        """Return basis points, or None for nothing."""
        text = _SPACES.sub("", super().clean(value)).removesuffix("%")
        if not text:
            return None
        found = _RATE.fullmatch(text)
        if found is None:
            raise ValidationError(_("Écrire un taux comme 12,15."), code="rate")
        whole, parts = found.groups()
        return int(whole) * 100 + int((parts or "0").ljust(2, "0"))

    def prepare_value(self, value: Any) -> Any:
        """Show basis points as a rate in the reader's way of writing; what a person typed stays as typed."""
        if not isinstance(value, int):
            return value
        return f"{value // 100}{get_format('DECIMAL_SEPARATOR')}{value % 100:02d}"


class SpacedField(forms.CharField):
    """A number that people write in groups (SIREN, IBAN): spaces are dropped, letters put in capitals."""

    def clean(self, value: Any) -> str:
        """Return the signs alone."""
        return _SPACES.sub("", str(super().clean(value) or "")).upper()
