"""Direct debits in words: where each stands, and why it is not collected."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from encours.core.debits.days import lapses_on
from encours.records.debits.models import Debit, DebitBatch, Mandate


def reason_name(code: str) -> str:
    """Why an item or a transaction is not collected, or what the bank gave as the reason of a return."""
    return {**_of_items(), **_of_debits(), **_of_banks()}.get(code, code)


def _of_items() -> dict[str, str]:
    return {
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
        "in_parts": _("payable en plusieurs échéances : à prélever à la main"),
        "due_assumed": _("échéance supposée : la confirmer"),
        "returned": _("déjà rejetée : ne se représente plus"),
    }


def _of_debits() -> dict[str, str]:
    return {
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
    }


def _of_banks() -> dict[str, str]:
    """Reasons of rejects and returns (EPC173-14)."""
    return {
        "AC01": _("IBAN faux"),
        "AC04": _("compte clos"),
        "AC06": _("compte bloqué"),
        "AC13": _("compte de particulier, mandat B2B"),
        "AG01": _("prélèvement interdit sur ce compte"),
        "AM04": _("provision insuffisante"),
        "AM05": _("opération présentée deux fois"),
        "MD01": _("pas de mandat, ou mandat révoqué"),
        "MD02": _("données du mandat fausses"),
        "MD06": _("remboursement demandé par le débiteur"),
        "MD07": _("titulaire décédé"),
        "MS02": _("refus du débiteur"),
        "MS03": _("motif non communiqué par la banque"),
        "RC01": _("BIC faux"),
        "SL01": _("compte réglé pour refuser ce créancier"),
        "used": _("il ne servait qu’une fois"),
    }


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
