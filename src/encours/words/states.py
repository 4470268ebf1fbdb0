"""States of items, messages and payments: always in the same words and colours."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_STATES: Final[Mapping[str, tuple[str | Promise, str, str]]] = {
    "open": (_("À échoir"), "quiet", "clock"),
    "due_today": (_("Échoit aujourd’hui"), "info", "calendar-event"),
    "overdue": (_("Échue"), "late", "clock-exclamation"),
    "part_paid": (_("Payée en partie"), "watch", "coin"),
    "paid": (_("Payée"), "ok", "check"),
    "disputed": (_("En litige"), "watch", "scale"),
    "held": (_("Suspendue"), "watch", "player-pause"),
    "promised": (_("Promesse"), "info", "calendar-event"),
    "gone": (_("Absente du dernier fichier"), "watch", "ghost"),
    "opening": (_("Solde antérieur"), "quiet", "history"),
    "retention": (_("Retenue de garantie"), "quiet", "lock"),
    "double": (_("Doublon écarté"), "quiet", "file-minus"),
    "factored": (_("Cédée à un affactureur"), "quiet", "building-bank"),
    "bill": (_("Effet à l’encaissement"), "quiet", "file-invoice"),
    "credit_note": (_("Avoir"), "quiet", "file-minus"),
    "assumed": (_("Supposée"), "watch", "help-circle"),
    "provisional": (_("Provisoire"), "watch", "hourglass"),
    "proposed": (_("Proposée"), "info", "send"),
    "approved": (_("Approuvée"), "ok", "shield-check"),
    "leased": (_("En préparation"), "info", "hourglass"),
    "handed": (_("Remise"), "info", "mail"),
    "delivered": (_("Envoyée"), "ok", "circle-check"),
    "refused": (_("Refusée"), "late", "mail-off"),
    "uncertain": (_("Incertaine"), "late", "help-circle"),
    "stopped": (_("Arrêtée"), "quiet", "hand-stop"),
    "recalled": (_("Rappelée"), "quiet", "hand-stop"),
    "shadow": (_("Mode ombre"), "quiet", "ghost"),
    "applied": (_("Affecté"), "ok", "link"),
    "unapplied": (_("Non affecté"), "watch", "unlink"),
    "set_aside": (_("Écarté"), "quiet", "x"),
    "reconstructed": (_("Reconstitué"), "quiet", "history"),
}


def state_of(code: str) -> tuple[str, str, str]:
    """A state by its code: its name in the reader's language, its tone, its icon; one unknown is shown as it is."""
    label, tone, icon = _STATES.get(code, (code, "quiet", "info-circle"))
    return str(label), tone, icon
