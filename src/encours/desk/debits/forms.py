"""What is asked of a mandate, of the rules of direct debits, and why."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.core.debits.rules import MOST_DAYS, MOST_TRIES, VERSIONS, DebitRules
from encours.desk.fields import day_field
from encours.records.parties.models import Attachment


class Because(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Motif"), max_length=200)


def mandate_form(documents: list[Attachment]) -> type[forms.Form]:
    """A mandate, whose signed paper is one of the customer's documents."""

    class MandateForm(forms.Form):
        """Its reference, its kind, who signed it and when, and the account."""

        umr = forms.CharField(
            label=_("Référence unique du mandat (RUM)"),
            max_length=35,
            help_text=_("Une par mandat, 35 caractères sans accent."),
        )
        scheme = forms.ChoiceField(
            label=_("Type"), choices=(("CORE", _("SEPA CORE")), ("B2B", _("SEPA interentreprises (B2B)")))
        )
        signed_on = day_field(label=_("Signé le"))
        debtor = forms.CharField(label=_("Titulaire du compte"), max_length=70)
        iban = forms.CharField(label=_("IBAN"), max_length=42)
        bic = forms.CharField(label=_("BIC"), max_length=11, required=False, help_text=_("Facultatif."))
        sequence = forms.ChoiceField(
            label=_("Prochain prélèvement"),
            choices=(
                ("FRST", _("premier d’une série")),
                ("RCUR", _("récurrent")),
                ("OOFF", _("unique")),
                ("FNAL", _("dernier")),
            ),
        )
        document = forms.TypedChoiceField(
            label=_("Mandat signé"),
            required=False,
            coerce=int,
            empty_value=None,
            choices=[("", _("aucun")), *((str(one.pk), one.title) for one in documents)],
            help_text=_("Un document déjà ajouté à la fiche."),
        )

    return MandateForm


class Rules(forms.Form):
    """The creditor's identifier, its notice, and how it collects."""

    ics = forms.CharField(
        label=_("Identifiant créancier SEPA (ICS)"),
        max_length=35,
        help_text=_("Attribué par la Banque de France, par exemple FR72ZZZ123456."),
    )
    notice_days = forms.IntegerField(
        label=_("Préavis, en jours calendaires"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("14 jours, sauf si vous en êtes convenus autrement avec vos clients."),
    )
    ahead_days = forms.IntegerField(
        label=_("Préavis envoyés combien de jours avant leur limite"), min_value=0, max_value=MOST_DAYS
    )
    lead_days = forms.IntegerField(
        label=_("Jours ouvrés que demande votre banque avant le prélèvement"), min_value=1, max_value=10
    )
    notice = forms.ChoiceField(
        label=_("Le client est prévenu"),
        choices=(
            ("message", _("par un message d’Encours")),
            ("invoice", _("par sa facture, sinon par un message")),
        ),
        help_text=_(
            "Si vos factures portent le jour du prélèvement, votre ICS et la référence du mandat : celles émises à "
            "temps et dont l’échéance n’a pas bougé n’ont besoin de rien d’autre, à une opération par facture."
        ),
    )
    grouping = forms.ChoiceField(
        label=_("Une opération"),
        choices=(("invoice", _("par facture")), ("customer", _("par client et par jour"))),
    )
    credits = forms.ChoiceField(
        label=_("Avoirs"),
        choices=(("leave", _("laissés de côté")), ("net", _("déduits de la première opération du client"))),
        help_text=_("Déduits seulement quand une opération réunit toutes les factures du client."),
    )
    again = forms.IntegerField(
        label=_("Représentations après une provision insuffisante"), min_value=0, max_value=MOST_TRIES
    )
    standard = forms.ChoiceField(
        label=_("Version du fichier"), choices=tuple((version, version) for version in VERSIONS)
    )

    def rules(self) -> DebitRules:
        """The rules that the form says."""
        return DebitRules(**self.cleaned_data)


def said_by(rules: DebitRules) -> dict[str, Any]:
    """Rules as the form shows them."""
    return asdict(rules)
