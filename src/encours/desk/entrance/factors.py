"""Second factors: allauth's tables and checks (TOTP, passkeys, recovery codes), for pages of our own.

Its views bring their own templates and scripts, which the house's strict policy refuses; its checks and
models are what we rest on.
"""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth as webauthn
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from encours.records.people.models import User
from encours.records.prepared import prepared

_WRONG = (ValidationError, ValueError, KeyError, TypeError)


class HouseAdapter(DefaultMFAAdapter):  # type: ignore[misc] # allauth has no types
    """Keeps the secrets of factors encrypted with this installation's own key."""

    def encrypt(self, text: str) -> str:
        """The secret as the table keeps it."""
        return _box().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret itself; one kept under another key opens nothing."""
        try:
            return _box().decrypt(encrypted_text.encode("ascii")).decode()
        except InvalidToken:
            return ""

    def _get_site_name(self) -> str:
        return "Encours"


def _box() -> Fernet:
    digest = hashlib.sha256(b"second factors:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def of(person: User) -> QuerySet[Authenticator]:
    """The factors of a person, recovery codes apart."""
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=person.pk)
    return rows.exclude(type="recovery_codes").order_by("pk")


def has_any(person: User) -> bool:
    """Whether a person has a factor besides the password."""
    return _any.first(person.pk) is not None


@prepared
def _any(person_id: int) -> QuerySet[Authenticator, int]:
    rows: QuerySet[Authenticator] = Authenticator.objects.filter(user_id=person_id)
    return rows.exclude(type="recovery_codes").values_list("pk", flat=True)[:1]


def totp(person: User) -> Authenticator | None:
    """The person's authenticator application."""
    return of(person).filter(type="totp").first()


def is_right(person: User, code: str) -> bool:
    """Whether a code is the application's of now, or a recovery code not yet used; it is then used."""
    digits = "".join(sign for sign in code if sign.isalnum())
    rows = Authenticator.objects.filter(user_id=person.pk, type__in=("totp", "recovery_codes"))
    for row in sorted(rows, key=lambda one: one.type, reverse=True):
        if row.wrap().validate_code(digits):
            row.record_usage()
            return True
    return False


def passkey_is_right(person: User, told: str) -> bool:
    """Whether a browser's answer is that of one of the person's passkeys, to the question of this session."""
    try:
        row = webauthn.complete_authentication(person, json.loads(told))
    except _WRONG:
        return False
    row.record_usage()
    return True


def registered(person: User, name: str, told: str) -> bool:
    """Keep a new passkey, from the browser's answer; whether it was right."""
    try:
        credential = json.loads(told)
        webauthn.parse_registration_response(credential)
        webauthn.complete_registration(credential)
    except _WRONG:
        return False
    webauthn.WebAuthn.add(person, name, credential)
    return True


def question(person: User) -> str:
    """What the browser is asked to sign in with a passkey; kept in the session."""
    return _as_json(webauthn.begin_authentication(person))


def registration(person: User) -> str:
    """What the browser is asked to make a passkey; kept in the session."""
    return _as_json(webauthn.begin_registration(person, passwordless=False))


def recovery_codes(person: User, *, anew: bool = False) -> list[str]:
    """The codes not yet used; made at the first factor, or anew."""
    if anew:
        Authenticator.objects.filter(user_id=person.pk, type="recovery_codes").delete()
    made: list[str] = RecoveryCodes.activate(person).get_unused_codes()
    return made


def forget_codes_alone(person: User) -> None:
    """Take recovery codes away with the last factor."""
    if not of(person).exists():
        Authenticator.objects.filter(user_id=person.pk, type="recovery_codes").delete()


def _as_json(told: dict[str, Any]) -> str:
    return json.dumps(told)
