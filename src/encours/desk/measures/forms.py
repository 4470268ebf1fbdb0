"""What is asked about costs, losses and opinions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from encours.desk.fields import CentsField, day_field
from encours.records.measures.models import BEST, WORST

COST_KINDS = {
    "staff": _("Personnel"),
    "channel": _("Envois"),
    "provider": _("Prestataires"),
    "legal": _("Contentieux"),
    "storage": _("Stockage"),
    "invoicing": _("Facturation"),
}
# What is counted by itself, so that a price per action means something; "" is a sum over a period.
ACTIONS = {
    "": _("Une somme sur une période"),
    "email": _("Le prix d’un e-mail"),
    "letter": _("Le prix d’un courrier"),
    "match": _("Le prix d’une affectation de la banque"),
    "note": _("Le prix d’une note"),
    "open_dispute": _("Le prix de l’ouverture d’un litige"),
}
OUTCOME_KINDS = {
    "written_off": _("Passé en perte"),
    "depreciated": _("Déprécié"),
    "reversed": _("Reprise de dépréciation"),
    "interest": _("Pénalités encaissées"),
    "indemnity": _("Indemnité encaissée"),
}
COMPLAINT_KINDS = {
    "complaint": _("Une réclamation"),
    "opt_out": _("Le client ne veut plus de messages"),
    "wrong_person": _("Ce n’était pas la bonne personne"),
}
SURVEY_STATES = {
    "asked": _("demandée par une personne"),
    "handed": _("remise au serveur"),
    "delivered": _("envoyée"),
    "refused": _("refusée"),
    "uncertain": _("envoi incertain"),
}
COMPLAINT_SOURCES = {"customer": _("Le client"), "department": _("Un autre service")}


def _customer() -> forms.CharField:
    return forms.CharField(
        label=_("Client"), max_length=200, help_text=_("Son compte (411…), ou son nom exact.")
    )


class Start(forms.Form):
    """From which day gains are counted."""

    on = day_field(label=_("Au jour"), help_text=_("Un jour passé convient : ses chiffres sont recalculés."))


class Cost(forms.Form):
    """A cost of collection or of invoicing."""

    what = forms.CharField(
        label=_("Libellé"),
        max_length=200,
        help_text=_("Par exemple : salaires du recouvrement, 3e trimestre."),
    )
    kind = forms.ChoiceField(label=_("Nature"), choices=list(COST_KINDS.items()))
    action = forms.ChoiceField(label=_("Ce que c’est"), choices=list(ACTIONS.items()), required=False)
    amount_cents = CentsField(label=_("Montant"))
    minutes = forms.IntegerField(
        label=_("Minutes qu’une personne y passait"),
        required=False,
        min_value=1,
        max_value=10_000,
        help_text=_("Pour une action : les heures libérées en sont comptées."),
    )
    from_on = day_field(label=_("À partir du"))
    to_on = day_field(
        label=_("Jusqu’au (inclus)"),
        required=False,
        help_text=_("Vide : le seul premier jour pour une somme, sans fin pour un prix."),
    )


class Outcome(forms.Form):
    """What was lost or won beside a debt."""

    customer = _customer()
    kind = forms.ChoiceField(label=_("Nature"), choices=list(OUTCOME_KINDS.items()))
    amount_cents = CentsField(label=_("Montant"))
    on = day_field(label=_("Le"))
    text = forms.CharField(label=_("Précision"), max_length=300, required=False)


class Complaint(forms.Form):
    """What somebody said of the way a customer is treated."""

    customer = _customer()
    kind = forms.ChoiceField(label=_("Nature"), choices=list(COMPLAINT_KINDS.items()))
    source = forms.ChoiceField(label=_("Dit par"), choices=list(COMPLAINT_SOURCES.items()))
    on = day_field(label=_("Le"))
    text = forms.CharField(label=_("Ce qui est dit"), widget=forms.Textarea(attrs={"rows": 3}))


class Survey(forms.Form):
    """Whom to ask."""

    customer = _customer()


class Answer(forms.Form):
    """What the customer answered."""

    score = forms.IntegerField(
        label=_("Note de 0 à 10"),
        min_value=WORST,
        max_value=BEST,
        help_text=_("0 : très mal traité ; 10 : très bien."),
    )
    text = forms.CharField(
        label=_("Ce qu’il en dit"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class Cancel(forms.Form):
    """Why it is wrong."""

    reason = forms.CharField(label=_("Motif"), max_length=200)
