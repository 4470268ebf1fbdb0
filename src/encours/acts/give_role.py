"""Giving a person a role at a creditor, and an account: an act on rights is history (DESIGN §2.17)."""

from __future__ import annotations

from datetime import datetime

from encours.acts.access.given import check_an_administrator_stays
from encours.core.refusals import RuleError
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor
from encours.records.people.models import ROLES, Membership, User


def give_role(
    creditor: Creditor, *, email: str, name: str, role: str, password: str | None, author: str, at: datetime
) -> User:
    """Give the person of this address a role; `password` makes the account of who has none yet.

    Raises
        RuleError: an unknown role, or a new person without a password.
    """
    if role not in ROLES:
        raise RuleError(
            "role_unknown", f"Le rôle « {role} » n'existe pas : choisir parmi {', '.join(ROLES)}."
        )
    with recording(creditor, "give_role", author=author, cause=f"{role} to {email}"[:300], at=at) as record:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            if not password:
                raise RuleError("password_missing", "Un nouveau compte demande un mot de passe.")
            user = User.objects.create_user(email, password, name=name or email)
        before = Membership.objects.filter(user=user, creditor=record.creditor).first()
        if before is not None and role != "administrator":
            check_an_administrator_stays(before, on=at.date())
        Membership.objects.update_or_create(user=user, creditor=record.creditor, defaults={"role": role})
        record.tell(person=user.email, role=role, before=before.role if before else "")
    return user
