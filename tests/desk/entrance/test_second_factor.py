"""A second factor: asked after the password, used once, locked after too many failures; sessions and their end."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from axes.models import AccessFailureLog, AccessLog
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import page
from encours.desk.entrance import factors
from encours.records.parties.models import Creditor
from encours.records.people.models import User

PASSWORD = "une phrase assez longue"


@pytest.fixture
def person(creditor: Creditor) -> User:
    cache.clear()
    user = some.a_person("collector", creditor, email="zoe@example.com")
    user.set_password(PASSWORD)
    user.save()
    return user


def with_password(client: Client | None = None, password: str = PASSWORD) -> tuple[Client, object]:
    client = client or Client(headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    return client, client.post(reverse("sign_in"), {"email": "zoe@example.com", "password": password})


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def secret(person: User) -> str:
    made = generate_totp_secret()
    TOTP.activate(person, made)
    return made


@pytest.mark.both
def test_the_password_alone_does_not_open_when_there_is_a_second_factor(secret: str) -> None:
    client, answer = with_password()
    assert answer.headers["Location"] == reverse("second_factor")  # type: ignore[attr-defined]
    assert "/sign-in" in client.get(reverse("dashboard")).headers["Location"]
    assert client.post(reverse("second_factor"), {"code": code_of(secret)}).status_code == 302
    assert client.get(reverse("dashboard")).status_code == 200


def test_a_code_serves_once(secret: str) -> None:
    code = code_of(secret)
    assert with_password()[0].post(reverse("second_factor"), {"code": code}).status_code == 302
    assert with_password()[0].post(reverse("second_factor"), {"code": code}).status_code == 422


def test_a_recovery_code_opens_once(person: User, secret: str) -> None:
    code = factors.recovery_codes(person)[0]
    told = {"code": f"{code[:4]} {code[4:]}"}
    assert with_password()[0].post(reverse("second_factor"), told).status_code == 302
    assert with_password()[0].post(reverse("second_factor"), told).status_code == 422


def test_wrong_codes_lock_the_account_as_wrong_passwords_do(secret: str) -> None:
    client, _answer = with_password()
    for _ in range(7):
        assert client.post(reverse("second_factor"), {"code": "000000"}).status_code == 422
    assert client.post(reverse("second_factor"), {"code": "000000"}).headers["Location"] == reverse("sign_in")
    _client, answer = with_password()
    assert answer.status_code == 429  # type: ignore[attr-defined]
    assert "000000" not in str(list(AccessFailureLog.objects.values()))


def test_the_second_step_is_not_reached_without_the_first(secret: str) -> None:
    client = Client()
    assert client.get(reverse("second_factor")).headers["Location"] == reverse("sign_in")
    assert client.post(reverse("second_factor"), {"code": code_of(secret)}).status_code == 302
    assert client.get(reverse("dashboard")).status_code == 302


def test_an_application_is_added_with_its_first_code_and_gives_recovery_codes(person: User) -> None:
    client, _answer = with_password()
    text = page(client, reverse("add_application"))
    secret = re.search(r"<code>([A-Z2-7 ]+)</code>", text)
    assert secret
    wrong = client.post(reverse("add_application"), {"code": "000000"})
    assert wrong.status_code == 422
    assert not factors.of(person).exists()
    answer = client.post(reverse("add_application"), {"code": code_of(secret.group(1).replace(" ", ""))})
    assert answer.status_code == 200
    assert len(re.findall(r"<li><code>\d{4} \d{4}</code></li>", answer.content.decode())) == 10
    assert factors.totp(person) is not None


def test_the_secret_is_not_readable_in_the_table(person: User, secret: str) -> None:
    assert secret not in str(Authenticator.objects.get(user=person, type="totp").data)


def test_a_factor_goes_only_with_the_password(person: User, secret: str) -> None:
    client, _answer = with_password()
    client.post(reverse("second_factor"), {"code": code_of(secret)})
    row = factors.totp(person)
    assert row is not None
    here = reverse("remove_factor", args=[row.pk])
    assert client.post(here, {"now": "faux"}).status_code == 422
    assert client.post(here, {"now": PASSWORD}).status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()


def test_the_key_of_the_session_changes_at_sign_in(person: User) -> None:
    client = Client()
    session = client.session
    session["x"] = 1
    session.save()
    before = client.cookies["sessionid"].value
    with_password(client)
    assert client.cookies["sessionid"].value != before


def test_sessions_are_listed_with_their_device_and_closed(person: User) -> None:
    here, _a = with_password()
    there, _b = with_password(Client(headers={"user-agent": "Mozilla/5.0 (iPhone) Safari/600"}))
    text = page(here, reverse("account"))
    assert "Firefox, Linux" in text
    assert "Safari, iPhone" in text
    other = UserSession.objects.get(user_agent__contains="iPhone")
    here.post(reverse("close_sessions"), {"session": other.pk})
    assert there.get(reverse("dashboard")).status_code == 302
    assert here.get(reverse("dashboard")).status_code == 200


def test_all_other_sessions_are_closed_at_once(person: User) -> None:
    here, _a = with_password()
    others = [with_password(Client())[0] for _ in range(2)]
    here.post(reverse("close_sessions"), {"session": "others"})
    assert [one.get(reverse("dashboard")).status_code for one in others] == [302, 302]
    assert here.get(reverse("dashboard")).status_code == 200


def test_nobody_closes_the_session_of_somebody_else(
    person: User, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    here, _a = with_password()
    other = visitor(some.a_person("administrator", creditor))
    assert other.post(reverse("close_sessions"), {"session": UserSession.objects.get().pk}).status_code == 404
    assert here.get(reverse("dashboard")).status_code == 200


def test_another_password_ends_the_other_sessions(person: User) -> None:
    here, _a = with_password()
    there, _b = with_password(Client())
    told = {"now": PASSWORD, "password": "une autre phrase bien longue"}
    assert here.post(reverse("change_password"), {**told, "now": "faux"}).status_code == 422
    assert here.post(reverse("change_password"), told).status_code == 302
    assert there.get(reverse("dashboard")).status_code == 302
    assert here.get(reverse("dashboard")).status_code == 200


def test_sign_ins_and_failures_are_shown_to_the_administrator(
    person: User, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    with_password(password="faux")
    with_password()
    assert AccessLog.objects.filter(username=person.email).count() == 1
    stranger = some.a_creditor("Scierie Vauban", "552100554")
    text = page(visitor(some.a_person("administrator", creditor)), reverse("sign_ins"))
    assert "zoe@example.com" in text
    assert "échec" in text
    elsewhere = visitor(some.a_person("administrator", stranger))
    assert "zoe@example.com" not in page(elsewhere, reverse("sign_ins"))


def test_a_passkey_answer_that_is_no_answer_is_refused(person: User, secret: str) -> None:
    client, _answer = with_password()
    for told in ("{}", "not json", '{"id": "x", "response": {}}'):
        assert client.post(reverse("second_factor"), {"credential": told}).status_code == 422
