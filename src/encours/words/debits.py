"""Why an item or a transaction is not collected by direct debit, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from encours.words.returns import return_name

_ITEMS: Final[Mapping[str, Promise]] = {
    "due": _("à annoncer"),
    "announced": _("annoncée"),
    "early": _("le préavis a le temps"),
    "mandate_stopped": _("mandat arrêté après un rejet"),
    "mandate_cancelled": _("mandat révoqué"),
    "mandate_lapsed": _("mandat caduc : 36 mois sans prélèvement"),
    "gone": _("disparue de la comptabilité"),
    "credit": _("avoir : il n’est pas déduit, selon vos règles"),
    "kind": _("pas une facture à prélever"),
    "currency": _("autre devise que l’euro"),
    "doubtful": _("donnée en doute"),
    "disputed": _("contestée"),
    "held": _("suspendue ou promise"),
    "in_parts": _("ses échéances ne font pas la facture : à prélever à la main"),
    "due_assumed": _("échéance supposée : la confirmer"),
    "returned": _("déjà rejetée : ne se représente plus"),
}
_DEBITS: Final[Mapping[str, Promise]] = {
    "ready": _("prêt"),
    "later": _("pas avant deux semaines du prélèvement"),
    "notice_waits": _("le préavis n’est pas encore parti"),
    "not_notified": _("préavis non parti à temps : à annoncer de nouveau"),
    "notified_late": _("préavis parti trop tard : à annoncer de nouveau"),
    "too_late": _("la banque n’aurait plus le temps : à annoncer de nouveau"),
    "settled": _("payée entre-temps"),
    "credit_used": _("l’avoir déduit a servi ailleurs : à annoncer de nouveau"),
    "mandate_amended": _("mandat modifié : à annoncer de nouveau"),
    "batch_cancelled": _("remise annulée"),
    "moved": _("échéance reportée depuis : à annoncer de nouveau"),
    "used": _("il ne servait qu’une fois"),
}


def reason_name(code: str) -> str:
    """Why an item or a transaction is not collected, or what the bank gave as the reason of a return."""
    told = _ITEMS.get(code) or _DEBITS.get(code)
    return return_name(code) if told is None else str(told)
