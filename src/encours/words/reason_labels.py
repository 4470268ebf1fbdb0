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
    "call": _("appel au client"),
    "call_2": _("deuxième appel au client"),
    "call_3": _("troisième appel au client"),
    "manager": _("décision du responsable"),
    "agency": _("dossier confié à une société de recouvrement"),
    "lawyer": _("dossier confié à un avocat"),
    "bailiff": _("dossier confié à un commissaire de justice"),
}
EVENTS: Final[Mapping[str, Promise]] = {
    "reply": _("le client a répondu"),
    "bounce": _("le message est revenu"),
    "promise": _("une promesse n’a pas été tenue"),
    "dispute": _("un litige a été ouvert"),
    "part_payment": _("une partie a été payée"),
    "cost": _("les relances ont coûté plus que prévu"),
    "silence": _("aucune nouvelle"),
}
THEN: Final[Mapping[str, Promise]] = {
    "pause": _("attendre"),
    "next": _("avancer l’étape suivante"),
    "call": _("appeler le client"),
    "manager": _("demander au responsable"),
    "stop": _("ne plus rien envoyer"),
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
    "chosen": _("une personne l’a choisi pour ce client"),
    "history": _("le client n’a jamais répondu ni payé après l’autre canal"),
}
STATES: Final[Mapping[str, Promise]] = {
    "handed": _("remis, sans accusé"),
    "delivered": _("délivré"),
    "shadowed": _("préparé en mode ombre"),
    "refused": _("refusé"),
    "uncertain": _("incertain"),
    "stopped": _("arrêté"),
}
