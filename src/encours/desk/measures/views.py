"""The page of measures, of any past day, as known then or as known now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.keep_measures import is_big, keep_measures
from encours.acts.set_baseline import COMPARED, set_baseline
from encours.core.measures import definition
from encours.core.measures.measure import PARTS, Known
from encours.core.money import rounded
from encours.desk.acting import Ask, act_page
from encours.desk.measures import forms, reading
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.fields.reading import segment_names
from encours.records.measures.models import Baseline
from encours.words.days import day
from encours.words.languages import nearest
from encours.words.measures import NAMES, amount_in_unit


@visiting()
def measures(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show every measure with its figure, its formula and what it leaves out."""
    big = is_big(visit.creditor)
    among, currencies = reading.among(visit, big=big), reading.currencies(visit, big=big)
    asked = _asked(request.GET, visit, among, currencies)
    found = reading.shown(visit, asked, big=big)
    language = nearest(get_language())
    context = {
        "asked": asked,
        "among": among,
        "currencies": currencies,
        "found": found,
        "computed": reading.instant(found.computed_at, visit, language),
        "rooms": reading.by_room(found.measures, language, segment_names(visit.creditor.pk, language)),
        "starts": _starts(visit, language),
        "partial": not visit.sight.whole,
        "whole": asked.whole(visit),
        "may_keep": visit.may("approve") or visit.may("policy"),
    }
    return render(request, "measures/measures.html", context)


def _asked(
    told: Mapping[str, str], visit: Visit, among: reading.Among, currencies: Sequence[str]
) -> reading.Asked:
    """What is asked for: a past day, else today (nothing is known of a day to come), and what narrows it."""
    on, known = _day(told, visit)
    names = {key: f"{title}{_(' : ')}{name}" for title, choices in among for key, name in choices}
    chosen = told.get("among", "")
    currency = told.get("currency", "")
    return reading.Asked(
        on=on,
        known=known,
        currency=currency if currency in currencies else visit.creditor.currency,
        among=chosen if chosen in names else "",
        named=names.get(chosen, ""),
    )


def _day(told: Mapping[str, str], visit: Visit) -> tuple[date, Known]:
    try:
        on = min(date.fromisoformat(told.get("on", "")), visit.on)
    except ValueError:
        on = visit.on
    return on, "then" if told.get("known") == "then" else "now"


def _starts(visit: Visit, language: str) -> list[tuple[str, str, str]]:
    """The figures stored at the start, the latest of each measure."""
    if not visit.sight.whole:
        return []
    rows = Baseline.objects.of([visit.creditor.pk]).filter(currency=visit.creditor.currency).order_by("pk")
    latest = {row.code: row for row in rows}
    return [
        (str(NAMES[row.code]), _figure(row, language), day(row.on, language))
        for row in latest.values()
        if row.code in NAMES
    ]


def _figure(row: Baseline, language: str) -> str:
    unit = definition(row.code).unit
    return amount_in_unit(unit, rounded(row.value * PARTS[unit], row.parts), row.currency, language)


@visiting(right=("approve", "policy"), methods=("POST",))
def keep(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Compute the measures of a day and keep them, for a book too big to compute them on each visit."""
    on, known = _day(request.POST, visit)
    keep_measures(visit.creditor, on=on, known=known, author=visit.author, at=visit.at)
    back = f"{reverse('measures')}?{urlencode({'on': on.isoformat(), 'known': known})}"
    return said(redirect(back), _("Les mesures de ce jour sont calculées."))


@visiting(right=("approve", "policy"), methods=("GET", "POST"))
def start(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Store the figures that gains are counted from."""
    ask = Ask(
        title=_("Enregistrer le point de départ"),
        lead=_("Les gains se comptent depuis ces chiffres : %(names)s. Le dernier enregistré compte.")
        % {"names": ", ".join(str(NAMES[code]) for code in COMPARED)},
        verb=_("Enregistrer"),
        back=reverse("measures"),
        done=_("Le point de départ est enregistré."),
    )
    return act_page(
        request,
        ask,
        forms.Start,
        lambda values: set_baseline(
            visit.creditor, on=min(values["on"], visit.on), author=visit.author, at=visit.at
        ),
        {"on": visit.on},
    )
