"""What is asked about invoices."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.core.segments import Segment
from encours.desk.fields import CentsField, day_field
from encours.desk.telling import segment_name
from encours.words.reason_labels import STEPS


class EditInvoice(forms.Form):
    """What the ledger could not say."""

    due_on = day_field(label=_("Échéance"), help_text=_("L’enregistrer la confirme."))
    po_number = forms.CharField(label=_("Bon de commande"), max_length=60, required=False)


class Dispute(forms.Form):
    """How much is contested, and why."""

    amount_cents = CentsField(label=_("Montant contesté"), help_text=_("Au plus le reste dû."))
    reason = forms.CharField(label=_("Motif"), max_length=200)


class CloseDispute(forms.Form):
    """What came of a dispute."""

    outcome = forms.CharField(
        label=_("Issue"), max_length=200, help_text=_("Par exemple : avoir émis, contestation abandonnée.")
    )


def _segments() -> list[tuple[str, str]]:
    return [("", gettext("Tous")), *((code.value, segment_name(code.value)) for code in Segment)]


def _steps() -> list[tuple[str, str]]:
    none = ("0", gettext("Aucune relance"))
    return [("", gettext("Toutes")), none, *((str(n), str(name)) for n, name in enumerate(STEPS.values(), 1))]


class Filters(forms.Form):
    """Which invoices to list; everything is optional."""

    customer = forms.CharField(label=_("Client (nom ou compte)"), max_length=100, required=False)
    number = forms.CharField(label=_("Numéro de pièce"), max_length=100, required=False)
    min_cents = CentsField(label=_("Reste dû, de"), required=False)
    max_cents = CentsField(label=_("à"), required=False)
    due_from = day_field(label=_("Échéance, du"), required=False)
    due_to = day_field(label=_("au"), required=False)
    segment = forms.ChoiceField(label=_("Segment"), choices=_segments, required=False)
    step = forms.ChoiceField(label=_("Dernière étape"), choices=_steps, required=False)
