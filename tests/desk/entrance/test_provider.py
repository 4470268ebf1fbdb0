"""Signing in with an identity provider: a small double on loopback, right and wrong answers."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from jwt.algorithms import RSAAlgorithm

from desk import situations as some
from encours.records.parties.models import Creditor
from encours.records.people.models import User

CLIENT, SECRET = "encours", "un secret"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Double:
    """An OpenID provider: discovery, keys, code for token; `claims` and `signs` are what it tells."""

    def __init__(self) -> None:
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer(double.get(self.path))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self.answer(double.token({name: one[0] for name, one in parse_qs(body).items()}))

            def answer(self, told: dict[str, Any] | None) -> None:
                self.send_response(200 if told else 400)
                self.send_header("Content-Type", "application/json")
                self.end_headers()
                self.wfile.write(json.dumps(told or {"error": "invalid_grant"}).encode())

            def log_message(self, *_words: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.asked: dict[str, str] = {}
        self.claims: dict[str, Any] = {"email": "zoe@example.com", "email_verified": True, "sub": "z-1"}
        self.signs: Any = KEY
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def get(self, path: str) -> dict[str, Any]:
        if path.endswith("openid-configuration"):
            return {
                "issuer": self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/keys",
            }
        public = json.loads(RSAAlgorithm.to_jwk(KEY.public_key()))
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def token(self, told: dict[str, str]) -> dict[str, Any] | None:
        digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != self.asked["code_challenge"] or told["code"] != "right":
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 60,
            "nonce": self.asked["nonce"],
        }
        signed = jwt.encode({**claims, **self.claims}, self.signs, algorithm="RS256", headers={"kid": "one"})
        return {"access_token": "x", "token_type": "Bearer", "id_token": signed}


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch, house: object) -> Iterator[Double]:
    cache.clear()
    made = Double()
    app = {
        "provider_id": "oidc", "name": "Vauban", "client_id": CLIENT, "secret": SECRET,
        "settings": {"server_url": made.issuer, "oauth_pkce_enabled": True},
    }  # fmt: skip
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", {"openid_connect": {"APPS": [app]}})
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def zoe(creditor: Creditor) -> User:
    return some.a_person("collector", creditor, email="zoe@example.com")


def leaves(double: Double, client: Client) -> dict[str, str]:
    """Go to the provider; what the browser carries there."""
    place = urlsplit(client.get(reverse("oidc_leave"), {"next": "/customers"}).headers["Location"])
    assert f"{place.scheme}://{place.netloc}" == double.issuer
    double.asked = {name: one[0] for name, one in parse_qs(place.query).items()}
    return double.asked


def comes_back(client: Client, state: str, code: str = "right") -> Any:
    return client.get(reverse("oidc_callback"), {"state": state, "code": code})


@pytest.mark.both
def test_who_is_known_comes_in_by_the_provider(double: Double, zoe: User) -> None:
    client = Client()
    asked = leaves(double, client)
    assert asked["code_challenge_method"] == "S256"
    answer = comes_back(client, asked["state"])
    assert answer.headers["Location"] == "/customers"
    assert client.get(reverse("customers")).status_code == 200
    assert SocialAccount.objects.get().user == zoe


def test_the_identity_is_remembered_when_the_address_changes(double: Double, zoe: User) -> None:
    client = Client()
    comes_back(client, leaves(double, client)["state"])
    double.claims["email"] = "zoe.martin@example.com"
    again = Client()
    comes_back(again, leaves(double, again)["state"])
    assert again.get(reverse("customers")).status_code == 200


def refused(answer: Any) -> bool:
    return bool(answer.headers["Location"] == reverse("sign_in"))


def test_an_address_that_nobody_invited_gets_no_account(double: Double, creditor: Creditor) -> None:
    client = Client()
    assert refused(comes_back(client, leaves(double, client)["state"]))
    assert not User.objects.filter(email="zoe@example.com").exists()
    assert "invitation" in client.get(reverse("sign_in")).content.decode()


def test_an_address_not_verified_by_the_provider_opens_nothing(double: Double, zoe: User) -> None:
    double.claims["email_verified"] = False
    client = Client()
    assert refused(comes_back(client, leaves(double, client)["state"]))


def test_a_closed_account_stays_closed(double: Double, zoe: User) -> None:
    User.objects.update(is_active=False)
    client = Client()
    assert refused(comes_back(client, leaves(double, client)["state"]))


def test_an_answer_to_another_question_is_refused(double: Double, zoe: User) -> None:
    client = Client()
    leaves(double, client)
    assert refused(comes_back(client, "another-state"))
    assert refused(comes_back(Client(), double.asked["state"])), "another browser asked"


def test_an_answer_serves_once(double: Double, zoe: User) -> None:
    client = Client()
    asked = leaves(double, client)
    comes_back(client, asked["state"])
    assert refused(comes_back(client, asked["state"]))


@pytest.mark.parametrize(
    "wrong",
    [{"nonce": "another"}, {"aud": "another"}, {"iss": "https://elsewhere.example"}, {"exp": 1}],
)
def test_a_token_that_is_not_for_us_is_refused(wrong: dict[str, Any], double: Double, zoe: User) -> None:
    double.claims |= wrong
    client = Client()
    assert refused(comes_back(client, leaves(double, client)["state"]))


def test_a_token_signed_by_another_key_is_refused(double: Double, zoe: User) -> None:
    double.signs = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    client = Client()
    assert refused(comes_back(client, leaves(double, client)["state"]))


def test_a_wrong_code_is_refused(double: Double, zoe: User) -> None:
    client = Client()
    assert refused(comes_back(client, leaves(double, client)["state"], code="wrong"))


def test_without_a_provider_there_is_no_such_address(creditor: Creditor) -> None:
    assert Client().get(reverse("oidc_leave")).status_code == 404
