"""What the link of a request opens: what is asked, what came, and a form to deposit a document; no account."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from encours.acts.requests.links import request_of
from encours.acts.requests.receive import MOST_FILES, note_opening, receive_document
from encours.desk import clock
from encours.desk.acting import REFUSED, performed
from encours.desk.deciding import home
from encours.desk.requests.forms import Deposit
from encours.desk.requests.telling import asked
from encours.desk.shell import render, said
from encours.records.requests.models import RequestEvent

TOO_MANY = 429
_FAST = frozenset({"too_fast", "too_many"})


@never_cache
@require_http_methods(["GET", "POST"])
def deposit(request: HttpRequest, token: str) -> HttpResponse:
    """Say who asks for what; take a document. A link that has ended says no more than one that never was.

    Opening the page says nothing of who opened it, as mail filters open every link: a person says so by a button,
    or by what is deposited.
    """
    at = clock.now()
    found = request_of(token, at=at)
    if found is None:
        raise Http404
    posted = request.method == "POST"
    if posted and "seen" in request.POST:
        note_opening(found, at=at)
        return said(redirect(request.path), _("Merci. Déposez ici les documents dès que vous les avez."))
    given: tuple[Any, ...] = (request.POST, request.FILES) if posted else ()
    form = Deposit(*given, kinds=found.kinds.split(","))
    status = 200
    if posted:
        status = REFUSED
        if form.is_valid():
            told = form.cleaned_data
            refused = performed(
                form,
                lambda: receive_document(
                    found, told["file"].read(), told["file"].name, kind=told["kind"], at=at, home=home()
                ),
            )
            if refused is None:
                return said(redirect(request.path), _("Document bien reçu, merci."))
    events = RequestEvent.objects.filter(request=found, kind__in=("received", "refused")).order_by("pk")
    context = {
        "found": found,
        "asked": asked(found),
        "form": form,
        "events": list(events[: 2 * MOST_FILES]),
    }
    return render(request, "requests/deposit.html", context, status=status)
