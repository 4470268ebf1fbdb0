"""One reminder changed by a person: its address, its day, its withdrawal, its fate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts import approve as acts
from encours.acts.answer_uncertain import answer_uncertain
from encours.core.offers import Choice
from encours.core.refusals import RuleError
from encours.desk.acting import REFUSED, Ask, act_page, came_from, made_from, performed
from encours.desk.plain import in_words
from encours.desk.proposals.forms import Move, Offering, Recipient, Withdraw
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.messages.models import Message
from encours.words import days
from encours.words.languages import nearest

_BOTH = ("GET", "POST")


@visiting(right=("collect", "send"), shows=("personal",), methods=_BOTH, subject=Message.objects)
def recipient(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """Type the address of this one message."""
    ask = _ask(
        message,
        _("Adresse de cette relance"),
        _("Retenir cette adresse"),
        _("Adresse retenue pour ce message."),
    )

    def make(*given: Any, **named: Any) -> forms.Form:
        return Recipient(*given, channel=message.channel, **named)

    return _page(
        request,
        ask,
        make,
        lambda told: acts.type_recipient(
            message,
            recipient=told["recipient"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {"recipient": message.typed_recipient},
    )


@visiting(right=("collect", "send"), methods=_BOTH, subject=Message.objects)
def move(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """Let it leave another day."""
    to_on = parse_date(request.POST.get("to_on", ""))
    done = (
        _("Relance déplacée au %(day)s.") % {"day": days.day_long(to_on, nearest(get_language()))}
        if to_on
        else ""
    )
    ask = _ask(message, _("Déplacer cette relance"), _("Déplacer"), done)
    return act_page(
        request,
        ask,
        Move,
        lambda told: acts.move(
            message,
            to_on=told["to_on"],
            on=visit.on,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {"to_on": message.planned_on},
    )


@visiting(right=("collect", "send"), methods=_BOTH, subject=Message.objects)
def offer(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """Choose what this one message offers."""
    ask = _ask(message, _("Ce que cette relance propose"), _("Retenir"), _("Retenu pour ce message."))
    return act_page(
        request,
        ask,
        Offering,
        lambda told: acts.choose_offer(
            message,
            Choice(told["offer"], told["count"]),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {"offer": message.offer, "count": message.offer_count or None},
    )


@visiting(right=("collect", "send"), methods=_BOTH, subject=Message.objects)
def withdraw(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """Not this one."""
    ask = _ask(
        message,
        _("Retirer cette relance"),
        _("Retirer"),
        _("Relance retirée ; ses factures sont suspendues."),
    )
    return act_page(
        request,
        ask,
        Withdraw,
        lambda told: acts.withdraw(
            message,
            reason=told["reason"],
            on=visit.on,
            until_on=told["until_on"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {"until_on": visit.on},
    )


@visiting(right="send", methods=("POST",), subject=Message.objects)
def uncertain(request: DeskRequest, visit: Visit, message: Message) -> HttpResponse:
    """Say whether a message without a receipt has left."""
    back = came_from(request, reverse("proposals"))
    gone = request.POST.get("gone")
    if gone not in {"yes", "no"}:
        return said(redirect(back), _("Répondre oui ou non : est-il parti ?"), "late")
    try:
        answer_uncertain(message, delivered=gone == "yes", author=visit.author, at=visit.at, on=visit.on)
    except RuleError as refusal:
        return said(redirect(back), in_words(refusal.sentence), "late")
    sentence = (
        _("Noté : ce message est parti, il ne sera pas renvoyé.")
        if gone == "yes"
        else _("Noté : ce message n’est pas parti ; la prochaine journée le proposera de nouveau.")
    )
    return said(redirect(back), sentence)


def _ask(message: Message, title: str, verb: str, done: str) -> Ask:
    return Ask(
        title=title,
        verb=verb,
        back=reverse("proposal", kwargs={"pk": message.pk}),
        done=done,
        lead=message.customer.name,
        version=message.version,
    )


def _page(
    request: DeskRequest,
    ask: Ask,
    make: Callable[..., forms.Form],
    act: Callable[[dict[str, Any]], object],
    initial: dict[str, Any],
) -> HttpResponse:
    """The page of one act whose form is made for its subject."""
    ask = replace(ask, back=came_from(request, ask.back))
    if request.method != "POST":
        return render(request, "act.html", {"ask": ask, "form": make(initial=initial)})
    form = make(request.POST)
    status = performed(form, lambda: act(form.cleaned_data)) if form.is_valid() else REFUSED
    if status is not None:
        return render(request, "act.html", {"ask": ask, "form": form}, status=status)
    return said(redirect(ask.back), ask.done)
