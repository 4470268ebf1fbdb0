"""`encours user`: accounts, roles, and passwords that are shown once or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import override_settings
from django.utils import translation

from encours.config.settings import PASSWORD_HASHERS
from encours.jobs import users
from encours.records.people.models import ROLES, SCOPES, AccessInvitation, Membership, User
from small_history import a_creditor


@pytest.fixture(autouse=True)
def french() -> Iterator[None]:
    with translation.override("fr"):
        yield


def run(*words: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(users.command, list(words), input=typed)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(users, "_password", lambda *, generate: "made-for-you" if generate else "")


def told(*words: str) -> Any:
    return json.loads(run(*words, "--json").output)


@override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS)  # at its real cost, not at that of tests
def test_a_person_is_added_with_a_password_shown_once_and_kept_as_argon2(house: Path) -> None:
    a_creditor()
    added = run("add", "Zoe@Vauban.example", "--role", "collector", "--name", "Zoé Martin")
    assert added.exit_code == 0
    password = added.output.strip().rpartition(": ")[2]
    user = User.objects.get()
    assert (user.email, user.name) == ("zoe@vauban.example", "Zoé Martin")
    name, kind, _version, costs, *_salt_and_hash = user.password.split("$")
    assert (name, kind) == ("argon2", "argon2id")
    assert {cost: int(number) for cost, number in (each.split("=") for each in costs.split(","))}[
        "m"
    ] >= 19_456
    assert len(password) >= 20
    assert user.check_password(password)
    assert Membership.objects.get().role == "collector"


def test_on_a_terminal_the_password_is_asked_twice_and_never_shown(house: Path, terminal: None) -> None:
    a_creditor()
    added = run("add", "zoe@vauban.example", "--role", "cfo", typed="une phrase longue\nune phrase longue\n")
    assert added.exit_code == 0
    assert "une phrase longue" not in added.output
    assert User.objects.get().check_password("une phrase longue")


def test_a_short_password_is_refused_and_nobody_is_added(house: Path, terminal: None) -> None:
    a_creditor()
    assert run("add", "zoe@vauban.example", "--role", "cfo", typed="court\ncourt\n").exit_code == 2
    assert User.objects.count() == 0


def test_a_known_person_gets_the_role_and_keeps_the_password(house: Path) -> None:
    a_creditor()
    a_creditor("Menuiserie Lebrun", "552100554")
    first = told("add", "zoe@vauban.example", "--role", "collector", "--creditor", "1")
    again = told("add", "ZOE@vauban.example", "--role", "manager", "--creditor", "552100554")
    changed = told("add", "zoe@vauban.example", "--role", "auditor", "--creditor", "1")
    assert first["new"]
    assert (again["new"], again["password"], changed["password"]) == (False, None, None)
    assert User.objects.get().check_password(first["password"])
    (listed,) = told("list")["users"]
    assert [(one["creditor"], one["role"]) for one in listed["roles"]] == [(1, "auditor"), (2, "manager")]


@pytest.mark.parametrize("email", ["zoe", "zoe@", "zoe@vauban", "zoe@vauban.example\nBcc: x@y.example"])
def test_an_address_that_is_none_is_refused(house: Path, email: str) -> None:
    a_creditor()
    assert run("add", email, "--role", "cfo").exit_code == 2
    assert User.objects.count() == 0


def test_the_list_names_each_person_once_and_says_when_there_is_nobody(house: Path) -> None:
    assert "Personne encore" in run("list").output
    a_creditor()
    run("add", "zoe@vauban.example", "--role", "cfo")
    assert run("list").output.splitlines() == ["zoe@vauban.example  zoe@vauban.example  cfo (Atelier Vauban)"]


def test_the_command_offers_exactly_the_roles_and_scopes_of_the_house() -> None:
    assert users._SCOPES == SCOPES
    assert users._ROLES == ROLES


def test_an_invitation_prints_its_link_once(house: Path) -> None:
    a_creditor()
    given = told("invite", "nadia@vauban.example", "--role", "salesperson", "--scope", "owner",
                 "--expires", "2030-01-31", "--site", "https://encours.vauban.example")  # fmt: skip
    token = given["link"].rpartition("/join/")[2]
    assert given["link"].startswith("https://encours.vauban.example/join/")
    row = AccessInvitation.objects.get()
    assert (row.role, row.scope, str(row.expires_on)) == ("salesperson", "owner", "2030-01-31")
    assert token not in str(AccessInvitation.objects.values().get())


def test_an_access_is_changed_and_withdrawn_and_the_last_administrator_stays(house: Path) -> None:
    a_creditor()
    for email, role in (("a@vauban.example", "administrator"), ("b@vauban.example", "collector")):
        run("add", email, "--role", role, "--generate")
    told("access", "b@vauban.example", "--role", "auditor", "--expires", "2030-01-31")
    row = Membership.objects.get(user__email="b@vauban.example")
    assert (row.role, str(row.expires_on)) == ("auditor", "2030-01-31")
    assert run("access", "b@vauban.example", "--withdraw").exit_code == 0
    assert not Membership.objects.filter(pk=row.pk).exists()
    for words in (("access", "a@vauban.example", "--withdraw"), ("add", "a@vauban.example", "--role", "cfo")):
        assert run(*words).exit_code == 1
    assert Membership.objects.get().role == "administrator"
