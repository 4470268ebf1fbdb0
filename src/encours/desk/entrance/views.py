"""Sign-in with a lock after too many failures, sign-out, language, appearance, choice of creditor."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from encours.desk.entrance.forms import SignIn
from encours.desk.middleware import LANGUAGE_COOKIE
from encours.desk.shell import DENSITY_COOKIE, THEME_COOKIE, render, said
from encours.desk.visits import CREDITOR_KEY, DeskRequest, Visit, visiting
from encours.records.parties.models import Creditor
from encours.records.people.models import DENSITIES, LANGUAGES, THEMES, User

_A_YEAR = 365 * 24 * 3600
_TOO_MANY = 429
_REFUSED = 422


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for address and password; too many failures lock the address for an hour."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return _back(request, request.GET.get("next"))
        return _asked(request, SignIn())
    form = SignIn(request.POST)
    if not form.is_valid():
        return _asked(request, form, status=_REFUSED)
    email = form.cleaned_data["email"].strip()
    person = authenticate(request, email=email, password=form.cleaned_data["password"])
    if getattr(request, "axes_locked_out", False):
        request.axes_locked_out = False  # type: ignore[attr-defined] # the page below says it better
        form.add_error(None, _("Trop d’essais : ce compte est fermé pendant une heure. Réessayez plus tard."))
        return _asked(request, form, status=_TOO_MANY)
    if person is None:
        form.add_error(None, _("Adresse ou mot de passe inconnus : vérifiez les deux, puis recommencez."))
        return _asked(request, form, status=_REFUSED)
    login(request, person)
    return _back(request, request.POST.get("next"))


def _asked(request: HttpRequest, form: SignIn, *, status: int = 200) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return render(request, "entrance/sign_in.html", {"form": form, "next": wanted}, status=status)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return said(redirect("sign_in"), _("Vous êtes déconnecté."))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language: kept with the person, and on this device."""
    chosen = request.POST.get("language")
    if chosen not in LANGUAGES:
        raise Http404
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(language=chosen)
    return _kept(_back(request, request.POST.get("next")), LANGUAGE_COOKIE, chosen)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Look light, dark or like the system: kept with the person, and on this device."""
    chosen = request.POST.get("theme")
    if chosen not in THEMES:
        raise Http404
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(theme=chosen)
    return _kept(_back(request, request.POST.get("next")), THEME_COOKIE, chosen)


@require_POST
def density(request: HttpRequest) -> HttpResponse:
    """Show more or fewer rows on a screen: kept with the person, and on this device."""
    chosen = request.POST.get("density")
    if chosen not in DENSITIES:
        raise Http404
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(density=chosen)
    return _kept(_back(request, request.POST.get("next")), DENSITY_COOKIE, chosen)


@visiting(methods=("GET", "POST"))
def creditors(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Choose the creditor to look at, among those the person may see."""
    if request.method == "POST":
        chosen = request.POST.get("creditor", "")
        if not chosen.isdigit() or int(chosen) not in visit.seen:
            raise Http404
        request.session[CREDITOR_KEY] = int(chosen)
        return redirect("dashboard")
    rows = Creditor.objects.filter(pk__in=visit.seen).order_by("name")
    return render(request, "entrance/creditors.html", {"creditors": rows})


def _kept(response: HttpResponse, cookie: str, value: str) -> HttpResponse:
    response.set_cookie(cookie, value, max_age=_A_YEAR, samesite="Lax")
    return response


def _back(request: HttpRequest, wanted: str | None) -> HttpResponseRedirect:
    """Return where the person was, if it is an address of ours."""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect(reverse("dashboard"))
