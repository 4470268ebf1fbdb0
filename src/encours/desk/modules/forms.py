"""What is asked before a module is switched."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import day_field


class Switch(forms.Form):
    """Nothing but the act."""


class Consulted(forms.Form):
    """The two days that the Labour Code asks for; the act refuses what is missing or to come."""

    consulted_on = day_field(
        label=_("Jour de la consultation du CSE"),
        help_text=_("Code du travail, article L2312-38 : consulté avant la mise en place."),
        required=False,
    )
    informed_on = day_field(
        label=_("Jour de l’information du personnel"),
        help_text=_("Code du travail, article L1222-4 : chacun est informé avant, de ce qui est mesuré."),
        required=False,
    )
