"""`encours user`: who may come in, and as what."""

from __future__ import annotations

import secrets
import sys
from typing import TYPE_CHECKING

import click

from encours.jobs import opening

if TYPE_CHECKING:
    from encours.records.people.models import User

_SHORTEST = 10
_ROLES = ("administrator", "manager", "collector", "cfo", "salesperson", "auditor", "read_only")


@click.group("user")
def command() -> None:
    """Add people and see who may come in."""


@command.command("add")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(_ROLES), help="What they may do at this creditor.")
@click.option("--name", default="", help="Their name; the address until said.")
@click.option("--generate", is_flag=True, help="Make a password and print it once, without asking.")
@opening.creditor_option
@opening.json_option
def add(email: str, role: str, name: str, generate: bool, named: str | None, as_json: bool) -> None:
    """Add EMAIL with a role, or give someone already known another one. Writes an account.

    On a terminal the password is asked; elsewhere, or with --generate, one is made and printed once.
    """
    opening.open_house()
    from django.utils.translation import gettext as _

    from encours.acts.give_role import give_role
    from encours.records.people.models import User

    address = _checked(email)
    creditor = opening.the_creditor(named)
    known = User.objects.filter(email__iexact=address).first()
    made = "" if known is not None else _password(generate=generate or as_json)
    user = give_role(
        creditor,
        email=address,
        name=name,
        role=role,
        password=None if known is not None else made or _asked(),
        author="cli",
        at=opening.now(),
    )
    said = {"email": user.email, "name": user.name, "role": role, "creditor": creditor.name}
    lines = [_("%(email)s : %(role)s chez %(creditor)s.") % said]
    if made:
        lines.append(_("Mot de passe, montré cette seule fois : %(password)s") % {"password": made})
    facts = said | {"creditor": creditor.pk, "new": known is None, "password": made or None}
    opening.answer(facts, lines, as_json=as_json)


@command.command("list")
@opening.json_option
def listing(as_json: bool) -> None:
    """List who may come in, and as what. Writes nothing."""
    opening.open_house()
    from django.utils.translation import gettext as _

    from encours.records.people.models import User

    users = list(User.objects.order_by("email").prefetch_related("memberships__creditor"))
    facts = [
        {
            "email": user.email,
            "name": user.name,
            "active": user.is_active,
            "roles": [
                {"creditor": one.creditor_id, "name": one.creditor.name, "role": one.role}
                for one in user.memberships.all()
            ],
        }
        for user in users
    ]
    lines = [_line(user) for user in users] or [
        _("Personne encore : « encours user add ADRESSE --role RÔLE ».")
    ]
    opening.answer({"users": facts}, lines, as_json=as_json)


def _line(user: User) -> str:
    from django.utils.translation import gettext as _

    roles = ", ".join(f"{one.role} ({one.creditor.name})" for one in user.memberships.all())
    closed = "" if user.is_active else _(" (compte fermé)")
    return f"{user.email}  {user.name}  {roles}{closed}"


def _checked(email: str) -> str:
    from email_validator import EmailNotValidError, validate_email

    try:
        return validate_email(email, check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise opening.BadInputError(
            f"« {email} » n'est pas une adresse électronique : la corriger."
        ) from error


def _password(*, generate: bool) -> str:
    """A made password, or nothing where a person sits at the terminal and will be asked."""
    return secrets.token_urlsafe(15) if generate or not sys.stdin.isatty() else ""


def _asked() -> str:
    given: str = click.prompt(
        f"Mot de passe (au moins {_SHORTEST} caractères)", hide_input=True, confirmation_prompt=True
    )
    if len(given) < _SHORTEST:
        raise opening.BadInputError(f"Mot de passe trop court : au moins {_SHORTEST} caractères.")
    return given
