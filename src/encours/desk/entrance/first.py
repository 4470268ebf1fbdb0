"""The first account of an installation: made through a link that only who started the server can read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from encours.acts.give_role import give_role
from encours.desk import clock
from encours.desk.entrance import coming_in
from encours.desk.entrance.forms import FirstAccount
from encours.desk.shell import render
from encours.records.parties.models import Creditor
from encours.records.people.models import User

_REFUSED = 422
_BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def first_account(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for an address, a name and a password; the link dies with the first account.

    Whoever makes it administers the creditors that the command line may have opened before.
    """
    if User.objects.exists() or not constant_time_compare(token, settings.FIRST_VISIT_TOKEN):
        raise Http404
    form = FirstAccount(request.POST if request.method == "POST" else None)
    if request.method == "GET" or not form.is_valid():
        told = {"form": form, "token": token}
        return render(request, "entrance/first.html", told, status=_REFUSED if form.is_bound else 200)
    coming_in.enter(request, _made(form.cleaned_data), backend=_BACKEND)
    return redirect("dashboard")


def _made(told: dict[str, Any]) -> User:
    user = User.objects.create_user(told["email"], told["password"], name=told["name"])
    for creditor in Creditor.objects.all():
        give_role(
            creditor,
            email=user.email,
            name=user.name,
            role="administrator",
            password=None,
            author=user.email,
            at=clock.now(),
        )
    return user
