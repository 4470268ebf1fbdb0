"""The kinds of work: what each is called, and its icon."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

_NAMES = {
    "task": gettext_lazy("Question d’un collègue"),
    "approve": gettext_lazy("Relance à approuver"),
    "uncertain": gettext_lazy("Envoi incertain"),
    "recalled": gettext_lazy("Courrier rappelé, peut-être parti"),
    "held": gettext_lazy("Relance retenue"),
    "apply": gettext_lazy("Encaissement non affecté"),
    "returned": gettext_lazy("Paiement rejeté"),
    "dispute": gettext_lazy("Litige à régler"),
    "address": gettext_lazy("Adresse manquante"),
    "terms": gettext_lazy("Conditions à confirmer"),
    "call": gettext_lazy("Client à appeler"),
    "callback": gettext_lazy("Appel à refaire"),
    "step": gettext_lazy("Demandé par le scénario"),
    "reread": gettext_lazy("Scénario à revoir"),
    "promise": gettext_lazy("Promesse non tenue"),
    "confirm": gettext_lazy("À confirmer"),
    "document": gettext_lazy("Document demandé"),
    "review": gettext_lazy("Accès à revoir"),
    "factor": gettext_lazy("Votre compte"),
}
ICONS = {
    "task": "help-circle",
    "approve": "shield-check",
    "uncertain": "help-circle",
    "recalled": "mailbox",
    "held": "hand-stop",
    "apply": "coin",
    "returned": "alert-triangle",
    "dispute": "scale",
    "address": "mail-off",
    "terms": "calendar-event",
    "call": "phone",
    "callback": "phone",
    "step": "checklist",
    "reread": "calendar-event",
    "promise": "calendar-event",
    "confirm": "checklist",
    "document": "file-text",
    "review": "key",
    "factor": "key",
}


def kind_name(kind: str) -> str:
    """A kind of work in the reader's language."""
    return str(_NAMES[kind])
