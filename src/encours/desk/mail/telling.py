"""Mails in words: what they are, and why they were filed where they are."""

from __future__ import annotations

from django.utils.translation import gettext as _

from encours.records.messages.models import Bounce


def kind_name(code: str) -> tuple[str, str]:
    """The kind of a mail in the reader's language, and its tone."""
    return {
        "dsn": (_("Retour de message"), "late"),
        "auto_reply": (_("Réponse automatique"), "quiet"),
        "reply": (_("Réponse"), "info"),
        "other": (_("Courriel"), "info"),
        "unreadable": (_("Illisible"), "watch"),
    }.get(code, (code, "quiet"))


def filed_because(code: str) -> str:
    """Why a mail is with this customer."""
    return {
        "answers": _("répond à une de nos relances"),
        "returned": _("rend une de nos relances"),
        "contact": _("écrit par un contact du client"),
        "invoice": _("cite une facture du client"),
        "account": _("cite le compte du client"),
        "person": _("classé par une personne"),
    }.get(code, code)


def bounce_reason(code: str) -> str:
    """Why an address was refused, in a few words."""
    return {
        "userunknown": _("destinataire inconnu"),
        "hostunknown": _("domaine inconnu"),
        "hasmoved": _("adresse changée"),
        "mailboxfull": _("boîte pleine"),
        "suspend": _("boîte suspendue"),
        "mesgtoobig": _("message trop lourd"),
        "spamdetected": _("pris pour un indésirable"),
        "blocked": _("expéditeur bloqué"),
        "expired": _("serveur sans réponse"),
    }.get(code, _("refusée par le serveur"))


def bounce_title(bounce: Bounce) -> str:
    """What a return means for the address."""
    if bounce.permanent:
        return _("Relance revenue : adresse refusée définitivement")
    return _("Relance revenue : non remise")
