"""What an access gives, and the rules that hold for every act on rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from encours.core.refusals import RuleError
from encours.records.parties.models import Group
from encours.records.people.models import ROLES, SCOPES, Membership
from encours.records.work.models import Portfolio

_ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Access:
    """A role over a scope, until a day (None: until withdrawn)."""

    role: str
    scope: str = "creditor"
    portfolios: Sequence[Portfolio] = ()
    groups: Sequence[Group] = ()
    expires_on: date | None = None

    def told(self) -> dict[str, Any]:
        """As history tells it."""
        return {
            "role": self.role,
            "scope": self.scope,
            "portfolios": [one.name for one in self.portfolios],
            "groups": [one.name for one in self.groups],
            "expires_on": self.expires_on.isoformat() if self.expires_on else "",
        }


def access_of(membership: Membership) -> Access:
    """What a membership gives now."""
    return Access(
        membership.role,
        membership.scope,
        list(membership.portfolios.order_by("pk")),
        list(membership.groups.order_by("pk")),
        membership.expires_on,
    )


def check(access: Access, creditor_id: int, *, on: date) -> None:
    """Refuse an access that says nothing, or names what is another creditor's.

    Raises
        RuleError: an unknown role or scope, a scope without its portfolios or groups, a day already past.
    """
    if access.role not in ROLES or access.scope not in SCOPES:
        raise RuleError("role_wrong", "Ce rôle ou cette étendue n'existe pas.")
    if access.scope == "portfolio" and not access.portfolios:
        raise RuleError("portfolios_wrong", "Choisir au moins un portefeuille.")
    if access.scope == "group" and not access.groups:
        raise RuleError("groups_wrong", "Choisir au moins un groupe.")
    if any(one.creditor_id != creditor_id for one in (*access.portfolios, *access.groups)):
        raise RuleError("scope_wrong", "Un portefeuille ou un groupe est d'un autre créancier.")
    if access.expires_on is not None and access.expires_on < on:
        raise RuleError("expires_on_wrong", "Le dernier jour est déjà passé.")


def check_not_oneself(email: str, author: str) -> None:
    """Refuse that somebody changes their own rights.

    Raises
        RuleError: the author is the person concerned.
    """
    if email.lower() == author.lower():
        raise RuleError("own_rights", "Nul ne change ses propres droits : une autre personne doit le faire.")


def check_an_administrator_stays(membership: Membership, *, on: date) -> None:
    """Refuse to take the last administrator from a creditor; call it before the change, inside the act.

    Raises
        RuleError: nobody else administers the creditor.
    """
    if membership.role != _ADMINISTRATOR:
        return
    lasting = Q(expires_on__isnull=True) | Q(expires_on__gte=on)
    others = Membership.objects.filter(
        lasting,
        creditor_id=membership.creditor_id,
        role=_ADMINISTRATOR,
        scope="creditor",
        user__is_active=True,
    ).exclude(pk=membership.pk)
    if not others.exists():
        raise RuleError(
            "last_administrator",
            "C'est le dernier administrateur : nommer d'abord quelqu'un d'autre.",
        )


def put(row: Any, access: Access) -> None:
    """Write an access on a membership or an invitation already saved."""
    row.portfolios.set(access.portfolios if access.scope == "portfolio" else ())
    row.groups.set(access.groups if access.scope == "group" else ())
