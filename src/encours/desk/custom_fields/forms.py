"""What is asked about fields of one's own: how one is declared, what it says, which segment it makes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from encours.core.custom_fields import KINDS, SUBJECTS
from encours.desk.custom_fields.showing import class_name, kind_name, subject_name
from encours.records.fields.models import CLASSES, Field, FieldValue
from encours.words.languages import nearest


class _Named(forms.Form):
    label_fr = forms.CharField(label=_("Nom en français"), max_length=60)
    label_en = forms.CharField(label=_("Nom en anglais"), max_length=60, required=False)
    choices = forms.CharField(
        label=_("Choix possibles"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Un par ligne, pour un champ à choix."),
    )
    shown_as = forms.ChoiceField(
        label=_("Montré à"), required=False, choices=lambda: [(one, class_name(one)) for one in CLASSES]
    )
    listed = forms.BooleanField(label=_("Colonne dans les listes"), required=False)
    required = forms.BooleanField(label=_("Obligatoire dans les formulaires"), required=False)

    def clean_choices(self) -> tuple[str, ...]:
        """One choice a line."""
        lines = (" ".join(line.split()) for line in self.cleaned_data["choices"].splitlines())
        return tuple(line for line in lines if line)


class ChangeField(_Named):
    """What of a field may change."""


class DeclareField(_Named):
    """A field on customers or invoices."""

    subject = forms.ChoiceField(
        label=_("Sur"), choices=lambda: [(one, subject_name(one)) for one in SUBJECTS]
    )
    kind = forms.ChoiceField(label=_("Type"), choices=lambda: [(one, kind_name(one)) for one in KINDS])
    code = forms.RegexField(
        r"^[a-z][a-z0-9_]{0,39}$",
        label=_("Code"),
        help_text=_("Pour les modèles et les fichiers : minuscules sans accent, chiffres ou « _ »."),
        error_messages={"invalid": _("Minuscules sans accent, chiffres ou « _ », une lettre d’abord.")},
    )
    field_order = ("subject", "label_fr", "label_en", "code", "kind", "choices")


def values_form(fields: Sequence[Field], values: Mapping[int, FieldValue]) -> type[forms.Form]:
    """A form with these fields as they stand; what is typed is read by the act."""
    language = nearest(get_language())
    made: dict[str, Any] = {}
    for one in fields:
        made[one.code] = _asked(one, one.label(language))
        made[one.code].initial = values[one.pk].text if one.pk in values else ""
    made["stamp"] = forms.CharField(required=False, widget=forms.HiddenInput())
    return type("OwnValues", (forms.Form,), made)


def _asked(field: Field, label: str) -> forms.Field:
    told: dict[str, Any] = {"label": label, "required": field.required}
    match field.kind:
        case "choice":
            choices = [("", "–"), *((one, one) for one in field.chosen_from())]
            return forms.ChoiceField(choices=choices, **told)
        case "yes_no":
            pairs = [("", "–"), ("yes", _("Oui")), ("no", _("Non"))]
            return forms.ChoiceField(choices=pairs, **told)
        case "day":
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **told)
        case "number" | "amount":
            numeric = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
            return forms.CharField(widget=numeric, max_length=40, **told)
        case _:
            return forms.CharField(max_length=500, **told)
