"""What is asked about letters."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import day_field


class Posted(forms.Form):
    """The day on which they went to the post."""

    posted_on = day_field(label=_("Postés le"))


class Recall(forms.Form):
    """Why a letter must not be posted."""

    reason = forms.CharField(
        label=_("Motif"), max_length=200, help_text=_("Une phrase que vos collègues comprendront.")
    )
