"""Names of steps, channels and states inside a reason's sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STEPS: Final[Mapping[str, Promise]] = {
    "preventive": _("message préventif"),
    "friendly": _("premier rappel"),
    "firm": _("relance ferme"),
    "last": _("dernière relance"),
    "formal_notice": _("mise en demeure"),
}
ON_DEMAND: Final[Mapping[str, Promise]] = {  # messages that make no step
    "statement": _("relevé de compte"),
    "documents": _("demande de documents"),
    "debit_notice": _("préavis de prélèvement"),
    "group": _("courtoisie à la tête d’un groupe"),
}
SEGMENTS: Final[Mapping[str, Promise]] = {
    "consumer": _("Particulier"),
    "public": _("Débiteur public"),
    "no_contact": _("Sans adresse"),
    "late": _("En retard"),
    "large": _("Encours important"),
    "standard": _("Courant"),
}
CHANNELS: Final[Mapping[str, Promise]] = {"email": _("e-mail"), "letter": _("courrier")}
CHANNEL_BECAUSE: Final[Mapping[str, Promise]] = {
    "opted_out": _("le client ne veut plus de courriels"),
    "returned": _("l’adresse e-mail est revenue ou a été refusée"),
    "doubtful": _("l’adresse connue ne peut pas être juste"),
    "unknown": _("aucune adresse n’est connue pour ce canal"),
}
STATES: Final[Mapping[str, Promise]] = {
    "handed": _("remis, sans accusé"),
    "delivered": _("délivré"),
    "shadowed": _("préparé en mode ombre"),
    "refused": _("refusé"),
    "uncertain": _("incertain"),
    "stopped": _("arrêté"),
}
