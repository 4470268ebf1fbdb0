"""What is asked of a contract."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.customers.forms import MODES
from encours.desk.fields import CentsField, day_field
from encours.records.parties.models import Attachment


def contract_form(documents: list[Attachment]) -> type[forms.Form]:
    """A contract, whose document is one of the customer's."""

    class Contract(forms.Form):
        """Its number, its days, its terms, what it grants and what it penalises."""

        number = forms.CharField(label=_("Numéro ou nom du contrat"), max_length=100)
        from_on = day_field(label=_("À partir du"))
        until_on = day_field(label=_("Jusqu’au (inclus)"), required=False, help_text=_("Vide : sans fin."))
        terms_days = forms.IntegerField(label=_("Délai de paiement, en jours"), min_value=0, max_value=365)
        terms_mode = forms.ChoiceField(label=_("Façon de compter"), choices=MODES)
        discount_bps = CentsField(label=_("Escompte pour paiement anticipé, en %"), required=False)
        discount_days = forms.IntegerField(
            label=_("Escompte acquis jusqu’à (jours après la facture)"),
            required=False,
            min_value=0,
            max_value=365,
        )
        penalty_bps = CentsField(label=_("Pénalités de retard, taux annuel en %"), required=False)
        document = forms.TypedChoiceField(
            label=_("Document"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("aucun")), *((str(one.pk), one.title) for one in documents)],
            help_text=_("Un document déjà ajouté à la fiche."),
        )

    return Contract
