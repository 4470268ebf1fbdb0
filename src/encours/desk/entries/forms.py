"""What is asked about the entries for the accounting software."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.entries.policy import LONGEST_WAIT, EntryPolicy
from encours.desk.fields import day_field


def _account(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=20)


class Accounts(forms.Form):
    """The accounts and journals of the entries, and how their file is written."""

    bank = _account(_("Compte de banque (512)"))
    bank_journal = _account(_("Journal de banque"))
    customers = forms.CharField(
        label=_("Compte collectif des clients (411)"),
        max_length=20,
        help_text=_("Sert aux clients dont le FEC n’a pas dit le compte ; les autres gardent le leur."),
    )
    charge = _account(_("Frais bancaires (627)"))
    discount = forms.CharField(
        label=_("Escomptes accordés (665)"),
        max_length=20,
        help_text=_("L’escompte est passé TVA comprise : régulariser la TVA reste à votre comptable."),
    )
    difference = _account(_("Petits écarts (658)"))
    other_journal = _account(_("Journal des frais, escomptes et écarts"))
    banks = forms.CharField(
        label=_("Autres comptes bancaires"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Un par ligne : son numéro, deux points, son compte, son journal. "
            "Par exemple : FR7630001007941234567890185: 512100 BQ2"
        ),
    )
    provider = forms.CharField(
        label=_("Compte d’attente du prestataire (517, 467)"),
        max_length=20,
        help_text=_(
            "Porte ce que vos clients ont payé et que le prestataire n’a pas encore versé. "
            "Pour un compte par prestataire, l’ajouter aux autres comptes bancaires."
        ),
    )
    fee = forms.CharField(
        label=_("Commissions du prestataire (627, 6278)"),
        max_length=20,
        help_text=_("La TVA des commissions, souvent autoliquidée, reste à votre comptable."),
    )
    doubtful = _account(_("Clients douteux (416)"))
    depreciation = _account(_("Dépréciation des clients (491)"))
    allowance = _account(_("Dotations aux dépréciations (68174)"))
    reversal = _account(_("Reprises sur dépréciations (78174)"))
    payouts = forms.BooleanField(
        label=_("Passer une écriture par versement : net en banque, commissions en charge"),
        required=False,
        help_text=_("Ne la cochez pas si votre comptabilité passe déjà les versements elle-même."),
    )
    notes = forms.BooleanField(
        label=_(
            "Passer une écriture par avoir affecté en partie, client contre client, pour en proposer le lettrage"
        ),
        required=False,
    )
    from_on = day_field(
        label=_("Encaissements à partir du"),
        required=False,
        help_text=_("Ceux d’avant ne sont pas exportés : votre comptabilité les a déjà."),
    )
    separator = forms.ChoiceField(
        label=_("Séparateur du fichier"),
        choices=lambda: [("tab", _("tabulation")), ("semicolon", _("point-virgule"))],
    )
    letters = forms.BooleanField(
        label=_("Proposer le lettrage des factures soldées"),
        required=False,
    )
    pushes = forms.BooleanField(
        label=_("Écrire aussi ces écritures, en brouillon, dans le logiciel connecté (Odoo)"),
        required=False,
        help_text=_("N’importez alors pas le fichier dans ce logiciel : l’écriture y serait deux fois."),
    )
    awaited_days = forms.IntegerField(
        label=_("Retour attendu dans le FEC sous (jours)"), min_value=1, max_value=LONGEST_WAIT
    )

    def clean_banks(self) -> dict[str, tuple[str, str]]:
        """Bank accounts by number, each with its account in the books and its journal."""
        found = {}
        for line in self.cleaned_data["banks"].splitlines():
            if not line.strip():
                continue
            number, _colon, places = line.partition(":")
            told = places.split()
            if not number.strip() or len(told) != 2:  # noqa: PLR2004 — an account and a journal
                raise forms.ValidationError(
                    _("Écrire par ligne un numéro, deux points, un compte et un journal.")
                )
            found["".join(number.split())] = (told[0], told[1])
        return found

    def policy(self) -> EntryPolicy:
        """The policy that the form says."""
        return EntryPolicy(**self.cleaned_data)


def said_by(policy: EntryPolicy) -> dict[str, Any]:
    """A policy as the form shows it."""
    told = {name: getattr(policy, name) for name in Accounts.base_fields if name != "banks"}
    return told | {
        "banks": "\n".join(f"{number}: {' '.join(places)}" for number, places in policy.banks.items())
    }
