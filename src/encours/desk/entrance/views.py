"""Sign-out, language, appearance, choice of creditor."""

from __future__ import annotations

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from encours.desk.entrance.coming_in import CHOSEN_KEY
from encours.desk.middleware import LANGUAGE_COOKIE
from encours.desk.shell import DENSITY_COOKIE, THEME_COOKIE, render, said
from encours.desk.visits import CREDITOR_KEY, DeskRequest, Visit, visiting
from encours.records.parties.models import Creditor
from encours.records.people.models import DENSITIES, LANGUAGES, THEMES, User

_A_YEAR = 365 * 24 * 3600


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
    else:
        request.session[CHOSEN_KEY] = chosen  # whoever comes in now is spoken to so
    return _kept(back_to(request, request.POST.get("next")), LANGUAGE_COOKIE, chosen)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Look light, dark or like the system: kept with the person, and on this device."""
    chosen = request.POST.get("theme")
    if chosen not in THEMES:
        raise Http404
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(theme=chosen)
    return _kept(back_to(request, request.POST.get("next")), THEME_COOKIE, chosen)


@require_POST
def density(request: HttpRequest) -> HttpResponse:
    """Show more or fewer rows on a screen: kept with the person, and on this device."""
    chosen = request.POST.get("density")
    if chosen not in DENSITIES:
        raise Http404
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(density=chosen)
    return _kept(back_to(request, request.POST.get("next")), DENSITY_COOKIE, chosen)


@visiting(methods=("GET", "POST"))
def creditors(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Choose the creditor to look at, among those the person may see."""
    if request.method == "POST":
        chosen = request.POST.get("creditor", "")
        if not chosen.isdecimal() or int(chosen) not in visit.seen:
            raise Http404
        request.session[CREDITOR_KEY] = int(chosen)
        return redirect("dashboard")
    rows = Creditor.objects.filter(pk__in=visit.seen).order_by("name")
    return render(request, "entrance/creditors.html", {"creditors": rows})


def _kept(response: HttpResponse, cookie: str, value: str) -> HttpResponse:
    response.set_cookie(cookie, value, max_age=_A_YEAR, samesite="Lax")
    return response


def back_to(request: HttpRequest, wanted: str | None) -> HttpResponseRedirect:
    """Return where the person was, if it is an address of ours."""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(wanted)
    return HttpResponseRedirect(reverse("dashboard"))
