"""What is asked about customers."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from encours.desk.customers.knowing import role_name
from encours.desk.fields import day_field
from encours.records.parties import models as parties
from encours.records.parties.models import CONTACT_ROLES
from encours.records.people.models import LANGUAGES

_LANGUAGE_NAMES = {"fr": _("Français"), "en": _("Anglais")}


class EditCustomer(forms.Form):
    """Who the customer is and where it receives letters."""

    name = forms.CharField(label=_("Raison sociale"), max_length=200)
    siren = forms.RegexField(
        r"^\d{9}$",
        label=_("SIREN"),
        required=False,
        help_text=_("Neuf chiffres."),
        error_messages={"invalid": _("Un SIREN a neuf chiffres.")},
    )
    vat_number = forms.CharField(label=_("Numéro de TVA"), max_length=20, required=False)
    address = forms.CharField(label=_("Adresse"), max_length=300, required=False)
    postcode = forms.CharField(label=_("Code postal"), max_length=12, required=False)
    city = forms.CharField(label=_("Ville"), max_length=100, required=False)
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        label=_("Pays"),
        initial="FR",
        help_text=_("Deux lettres : FR, BE, GB…"),
        error_messages={"invalid": _("Écrire le pays en deux lettres capitales, comme FR.")},
    )
    language = forms.ChoiceField(
        label=_("Langue des messages"), choices=[(code, _LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )


def _roles() -> list[tuple[str, str]]:
    return [("", gettext("Sans fonction")), *((role, role_name(role)) for role in CONTACT_ROLES)]


class Contact(forms.Form):
    """A person to write to."""

    name = forms.CharField(label=_("Nom"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Fonction"), choices=_roles, required=False)
    other_role = forms.CharField(
        label=_("Autre fonction"),
        max_length=60,
        required=False,
        help_text=_("Si la liste ne la nomme pas."),
    )
    email = forms.EmailField(label=_("Adresse e-mail"), required=False)
    phone = forms.CharField(label=_("Téléphone"), max_length=30, required=False)


def contact_of(values: Mapping[str, str]) -> dict[str, str]:
    """A contact as the act takes it: a function written in words stands for one of the list."""
    told = {name: value for name, value in values.items() if name != "other_role"}
    return told | {"role": values["other_role"].strip() or values["role"]}


def of_contact(contact: parties.Contact) -> dict[str, str]:
    """A contact as the form shows it."""
    listed = contact.role in CONTACT_ROLES
    return {
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "role": contact.role if listed else "",
        "other_role": "" if listed else contact.role,
    }


class Hold(forms.Form):
    """A pause: from when, until when, why."""

    reason = forms.CharField(
        label=_("Motif"), max_length=200, help_text=_("Une phrase que vos collègues comprendront.")
    )
    from_on = day_field(label=_("À partir du"))
    until_on = day_field(
        ahead=True,
        label=_("Jusqu’au (inclus)"),
        required=False,
        help_text=_("Vide : jusqu’à ce qu’on la lève."),
    )


class WholeHold(Hold):
    """A pause of a whole customer: also an exemption, or proceedings, from the day of the judgment."""

    kind = forms.ChoiceField(
        label=_("Pourquoi rien ne lui est adressé"),
        widget=forms.RadioSelect,
        choices=[
            ("pause", _("une suspension, que l’on lèvera")),
            ("exempt", _("un client exempté : on ne le relance pas")),
            ("insolvency", _("une procédure collective, à partir du jugement d’ouverture")),
        ],
        initial="pause",
        required=False,
    )
    field_order = ("kind", "reason", "from_on", "until_on")

    def clean_kind(self) -> str:
        """A plain pause where nothing is chosen."""
        return self.cleaned_data["kind"] or "pause"


class Leniency(forms.Form):
    """How a customer is spared: what, from when, until when, why."""

    kind = forms.ChoiceField(
        label=_("Adaptation"),
        widget=forms.RadioSelect,
        choices=[
            ("difficulty", _("une difficulté passagère : seule la courtoisie, sans pénalités ni indemnité")),
            ("no_courtesy", _("plus de messages de courtoisie ; une mise en demeure partirait encore")),
        ],
    )
    reason = forms.CharField(
        label=_("Motif"), max_length=200, help_text=_("Une phrase que vos collègues comprendront.")
    )
    from_on = day_field(label=_("À partir du"))
    until_on = day_field(
        ahead=True,
        label=_("Jusqu’au (inclus)"),
        required=False,
        help_text=_("D’une difficulté seulement : un an au plus."),
    )


MODES = (
    ("net", _("de la date de facture")),
    ("days_then_eom", _("puis jusqu’à la fin du mois")),
    ("eom_then_days", _("à partir de la fin du mois")),
)


class Terms(forms.Form):
    """How long the customer has to pay, counted how."""

    days = forms.IntegerField(label=_("Nombre de jours"), min_value=0, max_value=180)
    mode = forms.ChoiceField(
        label=_("Comptés"),
        choices=MODES,
    )


class Regime(forms.Form):
    """What the law takes the customer for."""

    regime = forms.ChoiceField(
        label=_("Ce client est"),
        widget=forms.RadioSelect,
        choices=[
            ("b2b", _("une entreprise")),
            ("public", _("un débiteur public")),
            ("consumer", _("un particulier : ni pénalités entre professionnels, ni indemnité de 40 €")),
        ],
    )


class Release(forms.Form):
    """Nothing to fill in: the button says it."""
