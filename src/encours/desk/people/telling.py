"""Roles, scopes and accesses in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from encours.desk.visits import Visit, class_name, right_name
from encours.records.people.classes import CLASSES, shown_to
from encours.records.people.models import RIGHTS, ROLES, SCOPES, WIDE, Membership, policy_of


@dataclass(frozen=True, slots=True)
class Line:
    """One access: who, as what, over what, until when, what it may do and what fields it sees."""

    membership: Membership
    role: str
    scope: str
    ended: bool
    second_factor: bool
    last_sign_in: datetime | None
    rights: tuple[str, ...]
    classes: frozenset[str]

    @property
    def open(self) -> bool:
        """Whether the person can come in today."""
        return self.membership.user.is_active and not self.ended


def lines(visit: Visit, members: Iterable[Membership], protected: Iterable[int]) -> list[Line]:
    """Each access in words; members come with their user, portfolios and groups."""
    decided, factors = policy_of(visit.creditor).classes, frozenset(protected)
    return [
        Line(
            membership=one,
            role=role_name(one.role),
            scope=scope_said(one),
            ended=one.ended(visit.on),
            second_factor=one.user_id in factors,
            last_sign_in=one.user.last_login,
            rights=rights_of(one.role, whole=one.scope == "creditor"),
            classes=shown_to(one.role, decided),
        )
        for one in members
    ]


def rights_of(role: str, *, whole: bool) -> tuple[str, ...]:
    """The rights of a role over a scope, in the house's order."""
    order = tuple(sorted(RIGHTS["administrator"] | {"note"}, key=_ORDER.index))
    return tuple(one for one in order if one in RIGHTS[role] and (whole or one not in WIDE))


_ORDER = ("import", "collect", "note", "approve", "send", "cash", "policy", "people", "access")


def all_rights() -> list[tuple[str, str]]:
    """Every right with its name."""
    return [(one, right_name(one)) for one in _ORDER]


def all_classes() -> list[tuple[str, str]]:
    """Every class of fields with its name."""
    return [(one, class_name(one)) for one in CLASSES]


def role_name(role: str) -> str:
    """A role in the reader's language."""
    return {
        "administrator": _("Administrateur"),
        "manager": _("Gestionnaire"),
        "collector": _("Chargé de recouvrement"),
        "legal": _("Juriste"),
        "cfo": _("Directeur financier"),
        "salesperson": _("Commercial"),
        "auditor": _("Auditeur"),
        "banker": _("Conseiller bancaire"),
        "read_only": _("Lecture seule"),
    }[role]


def role_sentence(role: str) -> str:
    """What a role is for."""
    return {
        "administrator": _("règle Encours, gère les accès, et peut tout faire"),
        "manager": _("approuve, envoie et règle les scénarios"),
        "collector": _("suit les clients, envoie, affecte les paiements"),
        "legal": _(
            "instruit les litiges et les procédures ; n’envoie aucune relance et n’affecte aucun paiement"
        ),
        "cfo": _("lit tout et approuve"),
        "salesperson": _("voit ses clients, répond et écrit des notes"),
        "auditor": _("lit tout, accès compris, et ne change rien"),
        "banker": _("lit les créances et leur âge, sans coordonnées ni prix, et ne change rien"),
        "read_only": _("lit, sans coordonnées ni prix, et ne change rien"),
    }[role]


def scope_name(scope: str) -> str:
    """A scope in the reader's language."""
    return {
        "creditor": _("Tous les clients"),
        "portfolio": _("Des portefeuilles"),
        "owner": _("Les clients que la personne suit"),
        "group": _("Des groupes"),
        "invited": _("Les seuls dossiers où elle est invitée"),
    }[scope]


def scope_said(membership: Membership) -> str:
    """A scope with the portfolios or groups it names."""
    if membership.scope == "portfolio":
        names = [one.name for one in membership.portfolios.all()]
    elif membership.scope == "group":
        names = [one.name for one in membership.groups.all()]
    else:
        return scope_name(membership.scope)
    return ", ".join(sorted(names)) or _("aucun client")


def roles() -> list[tuple[str, str]]:
    """Roles as choices."""
    return [(one, f"{role_name(one)}{_(' : ')}{role_sentence(one)}") for one in ROLES]


def scopes() -> list[tuple[str, str]]:
    """Scopes as choices."""
    return [(one, scope_name(one)) for one in SCOPES]
