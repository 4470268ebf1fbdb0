"""Coming in: a password, then the second factor of who has one; too many failures lock the address."""

from __future__ import annotations

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from encours.desk.entrance import coming_in, factors
from encours.desk.entrance.forms import SecondFactor, SignIn
from encours.desk.entrance.views import back_to
from encours.desk.shell import render, said
from encours.records.people.models import User

_TOO_MANY = 429
_REFUSED = 422


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password; too many failures lock the address for an hour."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return back_to(request, request.GET.get("next"))
        return _asked(request, SignIn())
    form = SignIn(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=_REFUSED)
    email = form.cleaned_data["email"].strip()
    person = authenticate(request, email=email, password=form.cleaned_data["password"])
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined] # the page below says it better
        form.add_error(None, _locked())
        return _asked(request, form, status=_TOO_MANY)
    if not isinstance(person, User):
        form.add_error(None, _("Adresse ou mot de passe inconnus : vérifiez les deux, puis recommencez."))
        return _asked(request, form, status=_REFUSED)
    backend: str = person.backend
    return passed(request, person, backend=backend, wanted=request.POST.get("next") or "")


def passed(
    request: HttpRequest, person: User, *, backend: str, wanted: str, factor: bool = False
) -> HttpResponse:
    """Let in who proved who they are; who has a second factor shows it first."""
    if not factor and factors.of(person).exists():
        coming_in.hold(request, person, backend=backend, wanted=wanted)
        return redirect("second_factor")
    coming_in.enter(request, person, backend=backend, factor=factor)
    return back_to(request, wanted)


@never_cache
@sensitive_post_parameters("code", "credential")
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of the moment, a passkey, or a recovery code; each failure counts towards the lock."""
    held = coming_in.entering(request)
    if held is None:
        return redirect("sign_in")
    if request.method != "POST":
        return _factor_asked(request, held, SecondFactor(), 200)
    name = {"email": held.person.email}
    form = SecondFactor(request.POST)
    if AxesProxyHandler.is_allowed(request, name) and form.is_valid() and _is_right(held.person, form):
        coming_in.enter(request, held.person, backend=held.backend, factor=True)
        return back_to(request, held.wanted)
    user_login_failed.send(sender=__name__, credentials=name, request=request)
    if not AxesProxyHandler.is_allowed(request, name):
        request.axes_locked_out = False  # type: ignore[attr-defined] # the page below says it better
        coming_in.let_go(request)
        return said(redirect("sign_in"), _locked(), "late")
    form.add_error(
        None, _("Ce code n’est pas le bon, ou a déjà servi : attendez le suivant, puis recommencez.")
    )
    return _factor_asked(request, held, form, _REFUSED)


def _is_right(person: User, form: SecondFactor) -> bool:
    if form.cleaned_data["credential"]:
        return factors.passkey_is_right(person, form.cleaned_data["credential"])
    return factors.is_right(person, form.cleaned_data["code"])


def _locked() -> str:
    return _("Trop d’essais : ce compte est fermé pendant une heure. Réessayez plus tard.")


def _asked(request: HttpRequest, form: SignIn, *, status: int = 200) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    context = {"form": form, "next": wanted, "provider": apps[0]["name"] if apps else ""}
    return render(request, "entrance/sign_in.html", context, status=status)


def _factor_asked(
    request: HttpRequest, held: coming_in.Entering, form: SecondFactor, status: int
) -> HttpResponse:
    kinds = set(factors.of(held.person).values_list("type", flat=True))
    context = {
        "form": form,
        "kinds": kinds,
        "question": factors.question(held.person) if "webauthn" in kinds else "",
        "email": held.person.email,
    }
    return render(request, "entrance/second_factor.html", context, status=status)
