"""`encours user`: who may come in, and as what."""

from __future__ import annotations

import secrets
import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from encours.jobs import opening

if TYPE_CHECKING:
    from encours.acts.access.given import Access
    from encours.records.parties.models import Creditor
    from encours.records.people.models import Membership, User

_SHORTEST = 10
_SCOPES = ("creditor", "portfolio", "owner", "group", "invited")
_ROLES = (
    "administrator", "manager", "collector", "legal", "cfo", "salesperson", "auditor", "banker", "read_only",
)  # fmt: skip


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


@command.command("invite")
@click.argument("email")
@click.option("--role", required=True, type=click.Choice(_ROLES), help="What they may do at this creditor.")
@click.option("--scope", default="creditor", type=click.Choice(_SCOPES), help="Which customers they see.")
@click.option("--portfolio", "portfolios", multiple=True, help="A portfolio of the scope, by name.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the access.")
@click.option("--site", default="", help="Where the desk is served, put before the link.")
@opening.creditor_option
@opening.json_option
def invite(
    email: str,
    role: str,
    scope: str,
    portfolios: tuple[str, ...],
    expires: datetime | None,
    site: str,
    named: str | None,
    as_json: bool,
) -> None:
    """Invite EMAIL: prints once the link by which they choose a password. Writes an invitation."""
    opening.open_house()
    from django.utils.translation import gettext as _

    from encours.acts.access.invite import invite as inviting

    creditor = opening.the_creditor(named)
    access = _access(creditor, role, scope, portfolios, expires)
    row, token = inviting(
        creditor,
        email=_checked(email),
        access=access,
        author="cli",
        at=opening.now(),
        on=_today(creditor),
    )
    link = f"{site.rstrip('/')}/join/{token}"
    facts = {"email": row.email, "role": role, "link": link, "valid_until": row.valid_until.isoformat()}
    line = _("%(email)s est invité ; lien montré cette seule fois : %(link)s") % facts
    opening.answer(facts, [line], as_json=as_json)


@command.command("access")
@click.argument("email")
@click.option("--role", type=click.Choice(_ROLES), help="Another role; the same unless said.")
@click.option("--scope", type=click.Choice(_SCOPES), help="Other customers; the same unless said.")
@click.option("--portfolio", "portfolios", multiple=True, help="A portfolio of the scope, by name.")
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the access.")
@click.option("--withdraw", is_flag=True, help="Take the access away instead.")
@opening.creditor_option
@opening.json_option
def access(
    email: str,
    role: str | None,
    scope: str | None,
    portfolios: tuple[str, ...],
    expires: datetime | None,
    withdraw: bool,
    named: str | None,
    as_json: bool,
) -> None:
    """Change what EMAIL may do at a creditor, or withdraw it. Writes rights, and history."""
    opening.open_house()
    from django.utils.translation import gettext as _

    from encours.acts.access.change import change_access, withdraw_access

    creditor = opening.the_creditor(named)
    row = _membership(creditor, email)
    facts = {"email": row.user.email, "creditor": creditor.name, "withdrawn": withdraw}
    by: dict[str, Any] = {
        "made_from": row.version,
        "author": "cli",
        "at": opening.now(),
        "on": _today(creditor),
    }
    if withdraw:
        withdraw_access(row, reason="cli", **by)
        line = _("%(email)s n’a plus accès à %(creditor)s.") % facts
    else:
        given = _access(creditor, role or row.role, scope or row.scope, portfolios, expires)
        change_access(row, access=given, **by)
        facts |= {"role": given.role, "scope": given.scope}
        line = _("%(email)s : %(role)s chez %(creditor)s.") % facts
    opening.answer(facts, [line], as_json=as_json)


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
                {
                    "creditor": one.creditor_id,
                    "name": one.creditor.name,
                    "role": one.role,
                    "scope": one.scope,
                    "expires_on": one.expires_on.isoformat() if one.expires_on else None,
                }
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


def _access(
    creditor: Creditor, role: str, scope: str, portfolios: tuple[str, ...], expires: datetime | None
) -> Access:
    from encours.acts.access.given import Access
    from encours.records.work.models import Portfolio

    found = {one.name: one for one in Portfolio.objects.of([creditor.pk]).filter(name__in=portfolios)}
    if unknown := [name for name in portfolios if name not in found]:
        raise opening.BadInputError(f"Aucun portefeuille ne s'appelle « {unknown[0]} ».")
    return Access(role, scope, list(found.values()), (), expires.date() if expires else None)


def _membership(creditor: Creditor, email: str) -> Membership:
    from encours.records.people.models import Membership

    rows = Membership.objects.of([creditor.pk]).select_related("user")
    row = rows.filter(user__email__iexact=email).first()
    if row is None:
        raise opening.BadInputError(f"« {email} » n'a pas d'accès à {creditor.name}.")
    return row


def _today(creditor: Creditor) -> date:
    return opening.now().astimezone(ZoneInfo(creditor.time_zone)).date()


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
