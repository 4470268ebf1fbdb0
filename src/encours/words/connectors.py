"""Connected systems in words: their settings, what they bring and are told, why two sides differ."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def setting_name(code: str) -> str:
    """A setting's label."""
    return {
        "address": _("Adresse"),
        "key": _("Clé d’accès (API)"),
        "token": _("Jeton d’accès (API)"),
        "database": _("Base de données"),
        "login": _("Identifiant"),
        "password": _("Mot de passe ou clé d’API"),
        "bank_account": _("Numéro du compte bancaire là-bas"),
        "payment_mode": _("Numéro du mode de règlement là-bas"),
        "salespeople": _("Reprendre les commerciaux"),
        "journal": _("Numéro du journal de banque là-bas"),
        "time_zone": _("Fuseau horaire du serveur"),
        "ca_file": _("Fichier de l’autorité de certification"),
        "url": _("Adresse de la base (URL SQLAlchemy)"),
        "customers": _("Requête des clients"),
        "invoices": _("Requête des factures"),
        "payments": _("Requête des paiements"),
        "orders": _("Requête des commandes"),
    }.get(code, code)


def setting_help(code: str) -> str:
    """What to write there, in a sentence."""
    return {
        "address": _("Elle commence par https:// (http:// sur cette machine seule)."),
        "key": _("Gardée chiffrée, jamais montrée de nouveau."),
        "token": _("Gardé chiffré, jamais montré de nouveau."),
        "password": _(
            "Gardé chiffré, jamais montré de nouveau. Une clé d’API vaut mieux qu’un mot de passe."
        ),
        "bank_account": _("Pour y écrire des paiements : le compte sur lequel ils sont portés."),
        "payment_mode": _("2 est le virement, si la liste n’a pas été changée."),
        "salespeople": _(
            "« oui » : un client que personne ne suit ici est suivi par son commercial de là-bas, s’il a un compte de "
            "même adresse. Une question de plus par client changé."
        ),
        "journal": _("Pour y écrire des paiements : le journal de banque qui les reçoit."),
        "time_zone": _("Europe/Paris si rien n’est dit."),
        "ca_file": _("Pour un certificat que votre entreprise a signé elle-même."),
        "url": _(
            "Gardée chiffrée, car elle contient le mot de passe. Donnez un compte qui ne peut que lire."
        ),
        "customers": _(
            "Un seul SELECT ; ses colonnes portent les titres que comprennent les tableaux importés."
        ),
        "invoices": _(
            "Un seul SELECT. Le paramètre « :since », s’il y est, reçoit le moment de la dernière lecture."
        ),
        "payments": _("Un seul SELECT."),
        "orders": _("Un seul SELECT."),
    }.get(code, "")


def brought(code: str) -> str:
    """What a system brings."""
    return {
        "customers": _("clients"),
        "contacts": _("contacts"),
        "invoices": _("factures"),
        "credit_notes": _("avoirs"),
        "payments": _("paiements"),
        "orders": _("commandes"),
        "deals": _("affaires"),
        "campaigns": _("campagnes"),
    }.get(code, code)


def told(code: str) -> str:
    """What a system is told."""
    return {
        "payment": _("paiement"),
        "comment": _("commentaire"),
        "entry": _("écriture comptable, en brouillon"),
        "status": _("état de la facture"),
        "closing": _("clôture du dossier"),
    }.get(code, code)


def state_name(code: str) -> str:
    """Where something to be told stands."""
    return {
        "waiting": _("À écrire"),
        "leased": _("En cours"),
        "handed": _("Remis, sans réponse encore"),
        "done": _("Écrit"),
        "refused": _("Refusé"),
        "uncertain": _("Incertain"),
        "dropped": _("Abandonné"),
        "shadow": _("Mode ombre : rien ne part"),
        "mute": _("Écriture éteinte"),
    }.get(code, code)


def state_tone(code: str) -> str:
    """Its colour."""
    tones = {"done": "ok", "refused": "late", "uncertain": "late", "waiting": "info", "handed": "info"}
    return tones.get(code, "quiet")


def reason(code: str) -> str:
    """Why a document most likely differs between both sides."""
    return {
        "missing_here": _("ouvert là-bas, inconnu ici : sa ligne a peut-être été refusée à la lecture"),
        "settled_there": _("soldé là-bas, encore ouvert ici : réglé par un moyen que la source ne dit pas"),
        "payment_to_write": _("payé ici, le paiement reste à écrire là-bas"),
        "other_currency": _("la devise n’est pas la même"),
        "amount_differs": _("le montant n’est pas le même"),
        "paid_here_not_there": _("payé ici, pas là-bas"),
        "paid_there_not_here": _(
            "payé là-bas, pas ici : le paiement vient sans doute d’une comptabilité importée"
        ),
    }.get(code, code)


def duration(seconds: int) -> str:
    """A delay in the largest unit that says it well."""
    if seconds < 2 * _MINUTE:
        return ngettext("%(num)s seconde", "%(num)s secondes", seconds) % {"num": seconds}
    if seconds < 2 * _HOUR:
        minutes = seconds // _MINUTE
        return ngettext("%(num)s minute", "%(num)s minutes", minutes) % {"num": minutes}
    if seconds < 2 * _DAY:
        hours = seconds // _HOUR
        return ngettext("%(num)s heure", "%(num)s heures", hours) % {"num": hours}
    days = seconds // _DAY
    return ngettext("%(num)s jour", "%(num)s jours", days) % {"num": days}
