"""Invitations and changes: a link serves once, nobody raises themselves, the last administrator stays."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desk import situations as some
from desk.looking import page
from encours.acts.access.change import change_access, set_account_open, withdraw_access
from encours.acts.access.given import Access
from encours.acts.access.invite import digest_of, invite, waiting_for
from encours.core.refusals import RuleError
from encours.records.history.models import Leaf
from encours.records.parties.models import Creditor
from encours.records.people.models import AccessInvitation, Membership, User
from encours.records.work.models import Portfolio

PASSWORD = "une phrase assez longue"


@pytest.fixture
def administrator(creditor: Creditor) -> User:
    return some.a_person("administrator", creditor)


@pytest.fixture
def admin(administrator: User, visitor: Callable[[User], Client]) -> Client:
    return visitor(administrator)


def invited(admin: Client, email: str = "nadia@example.com", **told: object) -> str:
    """The token of the link that the page shows."""
    answer = admin.post(reverse("invite"), {"email": email, "role": "collector", "scope": "creditor", **told})
    assert answer.status_code == 200, answer.content.decode()[:3000]
    found = re.search(r"/join/([\w-]+)", answer.content.decode())
    assert found
    return found.group(1)


def member(creditor: Creditor, role: str = "collector") -> Membership:
    return Membership.objects.get(user=some.a_person(role, creditor), creditor=creditor)


@pytest.mark.both
def test_somebody_invited_chooses_a_password_and_comes_in_with_the_role(
    admin: Client, creditor: Creditor
) -> None:
    token = invited(admin, role="salesperson", scope="owner", expires_on="2027-01-31")
    newcomer = Client()
    told = {"name": "Nadia Benali", "password": PASSWORD}
    answer = newcomer.post(reverse("join", args=[token]), told)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    membership = Membership.objects.get(user__email="nadia@example.com", creditor=creditor)
    assert (membership.role, membership.scope, str(membership.expires_on)) == (
        "salesperson", "owner", "2027-01-31",
    )  # fmt: skip
    assert membership.user.check_password(PASSWORD)
    assert newcomer.get(reverse("dashboard")).status_code == 200


def test_a_link_serves_once(admin: Client) -> None:
    token = invited(admin)
    told = {"name": "Nadia", "password": PASSWORD}
    assert Client().post(reverse("join", args=[token]), told).status_code == 302
    assert Client().get(reverse("join", args=[token])).status_code == 404


def test_a_link_is_known_by_its_digest_alone(admin: Client) -> None:
    token = invited(admin)
    row = AccessInvitation.objects.get()
    assert row.token_digest == digest_of(token)
    assert token not in str(AccessInvitation.objects.values().get())
    assert not Leaf.objects.filter(content__contains=token).exists()


def test_a_link_expires(creditor: Creditor) -> None:
    _row, token = invite(
        creditor, email="a@example.com", access=Access("auditor"), author="x@y.fr", at=some.NOW, on=some.TODAY
    )
    assert waiting_for(token, at=some.NOW + timedelta(days=6)) is not None
    assert waiting_for(token, at=some.NOW + timedelta(days=7, seconds=1)) is None


def test_a_second_invitation_of_the_same_address_ends_the_first(admin: Client) -> None:
    first, second = invited(admin), invited(admin)
    assert Client().get(reverse("join", args=[first])).status_code == 404
    assert Client().get(reverse("join", args=[second])).status_code == 200


def test_an_invitation_withdrawn_opens_nothing(admin: Client) -> None:
    token = invited(admin)
    row = AccessInvitation.objects.get()
    admin.post(reverse("withdraw_invitation", args=[row.pk]))
    assert Client().get(reverse("join", args=[token])).status_code == 404


@pytest.mark.parametrize("weak", ["court", "12345678901", "nadia@example.com", "motdepasse"])
def test_a_weak_password_is_refused_with_its_reason(weak: str, admin: Client) -> None:
    token = invited(admin)
    answer = Client().post(reverse("join", args=[token]), {"name": "Nadia", "password": weak})
    assert answer.status_code == 422
    assert not User.objects.filter(email="nadia@example.com").exists()


def test_who_has_an_account_elsewhere_accepts_with_it(
    admin: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    other = some.a_creditor("Scierie Vauban", "552100554")
    person = some.a_person("collector", other)
    token = invited(admin, person.email)
    assert "/sign-in" in Client().get(reverse("join", args=[token])).headers["Location"]
    assert visitor(person).post(reverse("join", args=[token])).status_code == 302
    assert Membership.objects.filter(user=person).count() == 2


def test_a_link_opens_nothing_to_somebody_else_signed_in(
    admin: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    token = invited(admin)
    other = visitor(some.a_person("collector", creditor))
    assert other.post(reverse("join", args=[token])).status_code == 422
    assert AccessInvitation.objects.get().accepted_at is None


def test_nothing_is_sent_in_shadow_mode_and_the_link_is_shown(admin: Client) -> None:
    invited(admin)
    assert AccessInvitation.objects.get().sent_at is None


def test_a_change_of_access_is_history_with_what_it_was(admin: Client, creditor: Creditor) -> None:
    row = member(creditor)
    nord = Portfolio.objects.create(creditor=creditor, recorded_at=some.NOW, name="Nord")
    told = {"role": "manager", "scope": "portfolio", "portfolios": [nord.pk], "version": row.version,
            "expires_on": "2027-01-31"}  # fmt: skip
    assert admin.post(reverse("edit_access", args=[row.pk]), told).status_code == 302
    row.refresh_from_db()
    assert (row.role, row.scope, list(row.portfolios.all())) == ("manager", "portfolio", [nord])
    leaf = Leaf.objects.get(entry__act="change_access")
    assert '"before"' in (leaf.content or "")
    assert '"collector"' in (leaf.content or "")


def test_a_form_made_before_another_change_is_refused(admin: Client, creditor: Creditor) -> None:
    row = member(creditor)
    told = {"role": "auditor", "scope": "creditor", "version": row.version}
    assert admin.post(reverse("edit_access", args=[row.pk]), told).status_code == 302
    assert admin.post(reverse("edit_access", args=[row.pk]), told).status_code == 409


def test_a_scope_by_portfolio_names_one(admin: Client, creditor: Creditor) -> None:
    row = member(creditor)
    told = {"role": "collector", "scope": "portfolio", "version": row.version}
    assert admin.post(reverse("edit_access", args=[row.pk]), told).status_code == 422


def test_nobody_changes_their_own_rights(admin: Client, administrator: User) -> None:
    row = Membership.objects.get(user=administrator)
    told = {"role": "administrator", "scope": "creditor", "version": row.version}
    assert admin.post(reverse("edit_access", args=[row.pk]), told).status_code == 422
    assert (
        admin.post(reverse("withdraw_access", args=[row.pk]), {"reason": "x", "version": 1}).status_code
        == 422
    )


@pytest.mark.parametrize("gone", ["demoted", "narrowed", "expiring", "withdrawn", "closed"])
def test_the_last_administrator_stays(gone: str, administrator: User, creditor: Creditor) -> None:
    row = Membership.objects.get(user=administrator)
    by = {"made_from": row.version, "author": "cli", "at": some.NOW, "on": some.TODAY}
    acts = {
        "demoted": lambda: change_access(row, access=Access("manager"), **by),
        "narrowed": lambda: change_access(row, access=Access("administrator", "owner"), **by),
        "expiring": lambda: change_access(row, access=Access("administrator", expires_on=some.TODAY), **by),
        "withdrawn": lambda: withdraw_access(row, reason="x", **by),
        "closed": lambda: set_account_open(row, is_open=False, **by),
    }
    with pytest.raises(RuleError, match="dernier administrateur"):
        acts[gone]()
    assert Membership.objects.get(pk=row.pk).role == "administrator"


def test_an_administrator_goes_when_another_stays(administrator: User, creditor: Creditor) -> None:
    some.a_person("administrator", creditor)
    row = Membership.objects.get(user=administrator)
    withdraw_access(row, reason="x", made_from=1, author="cli", at=some.NOW, on=some.TODAY)
    assert not Membership.objects.filter(pk=row.pk).exists()


def test_a_closed_account_no_longer_signs_in(admin: Client, creditor: Creditor) -> None:
    row = member(creditor)
    row.user.set_password(PASSWORD)
    row.user.save()
    signed_in = Client()
    told = {"email": row.user.email, "password": PASSWORD}
    assert signed_in.post(reverse("sign_in"), told).status_code == 302
    admin.post(reverse("account_open", args=[row.pk]), {"version": row.version})
    assert signed_in.get(reverse("dashboard")).status_code == 302
    assert Client().post(reverse("sign_in"), told).status_code == 422


def test_the_page_lists_who_has_access_and_to_what(admin: Client, creditor: Creditor) -> None:
    row = member(creditor, "salesperson")
    Membership.objects.filter(pk=row.pk).update(scope="owner", expires_on=some.TODAY - timedelta(days=1))
    text = page(admin, reverse("people"))
    assert "Commercial" in text
    assert "Les clients que la personne suit" in text
    assert "terminé" in text


def test_the_matrix_is_exported(admin: Client, creditor: Creditor) -> None:
    some.a_person("auditor", creditor)
    answer = admin.get(reverse("access_matrix_file", args=["csv"]))
    text = b"".join(answer).decode("utf-8-sig")  # type: ignore[arg-type] # a streaming answer
    assert "Auditeur" in text
    assert "données de santé" in text


def test_an_administrator_changes_what_a_role_sees(
    admin: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    customer = some.a_customer(creditor)
    some.a_contact(customer, "zoe@example.com")
    reader = visitor(some.a_person("read_only", creditor))
    here = reverse("customer", args=[customer.pk])
    assert "zoe@example.com" not in page(reader, here)
    told = {"classes_read_only": ["personal"], "classes_administrator": ["personal", "bank", "pricing"]}
    answer = admin.post(reverse("access_matrix"), {**told, "review_months": 6, "version": 0})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    assert "zoe@example.com" in page(reader, here)
    assert Leaf.objects.filter(entry__act="decide_access_policy").count() == 1


def test_an_administrator_does_not_raise_their_own_role(admin: Client) -> None:
    told = {"classes_administrator": ["personal", "bank", "pricing", "health"]}
    answer = admin.post(reverse("access_matrix"), {**told, "review_months": 6, "version": 0})
    assert answer.status_code == 422


def test_a_role_that_must_have_a_second_factor_is_led_to_its_account(
    admin: Client, creditor: Creditor, visitor: Callable[[User], Client]
) -> None:
    told = {"second_factor": ["cfo"], "review_months": 6, "version": 0}
    admin.post(reverse("access_matrix"), told)
    cfo = visitor(some.a_person("cfo", creditor))
    assert cfo.get(reverse("dashboard")).headers["Location"] == reverse("account")
    assert "second facteur" in page(cfo, reverse("account"))
