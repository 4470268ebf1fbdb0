"""Whom an e-mail goes to among a customer's contacts: who has the role that its step names, else the first reached."""

from __future__ import annotations

from encours.acts.send.gathering import Dossier
from encours.core.searching import folded
from encours.records.parties.models import Contact


def wanted_role(dossier: Dossier) -> str:
    """The role that the step of this message writes to; "": whoever comes first."""
    step = dossier.scenario.by_code(dossier.message.step_code)
    return step.contact_role if step else ""


def has_role(contact: Contact, role: str) -> bool:
    """Whether this contact has that role, as people write it: neither accents nor capitals count."""
    return bool(role) and folded(contact.role) == folded(role)


def aimed_at(dossier: Dossier) -> Contact | None:
    """The contact written to; nobody of the role can be reached: the first who can, so that the reminder leaves."""
    role = wanted_role(dossier)
    reached = [one for one in dossier.contacts if one.email]
    return next((one for one in reached if has_role(one, role)), reached[0] if reached else None)


def by_role(dossier: Dossier) -> bool:
    """Whether the role alone says to whom this message goes: an e-mail, nothing typed, no head, nothing asked for."""
    message = dossier.message
    asked = dossier.statement or dossier.request
    return (
        message.channel == "email" and not message.typed_recipient and dossier.head is None and asked is None
    )
