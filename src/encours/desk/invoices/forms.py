"""What is asked about invoices."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import CentsField, day_field


class EditInvoice(forms.Form):
    """What the ledger could not say."""

    due_on = day_field(label=_("Échéance"), help_text=_("L’enregistrer la confirme."))
    po_number = forms.CharField(label=_("Bon de commande"), max_length=60, required=False)


class Factor(forms.Form):
    """To whom an invoice was assigned, and when."""

    factor = forms.CharField(label=_("Affactureur"), max_length=100, required=False)
    factored_on = day_field(label=_("Cédée le"))


class Pay(forms.Form):
    """What was received, and when."""

    amount_cents = CentsField(label=_("Montant reçu"), help_text=_("Au plus le reste dû."))
    paid_on = day_field(label=_("Reçu le"))
    reference = forms.CharField(label=_("Référence"), max_length=100, required=False)


class Dispute(forms.Form):
    """How much is contested, and why."""

    amount_cents = CentsField(label=_("Montant contesté"), help_text=_("Au plus le reste dû."))
    reason = forms.CharField(label=_("Motif"), max_length=200)


class Because(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Motif"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class Double(Because):
    """Which one stays."""

    same_as = forms.TypedChoiceField(
        label=_("Celle qui reste"),
        help_text=_("Du même client et du même montant."),
        coerce=int,
        error_messages={"required": _("Choisir celle qui reste.")},
    )
    field_order = ("same_as", "reason")

    def __init__(self, *args: object, choices: Sequence[tuple[int, str]], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type] # Django's own arguments
        same = self.fields["same_as"]
        assert isinstance(same, forms.TypedChoiceField)  # noqa: S101 — declared above
        same.choices = [("", _("Choisir…")), *choices]


class CloseDispute(forms.Form):
    """What came of a dispute."""

    outcome = forms.CharField(
        label=_("Issue"), max_length=200, help_text=_("Par exemple : avoir émis, contestation abandonnée.")
    )
