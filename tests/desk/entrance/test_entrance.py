"""Coming in and out, the language and the look, which creditor, and refusals in plain sentences."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from desk import situations as some
from desk.looking import page
from encours.desk.middleware import get_cannot_write
from encours.records.parties.models import Creditor
from encours.records.people.models import User

PASSWORD = "a long enough sentence"


@pytest.fixture
def camille(creditor: Creditor) -> User:
    person = some.a_person("collector", creditor, email="camille@example.com")
    person.set_password(PASSWORD)
    person.save()
    return person


def _sign_in(client: Client, email: str, password: str, **more: str) -> HttpResponse:
    answer: HttpResponse = client.post("/sign-in", {"email": email, "password": password, **more})
    return answer


def test_signing_in_leads_where_one_wanted_to_go(camille: User) -> None:
    client = Client()
    asked = client.get("/customers?q=a")
    assert asked.url == "/sign-in?next=/customers%3Fq%3Da"
    assert 'value="/customers?q=a"' in client.get(asked.url).content.decode()
    answer = _sign_in(client, camille.email, PASSWORD, next="/customers?q=a")
    assert (answer.status_code, answer.url) == (302, "/customers?q=a")
    assert client.get("/customers").status_code == 200
    assert client.get("/sign-in").url == "/"


@pytest.mark.parametrize("wanted", ["https://elsewhere.example/", "//elsewhere.example", "javascript:1"])
def test_signing_in_never_leads_out_of_the_house(camille: User, wanted: str) -> None:
    assert _sign_in(Client(), camille.email, PASSWORD, next=wanted).url == "/"


def test_a_wrong_password_says_neither_which_of_the_two_is_wrong(camille: User) -> None:
    known = _sign_in(Client(), camille.email, "nope")
    unknown = _sign_in(Client(), "nobody@example.com", "nope")
    for answer in (known, unknown):
        assert answer.status_code == 422
        assert "Adresse ou mot de passe inconnus" in answer.content.decode()


def test_too_many_failures_close_the_account_for_an_hour(camille: User) -> None:
    client = Client()
    for _ in range(8):
        last = _sign_in(client, camille.email, "nope")
    assert last.status_code == 429
    refused = _sign_in(client, camille.email, PASSWORD)
    assert refused.status_code == 429
    assert "fermé pendant une heure" in refused.content.decode()
    assert client.get("/").status_code == 302
    other = some.a_person("collector", email="other@example.com")
    other.set_password(PASSWORD)
    other.save()
    assert _sign_in(client, other.email, PASSWORD).status_code == 302  # the lock is on one account


def test_a_person_who_may_no_longer_come_in_does_not(camille: User) -> None:
    User.objects.filter(pk=camille.pk).update(is_active=False)
    assert _sign_in(Client(), camille.email, PASSWORD).status_code == 422


def test_signing_out_ends_the_session(desk: Client) -> None:
    answer = desk.post("/sign-out")
    assert answer.url == "/sign-in"
    assert "Vous êtes déconnecté." in desk.get("/sign-in").content.decode()
    assert desk.get("/customers").status_code == 302


def test_the_language_is_kept_with_the_person(desk: Client, collector: User) -> None:
    assert desk.post("/language", {"language": "en", "next": "/customers"}).url == "/customers"
    collector.refresh_from_db()
    assert collector.language == "en"
    answer = desk.get("/customers")
    assert answer["Content-Language"] == "en"
    assert '<html lang="en"' in answer.content.decode()


def test_the_language_of_somebody_not_signed_in_is_kept_on_the_device(house: Path) -> None:
    client = Client()
    assert '<html lang="fr"' in client.get("/sign-in").content.decode()
    client.post("/language", {"language": "en"})
    assert '<html lang="en"' in client.get("/sign-in").content.decode()


def test_the_language_chosen_before_coming_in_is_the_one_spoken_inside(camille: User) -> None:
    client = Client()
    client.post("/language", {"language": "en", "next": "/sign-in"})
    _sign_in(client, camille.email, PASSWORD)
    camille.refresh_from_db()
    assert camille.language == "en"
    assert '<html lang="en"' in client.get("/customers").content.decode()


def test_who_chose_no_language_before_coming_in_keeps_theirs(camille: User) -> None:
    User.objects.filter(pk=camille.pk).update(language="en")
    client = Client()
    _sign_in(client, camille.email, PASSWORD)
    camille.refresh_from_db()
    assert camille.language == "en"


def test_the_look_is_kept(desk: Client, collector: User) -> None:
    desk.post("/theme", {"theme": "dark", "next": "/"})
    collector.refresh_from_db()
    assert collector.theme == "dark"
    assert 'data-bs-theme="dark"' in desk.get("/customers").content.decode()


@pytest.mark.parametrize(("path", "name"), [("/language", "language"), ("/theme", "theme")])
def test_what_is_neither_a_language_nor_a_look_is_not_kept(desk: Client, path: str, name: str) -> None:
    assert desk.post(path, {name: "<b>"}).status_code == 404


def test_who_follows_two_creditors_chooses_which_is_shown(
    visitor: Callable[[User], Client], house: Path
) -> None:
    first, second = some.a_creditor(), some.a_creditor("Scierie Vauban", "552100554")
    some.a_customer(first, "Client de la première")
    theirs = some.a_customer(second, "Client de la seconde")
    client = visitor(some.a_person("collector", first, second))
    assert "Client de la première" in page(client, "/customers")
    assert "Scierie Vauban" in page(client, "/creditors")
    client.post("/creditors", {"creditor": second.pk})
    shown = page(client, "/customers")
    assert "Client de la seconde" in shown
    assert "Client de la première" not in shown
    client.post("/creditors", {"creditor": first.pk})
    assert "Scierie Vauban" in page(client, f"/customers/{theirs.pk}")  # a link opens at its own creditor


def test_a_creditor_one_does_not_follow_cannot_be_chosen(desk: Client) -> None:
    other = some.a_creditor("Scierie Vauban", "552100554")
    assert desk.post("/creditors", {"creditor": other.pk}).status_code == 404


def test_a_newcomer_is_led_to_the_first_set_up(visitor: Callable[[User], Client], house: Path) -> None:
    assert visitor(some.a_person("collector")).get("/").url == "/setup"


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [("/nowhere", 404, "Cette page n’existe pas"), ("/customers/999", 404, "Cette page n’existe pas")],
)
def test_a_refusal_is_a_page_in_plain_words(desk: Client, path: str, status: int, said: str) -> None:
    answer = desk.get(path)
    assert answer.status_code == status
    assert said in answer.content.decode()


def test_a_method_that_an_address_does_not_take_is_told_with_those_it_takes(desk: Client) -> None:
    answer = desk.post("/customers")
    assert (answer.status_code, answer["Allow"]) == (405, "GET")


def test_a_form_without_its_token_is_refused_in_plain_words(collector: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(collector, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/language", {"language": "en"})
    assert answer.status_code == 403
    assert "Cette action vous est refusée" in answer.content.decode()


def test_a_failure_of_ours_shows_neither_trace_nor_data(
    collector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("encours.desk.customers.listing.found", lambda *_: 1 / 0)
    client = Client(raise_request_exception=False)
    client.force_login(collector, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/customers")
    assert answer.status_code == 500
    assert "Une erreur de notre fait" in answer.content.decode()
    assert "ZeroDivisionError" not in answer.content.decode()


@pytest.mark.both
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_a_view_that_only_shows_cannot_write(house: Path, method: str) -> None:
    def writes(request: HttpRequest) -> HttpResponse:
        User.objects.create_user("sneaky@example.com", None, name="Sneaky")
        return HttpResponse("written")

    surrounded = get_cannot_write(writes)
    with pytest.raises(DatabaseError):
        surrounded(getattr(RequestFactory(), method)("/"))
    assert not User.objects.exists()
    assert surrounded(RequestFactory().post("/")).content == b"written"
    assert User.objects.count() == 1
