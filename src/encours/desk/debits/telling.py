"""Direct debits in words: where each stands."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from encours.core.debits.days import lapses_on
from encours.records.debits.models import Debit, DebitBatch, Mandate
from encours.words.debits import reason_name

__all__ = ["batch_state", "debit_state", "mandate_state", "reason_name", "sequence_name"]


def debit_state(debit: Debit) -> tuple[str, str]:
    """Where a transaction stands, and its tone."""
    return {
        "announced": (_("Annoncé"), "info"),
        "prepared": (_("En remise"), "info"),
        "collected": (_("Encaissé"), "ok"),
        "returned": (_("Rejeté"), "late"),
        "ended": (_("Abandonné"), "quiet"),
    }[debit.state]


def batch_state(batch: DebitBatch, left: int) -> tuple[str, str]:
    """Where a file stands, and its tone; `left` of its transactions wait for the bank's word."""
    if batch.state == "cancelled":
        return _("Annulée"), "quiet"
    if not left:
        return _("Traitée par la banque"), "ok"
    return (_("Portée à la banque"), "info") if batch.state == "handed" else (_("Préparée"), "watch")


def mandate_state(mandate: Mandate, on: date) -> tuple[str, str]:
    """Where a mandate stands on a day, and its tone."""
    if mandate.state == "active" and on >= lapses_on(mandate.used_on or mandate.signed_on):
        return _("Caduc"), "quiet"
    return {
        "active": (_("Actif"), "ok"),
        "stopped": (_("Arrêté"), "late"),
        "cancelled": (_("Révoqué"), "quiet"),
    }[mandate.state]


def sequence_name(code: str) -> str:
    """What the next collection under a mandate is."""
    return {
        "FRST": _("premier d’une série"),
        "RCUR": _("récurrent"),
        "OOFF": _("unique"),
        "FNAL": _("dernier"),
    }[code]
