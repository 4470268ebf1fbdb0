"""What decides that reminders leave: approval, the sending itself, shadow mode, freshness accepted."""

from __future__ import annotations

import os

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts import approve as approving
from encours.acts import send as sending
from encours.acts.confirm import accept_freshness
from encours.acts.leave_shadow import set_shadow
from encours.channels.registry import channel_settings
from encours.core.refusals import RuleError
from encours.desk import clock
from encours.desk.acting import REFUSED, STALE, came_from
from encours.desk.agreeing import may_agree
from encours.desk.deciding import decide_today, home
from encours.desk.plain import in_words
from encours.desk.proposals.telling import groups, of_the_day, token
from encours.desk.quality.readiness import report
from encours.desk.shell import render, said
from encours.desk.telling import channel_name, step_name
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.words import quality as quality_words


@visiting(methods=("POST",))
def approve(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Approve the reminders chosen, as they were shown."""
    if not may_agree(visit):
        refuse(request, "approve")
    chosen = request.POST.getlist("message")
    back = came_from(request, reverse("proposals"))
    if not chosen:
        return said(redirect(back), _("Cochez au moins une relance."), "watch")
    keys = [told.split(".")[0] for told in chosen]
    found = Message.objects.seen(visit.sight).filter(pk__in=[key for key in keys if key.isdecimal()])
    read = {token(message): message for message in found}
    if any(told not in read for told in chosen):
        return said(
            redirect(back),
            _("Une relance choisie a changé depuis : relisez la liste, puis recommencez."),
            "late",
        )
    try:
        count = approving.approve([read[told] for told in chosen], author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect(back), in_words(refusal.sentence), "late")
    done = ngettext("%(n)s relance approuvée.", "%(n)s relances approuvées.", count) % {"n": count}
    return said(redirect(back), done)


@visiting(right=("collect", "send"), methods=("POST",))
def run(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Decide the day again with what is known now."""
    made = decide_today(visit.creditor, author=visit.author)
    count = made.figures.get("proposals", 0)
    done = ngettext(
        "Journée recalculée : %(n)s relance proposée.",
        "Journée recalculée : %(n)s relances proposées.",
        count,
    )
    return said(redirect("proposals"), done % {"n": count})


@visiting(right="send", methods=("POST",))
def send(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Let what is due and approved go through the gate, for the customers that this person sees."""
    counts = sending.send(
        visit.creditor.pk,
        worker=f"desk:{os.getpid()}",
        on=visit.on,
        clock=clock.now,
        settings=channel_settings(settings.ENCOURS),
        home=home(),
        author=visit.author,
        whose=None if visit.sight.whole else Customer.objects.seen(visit.sight),
    )
    return said(redirect("proposals"), _counted(counts, shadow=visit.creditor.shadow), _tone(counts))


@visiting(methods=("GET", "POST"))
def shadow(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say what would leave, and enter or leave shadow mode."""
    if not visit.may("policy"):
        refuse(request, "policy")
    if request.method != "POST":
        return render(request, "proposals/shadow.html", _would_leave(visit))
    wanted = request.POST.get("shadow") == "on"
    if request.POST.get("version") != str(visit.creditor.version):
        stale = _("Les réglages ont changé depuis l’ouverture de cette page : relisez-la, puis recommencez.")
        return render(
            request, "proposals/shadow.html", {**_would_leave(visit), "refusal": stale}, status=STALE
        )
    try:
        set_shadow(visit.creditor, shadow=wanted, author=visit.author, at=visit.at)
    except RuleError as refusal:
        context = {**_would_leave(visit), "refusal": in_words(refusal.sentence)}
        return render(request, "proposals/shadow.html", context, status=REFUSED)
    decide_today(visit.creditor, author=visit.author)
    done = (
        _("Mode ombre : tout est préparé, rien ne part.")
        if wanted
        else _("Mode ombre quitté : ce qui passe le contrôle part vraiment.")
    )
    return said(redirect("proposals"), done)


@visiting(right="send", methods=("POST",))
def freshness(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Accept, under one's name, that reminders leave today on old data: it is said of all customers at once."""
    if not visit.sight.whole:
        refuse(request, "send")
    try:
        accept_freshness(visit.creditor, on=visit.on, by=visit.person, at=visit.at)
    except RuleError as refusal:
        return said(redirect("proposals"), in_words(refusal.sentence), "late")
    return said(redirect("proposals"), _("Accepté pour ce jour, sous votre nom."))


def _would_leave(visit: Visit) -> dict[str, object]:
    ready = of_the_day(visit).exclude(state="proposed", needs_approval=True)
    return {
        "groups": groups(ready),
        "count": ready.count(),
        "creditor": visit.creditor,
        "quality": report(visit) if visit.creditor.shadow else None,
        "words": quality_words,
        "refusal": "",
        "step_name": step_name,
        "channel_name": channel_name,
    }


def _counted(counts: dict[str, int], *, shadow: bool) -> str:
    """What became of the messages, in a sentence."""
    names = {
        "delivered": _("%(n)s envoyée(s)"),
        "shadowed": _("%(n)s préparée(s) sans partir"),
        "stopped": _("%(n)s arrêtée(s)"),
        "held": _("%(n)s retenue(s)"),
        "waiting": _("%(n)s en attente"),
        "refused": _("%(n)s refusée(s)"),
        "uncertain": _("%(n)s incertaine(s)"),
    }
    told = [names.get(code, f"{code} %(n)s") % {"n": count} for code, count in counts.items() if count]
    if not told:
        return _("Rien n’était prêt à partir.")
    head = _("Mode ombre : ") if shadow else _("Envoi : ")
    return head + ", ".join(told) + "."


def _tone(counts: dict[str, int]) -> str:
    return "watch" if any(counts.get(code) for code in ("uncertain", "refused")) else "ok"
