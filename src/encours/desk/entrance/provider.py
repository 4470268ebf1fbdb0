"""Signing in with the company's identity provider (OpenID Connect): code flow with state, nonce and PKCE.

allauth's adapter speaks with the provider (discovery, token, keys); who comes in is decided here: an
address that nobody invited gets no account.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

import requests
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from encours.desk.entrance.signing_in import passed
from encours.desk.shell import said
from encours.records.people.models import User

_ID = "oidc"
_KEY = "oidc"  # of the session: what was asked of the provider
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_SECOND = frozenset({"mfa", "otp", "hwk", "swk", "fpt", "face", "sms"})  # RFC 8176: more than a password
_FAULTS = (OAuth2Error, requests.RequestException, KeyError, ValueError)


class _Adapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc] # allauth has no types
    """allauth's, coming back to an address of ours."""

    def get_callback_url(self, request: HttpRequest, app: Any) -> str:
        return request.build_absolute_uri(reverse("oidc_callback"))


@never_cache
@require_GET
def leave(request: HttpRequest) -> HttpResponse:
    """Go to the provider; what was asked is kept in the session."""
    adapter = _adapter(request)
    provider: OpenIDConnectProvider = adapter.get_provider()
    pkce = generate_code_challenge()
    asked = {"state": secrets.token_urlsafe(24), "nonce": secrets.token_urlsafe(24)}
    wanted = request.GET.get("next", "")
    request.session[_KEY] = {**asked, "verifier": pkce.pop("code_verifier"), "next": wanted}
    try:
        client: OAuth2Client = adapter.get_client(request, provider.app)
        client.state = asked["state"]
        place = client.get_redirect_url(
            adapter.authorize_url, provider.get_default_scope(), {**pkce, "nonce": asked["nonce"]}
        )
    except _FAULTS:
        return _refused(
            _("Le fournisseur d’identité ne répond pas : réessayez, ou utilisez votre mot de passe.")
        )
    return HttpResponseRedirect(place)


@never_cache
@require_GET
def callback(request: HttpRequest) -> HttpResponse:
    """Come back from the provider: the answer must be to our question, and the person known here."""
    adapter = _adapter(request)
    asked = request.session.pop(_KEY, None)
    if not asked or not hmac.compare_digest(asked["state"], request.GET.get("state", "")):
        return _refused(_("Cette connexion n’a pas été demandée d’ici, ou a trop attendu : recommencez."))
    if "code" not in request.GET:
        return _refused(_("Le fournisseur d’identité n’a pas confirmé la connexion."))
    try:
        claims = _claims(request, adapter, asked)
    except _FAULTS:
        return _refused(_("La réponse du fournisseur d’identité n’est pas valable : recommencez."))
    person = _person(claims)
    if person is None:
        return _refused(
            _(
                "Aucun compte n’a cette adresse ici. Demandez une invitation à la personne qui administre Encours."
            )
        )
    second = bool(_SECOND.intersection(claims.get("amr") or ()))
    return passed(request, person, backend=_BACKEND, wanted=asked["next"], factor=second)


def _adapter(request: HttpRequest) -> _Adapter:
    if not settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]:
        raise Http404
    return _Adapter(request, _ID)


def _claims(request: HttpRequest, adapter: _Adapter, asked: dict[str, str]) -> dict[str, Any]:
    """What the identity token says, its signature, issuer, audience, age and nonce checked."""
    app = adapter.get_provider().app
    client = adapter.get_client(request, app)
    told = client.get_access_token(request.GET["code"], pkce_code_verifier=asked["verifier"])
    config = adapter.openid_config
    claims: dict[str, Any] = jwtkit.verify_and_decode(
        credential=told["id_token"],
        keys_url=config["jwks_uri"],
        issuer=config["issuer"],
        audience=app.client_id,
        lookup_kid=jwtkit.lookup_kid_jwk,
        verify_signature=True,
    )
    if not hmac.compare_digest(str(claims.get("nonce", "")), asked["nonce"]):
        raise OAuth2Error("wrong nonce")
    return claims


def _person(claims: dict[str, Any]) -> User | None:
    """Whoever came with this identity before, else the account of its verified address; never a new one."""
    known = SocialAccount.objects.filter(provider=_ID, uid=claims["sub"]).select_related("user").first()
    if known is not None:
        found = known.user
    else:
        email = claims.get("email") if claims.get("email_verified") else None
        found = User.objects.filter(email__iexact=email).first() if email else None
        if found is not None and found.is_active:
            SocialAccount.objects.create(user=found, provider=_ID, uid=claims["sub"])
    return found if found is not None and found.is_active else None


def _refused(sentence: str) -> HttpResponse:
    return said(redirect("sign_in"), sentence, "late")
