"""What is asked of a creditor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.letters import MOST_DAYS, POSTED_AFTER
from encours.desk.setup.fields import RateField, SpacedField
from encours.records.parties.models import TERM_MODES

_MODES = {
    "net": _("à compter de la date de facture"),
    "days_then_eom": _("puis fin de mois"),
    "eom_then_days": _("après la fin du mois"),
}
MODES = [(mode, _MODES[mode]) for mode in TERM_MODES]
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]


class Settings(forms.Form):
    """Everything that letters, due dates and penalties rest on."""

    name = forms.CharField(
        label=_("Raison sociale"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    legal_form = forms.CharField(
        label=_("Forme et capital"),
        max_length=80,
        required=False,
        help_text=_("Par exemple : SAS au capital de 50 000 €."),
    )
    siren = SpacedField(label=_("SIREN"), max_length=14, required=False, help_text=_("Neuf chiffres."))
    rcs = forms.CharField(
        label=_("Immatriculation"),
        max_length=80,
        required=False,
        help_text=_("Par exemple : RCS Lille 732 829 320."),
    )
    vat_number = SpacedField(label=_("TVA intracommunautaire"), max_length=20, required=False)
    address = forms.CharField(
        label=_("Adresse"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "street-address"})
    )
    postcode = forms.CharField(
        label=_("Code postal"), max_length=12, widget=forms.TextInput(attrs={"autocomplete": "postal-code"})
    )
    city = forms.CharField(
        label=_("Ville"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "address-level2"})
    )
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        label=_("Pays"),
        initial="FR",
        help_text=_("Deux lettres : FR, BE, GB…"),
        error_messages={"invalid": _("Écrire le pays en deux lettres capitales, comme FR.")},
    )
    iban = SpacedField(
        label=_("IBAN"),
        max_length=42,
        help_text=_("Imprimé sur les relances, avec un code QR pour payer."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    bic = SpacedField(label=_("BIC"), max_length=14, required=False, help_text=_("Vide : déduit de l’IBAN."))
    sender_name = forms.CharField(
        label=_("Qui signe les relances"), max_length=120, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )  # fmt: skip
    sender_email = forms.EmailField(
        label=_("Adresse e-mail d’expédition"),
        help_text=_("Vos clients y répondent. Rien ne part avant que vous ne quittiez le mode ombre."),
    )
    phone = forms.CharField(
        label=_("Téléphone"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Langue habituelle des messages"), choices=LANGUAGES)
    terms_days = forms.IntegerField(
        label=_("Délai de paiement habituel (jours)"),
        min_value=0,
        max_value=365,
        initial=30,
        help_text=_("Sert à calculer l’échéance : un FEC n’en contient pas."),
    )
    terms_mode = forms.ChoiceField(label=_("Mode de calcul"), choices=MODES)
    terms_confirmed = forms.BooleanField(
        label=_("C’est bien le délai de mes conditions de vente : les échéances qui en découlent sont sûres"),
        required=False,
        help_text=_("Sans cela, elles restent supposées et seuls des messages courtois partent."),
    )
    penalty_bps = RateField(
        label=_("Taux annuel des pénalités de retard (%)"),
        required=False,
        help_text=_("Celui de vos conditions de vente. Vide : le taux légal, BCE + 10 points."),
    )
    regime_confirmed = forms.BooleanField(
        label=_("Mes clients sont des entreprises"),
        required=False,
        help_text=_(
            "Sans cela, ni pénalités ni indemnité de 40 € : elles ne sont pas dues par un particulier."
        ),
    )
    chase_retentions = forms.BooleanField(
        label=_("Relancer aussi les retenues de garantie (4117)"), required=False
    )
    posted_after_days = forms.IntegerField(
        label=_("Courriers : rappelables pendant (jours ouvrés)"),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
        initial=POSTED_AFTER,
        help_text=_("Passé ce délai sans un mot, un courrier déposé compte comme posté."),
    )


class FirstSettings(Settings):
    """The same, with the first ledger."""

    file = forms.FileField(
        label=_("Fichier des écritures comptables (FEC)"),
        required=False,
        help_text=_("Votre logiciel comptable l’exporte ; son nom commence par votre SIREN."),
        widget=forms.FileInput(attrs={"data-siren-into": "id_siren", "accept": ".txt,.csv,.tsv,text/plain"}),
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.order_fields(["file"])
