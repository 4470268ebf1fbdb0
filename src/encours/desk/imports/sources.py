"""Where files come from by themselves: folders and the mailbox, whose files are taken in, what came."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.intake.arriving import Taking
from encours.acts.intake.places import stop_watching, watch_folder
from encours.acts.intake.senders import allow_sender, decline_proposed, take_proposed, withdraw_sender
from encours.channels.registry import channel_settings
from encours.core.refusals import RuleError
from encours.desk import clock
from encours.desk.acting import REFUSED, made_from
from encours.desk.deciding import decide_today, home
from encours.desk.imports import telling_arrivals as telling
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.records.intake.models import AllowedSender, Arrival, Place, SetAside

_FEW, _SHOWN, _MOST = 20, 30, 100
_SHOWS = {"refused": ("refused",), "waiting": ("asked", "queued"), "all": ()}


class NewFolder(forms.Form):
    """Which folder is to be watched."""

    folder = forms.CharField(
        label=gettext_lazy("Dossier"),
        max_length=400,
        help_text=gettext_lazy("Il est créé s’il n’existe pas."),
    )


class NewSender(forms.Form):
    """Whose files are taken in without asking."""

    address = forms.CharField(
        label=gettext_lazy("Adresse ou domaine"),
        max_length=320,
        help_text=gettext_lazy("compta@fournisseur.fr, ou @fournisseur.fr pour tout un domaine."),
    )


@visiting(methods=("GET", "POST"))
def sources(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the places that files come from, and what came; have another folder watched."""
    if request.method != "POST":
        return _shown(request, visit)
    if not visit.may("import"):
        refuse(request, "import")
    form = NewFolder(request.POST)
    if not form.is_valid():
        return _shown(request, visit, folder=form, status=REFUSED)
    roots = _roots()
    try:
        path = roots[0] / form.cleaned_data["folder"].strip()
        place = watch_folder(visit.creditor, path, roots=roots, author=visit.author, at=clock.now())
    except (RuleError, ValueError) as wrong:
        form.add_error(
            "folder", in_words(getattr(wrong, "sentence", _("Ce nom ne peut pas être celui d’un dossier.")))
        )
        return _shown(request, visit, folder=form, status=REFUSED)
    return said(redirect("sources"), _("Dossier surveillé : %(path)s") % {"path": place.path})


def _roots() -> list[Path]:
    found: Any = settings.ENCOURS["folders"]
    return [Path(each) for each in found]


def _shown(
    request: DeskRequest,
    visit: Visit,
    *,
    folder: NewFolder | None = None,
    sender: NewSender | None = None,
    status: int = 200,
) -> HttpResponse:
    which = request.GET.get("show", "all")
    which = which if which in _SHOWS else "all"
    arrivals = Arrival.objects.seen(visit.sight)
    listed = arrivals.filter(state__in=_SHOWS[which]) if _SHOWS[which] else arrivals
    places = list(Place.objects.seen(visit.sight).filter(stopped_at__isnull=True).order_by("kind", "pk"))
    part = sliced(listed.select_related("place", "intake", "upload"), "-pk", request, size=_SHOWN)
    senders = AllowedSender.objects.seen(visit.sight).filter(withdrawn_at__isnull=True)
    proposed = arrivals.filter(state="proposed").select_related("received").order_by("-pk")
    context = {
        "folder_form": folder or NewFolder(),
        "sender_form": sender or NewSender(),
        "root": _roots()[0],
        "places": places,
        "ages": {place.pk: telling.age(place.looked_at, visit.at) for place in places},
        "configured": bool(channel_settings(settings.ENCOURS)["imap"].get("host")),
        "senders": senders.order_by("address")[:_MOST],
        "proposed": list(proposed[:_FEW]),
        "views": _views(arrivals),
        "which": which,
        "aside": SetAside.objects.seen(visit.sight).filter(taken_at__isnull=True).order_by()[:_MOST].count(),
        "slice": part,
        "rows": part.rows,
        "state_of": telling.arrival_state,
        "words": in_words,
        "may": visit.may("import"),
    }
    return render(request, "imports/sources.html", context, status=status)


def _views(arrivals: QuerySet[Arrival]) -> list[tuple[str, str, int]]:
    """The lists of what came, with how many are in each."""
    return [
        (
            code,
            name,
            arrivals.filter(state__in=_SHOWS[code]).order_by()[:_MOST].count() if _SHOWS[code] else 0,
        )
        for code, name in telling.arrival_views()
    ]


@visiting(right="import", methods=("POST",), subject=Place.objects)
def stop_source(request: DeskRequest, visit: Visit, row: Place) -> HttpResponse:
    """Have a folder watched no longer."""
    try:
        stop_watching(row, made_from=made_from(request), author=visit.author, at=clock.now())
    except RuleError as refusal:
        return said(redirect("sources"), in_words(refusal.sentence), "late")
    return said(redirect("sources"), _("Ce dossier n’est plus surveillé ; ce qui en est venu reste."))


@visiting(right="import", methods=("POST",))
def add_sender(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Allow a sender."""
    form = NewSender(request.POST)
    if not form.is_valid():
        return _shown(request, visit, sender=form, status=REFUSED)
    try:
        row = allow_sender(visit.creditor, form.cleaned_data["address"], author=visit.author, at=clock.now())
    except RuleError as wrong:
        form.add_error("address", in_words(wrong.sentence))
        return _shown(request, visit, sender=form, status=REFUSED)
    return said(
        redirect("sources"),
        _("Les fichiers de %(address)s sont pris d’eux-mêmes.") % {"address": row.address},
    )


@visiting(right="import", methods=("POST",), subject=AllowedSender.objects)
def remove_sender(request: DeskRequest, visit: Visit, row: AllowedSender) -> HttpResponse:
    """Allow a sender no longer."""
    withdraw_sender(row, author=visit.author, at=clock.now())
    return said(redirect("sources"), _("Ses fichiers seront de nouveau proposés, non pris."))


@visiting(subject=Arrival.objects.select_related("place", "intake", "upload", "received"))
def arrival(request: DeskRequest, visit: Visit, row: Arrival) -> HttpResponse:
    """Show one file that came: what became of it, and the proof of where it came from."""
    context = {
        "arrival": row,
        "state": telling.arrival_state(row.state),
        "proof": telling.proof_of(row),
        "sentence": f"{in_words(row.sentence)} {in_words(row.remedy)}" if row.sentence else "",
        "may": visit.may("import"),
    }
    return render(request, "imports/arrival.html", context)


@visiting(right="import", methods=("POST",), subject=Arrival.objects.select_related("received__kept"))
def take_arrival(request: DeskRequest, visit: Visit, row: Arrival) -> HttpResponse:
    """Take in a file that was proposed; and from now on whatever its sender sends, where that is ticked."""
    taking = Taking(visit.author, clock.now(), visit.on, home())
    try:
        if request.POST.get("always") and row.received is not None:
            allow_sender(visit.creditor, row.received.sender, author=visit.author, at=clock.now())
        taken = take_proposed(visit.creditor, row, taking, made_from=made_from(request))
    except RuleError as refusal:
        return said(redirect("arrival", pk=row.pk), in_words(refusal.sentence), "late")
    if taken.state == "taken":
        decide_today(visit.creditor, author=visit.author)
    if taken.upload_id is not None:
        return redirect("upload", pk=taken.upload_id)
    if taken.intake_id is not None:
        return said(redirect("intake", pk=taken.intake_id), _("Fichier importé ; la journée est recalculée."))
    return redirect("arrival", pk=row.pk)


@visiting(right="import", methods=("POST",), subject=Arrival.objects)
def decline_arrival(request: DeskRequest, visit: Visit, row: Arrival) -> HttpResponse:
    """Want none of a file that was proposed."""
    try:
        decline_proposed(row, made_from=made_from(request), author=visit.author, at=clock.now())
    except RuleError as refusal:
        return said(redirect("arrival", pk=row.pk), in_words(refusal.sentence), "late")
    return said(redirect("sources"), _("Fichier écarté : rien n’en a été lu."))
