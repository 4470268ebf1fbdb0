"""The guards as they stand today, the wide stop, and the most of a day."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts import stop_all as stopping
from encours.acts.send.limits import sent_on
from encours.acts.send.looking import freshness
from encours.core.days import BUSINESS_HOURS, CONSUMER_HOURS, ContactHours
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.customers.sparing import running_leniencies
from encours.desk.guards import forms
from encours.desk.items import running_holds
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cases.models import Leniency
from encours.records.messages.models import Message
from encours.records.policies.reading import current_scenario, daily_most, running_stop
from encours.words.languages import nearest
from encours.words.reasons import say, sentence

_BOTH = ("GET", "POST")
_WAITING = ("proposed", "approved")
_FEW = 12
_SATURDAY = 5  # Monday 0


@visiting()
def guards(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what keeps messages in the house, and how many each keeps now."""
    scenario, _number = current_scenario(visit.creditor.pk)
    most = daily_most(visit.creditor.pk)
    language = nearest(get_language())
    context = {
        "stopped": running_stop(visit.creditor.pk),
        "may_stop": visit.may("collect") or visit.may("send"),
        "most": most,
        "sent": sent_on(visit.creditor.pk, visit.on) if most and most.most and visit.sight.whole else None,
        "scenario": scenario,
        "business": _hours(BUSINESS_HOURS),
        "consumer": _hours(CONSUMER_HOURS),
        "fresh": say(freshness(visit.creditor, on=visit.on).reason, language),
        "held": _held(visit),
        "spared": _spared(visit),
        "waiting": _why_they_wait(visit, language),
    }
    return render(request, "guards/guards.html", context)


def _hours(hours: ContactHours) -> str:
    """When a person may be contacted, in words."""
    told = _("du lundi au samedi") if _SATURDAY in hours.weekdays else _("du lundi au vendredi")
    windows = (f"{start:%H:%M}–{end:%H:%M}" for start, end in hours.windows)
    return f"{told}, {', '.join(windows)}"


def _held(visit: Visit) -> dict[str, int]:
    """How many customers a hold of each kind keeps, whole customers alone."""
    rows = running_holds(visit.on).seen(visit.sight).filter(receivable__isnull=True)  # type: ignore[attr-defined]
    return dict(rows.order_by("kind").values_list("kind").annotate(Count("customer", distinct=True)))


def _spared(visit: Visit) -> dict[str, int]:
    rows = Leniency.objects.seen(visit.sight).filter(running_leniencies(visit.on))
    return dict(rows.order_by("kind").values_list("kind").annotate(Count("customer", distinct=True)))


def _why_they_wait(visit: Visit, language: str) -> list[tuple[str, int]]:
    """What messages that could have left were told, the most frequent first."""
    rows = Message.objects.seen(visit.sight).filter(state__in=_WAITING).exclude(held_reason="")
    counted = rows.order_by().values_list("held_reason").annotate(n=Count("pk")).order_by("-n", "held_reason")
    return [(_sentence(rows, code, language), n) for code, n in counted[:_FEW]]


def _sentence(rows: Any, code: str, language: str) -> str:
    """The reason in words, with the facts of the first that was told it."""
    first = rows.filter(Q(held_reason=code)).order_by("pk").values_list("held_facts", flat=True)[0]
    return sentence(code, first, language)


@visiting(right=("collect", "send"), methods=_BOTH)
def stop(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Stop every message of the creditor at once."""
    ask = Ask(
        title=_("Tout arrêter"),
        lead=_("Plus aucun message ne part, par aucune voie, jusqu’à ce qu’une personne lève l’arrêt."),
        verb=_("Tout arrêter"),
        back=reverse("guards"),
        done=_("Tout est arrêté : plus rien ne part."),
        tone="danger",
    )
    return act_page(
        request,
        ask,
        forms.Why,
        lambda told: stopping.stop_all(visit.creditor, **told, author=visit.author, at=visit.at),
    )


@visiting(right="policy", methods=_BOTH)
def lift(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Let messages leave again."""
    stopped = running_stop(visit.creditor.pk)
    lead = _("Motif de l’arrêt : %(reason)s") % {"reason": visit.free_text(stopped.reason)} if stopped else ""
    ask = Ask(
        title=_("Lever l’arrêt général"),
        lead=lead,
        verb=_("Lever l’arrêt"),
        back=reverse("guards"),
        done=_("L’arrêt est levé : ce qui attend part au prochain envoi, après le contrôle."),
    )
    return act_page(
        request,
        ask,
        forms.Why,
        lambda told: stopping.lift_stop(visit.creditor, **told, author=visit.author, at=visit.at),
    )


@visiting(right="policy", methods=_BOTH)
def most(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Say how many messages may leave in a day."""
    now = daily_most(visit.creditor.pk)
    ask = Ask(
        title=_("Plafond d’envois par jour"),
        lead=_("Ce qui dépasse attend le prochain jour ouvré et le dit ; rien n’est perdu."),
        verb=_("Enregistrer"),
        back=reverse("guards"),
        done=_("Le plafond est enregistré."),
        version=now.number if now else 0,
    )
    return act_page(
        request,
        ask,
        forms.Most,
        lambda told: stopping.set_daily_most(
            visit.creditor, **told, made_from=made_from(request), author=visit.author, at=visit.at
        ),
        {"most": now.most if now else None, "order": now.order if now else "oldest"},
    )
