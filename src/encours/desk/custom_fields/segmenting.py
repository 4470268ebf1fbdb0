"""Segments of a creditor's own: the rules published with whom each catches, and the page that writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.custom_fields.counting import count_caught
from encours.acts.custom_fields.segmenting import publish_segments
from encours.core.refusals import RuleError
from encours.core.segments.catalogue import Catalogue
from encours.core.segments.composing import TESTS
from encours.core.segments.conditions import Condition
from encours.core.segments.rules import checked
from encours.desk.acting import REFUSED, STALE, made_from
from encours.desk.custom_fields.rule_rows import Row, changed, read, rows_of, typed
from encours.desk.custom_fields.showing import fields_shown, test_name
from encours.desk.deciding import decide_today
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, refuse_class, visiting
from encours.records.fields.reading import (
    catalogue_kept,
    catalogue_of,
    fields_of,
    latest_segments,
    own_segments,
)
from encours.records.parties.models import Customer
from encours.words.languages import nearest
from encours.words.segments import meaning_of, unit_of, word_of

_BOTH = ("GET", "POST")
OK = 200


@dataclass(frozen=True, slots=True)
class Told:
    """What a condition gives: how many it catches first, how many it is true of; or why it cannot be read.

    `blank`: nothing is written yet, which is no fault until it is published.
    """

    first: int = 0
    true: int = 0
    refusal: str = ""
    blank: bool = False


@visiting()
def own_segments_page(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the rules published, in the order in which they are tried, with whom each catches."""
    latest = latest_segments(visit.creditor.pk)
    rules = own_segments(visit.creditor.pk)
    conditions = checked(rules, catalogue_kept(visit.creditor.pk))
    counts = _counts(visit, conditions)
    language = nearest(get_language())
    rows = [
        (one, one.label(language), _hidden(visit, [made]), first, true)
        for one, made, first, true in zip(rules, conditions, counts.first, counts.true, strict=True)
    ]
    context = {"rows": rows, "left": counts.left, "published": latest}
    return render(request, "custom_fields/segments.html", context)


@visiting(right="policy", methods=_BOTH)
def edit_segments(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Write the rules: add, move, take away, compose, with whom each catches; or publish them."""
    latest = latest_segments(visit.creditor.pk)
    published = own_segments(visit.creditor.pk)
    if hidden := _hidden(visit, checked(published, catalogue_kept(visit.creditor.pk))):
        refuse_class(request, hidden)
    number = latest.number if latest else 0
    if request.method != "POST":
        rows = rows_of(published) or [Row()]
        return _shown(request, visit, rows, {"number": number})
    rows, do = typed(request.POST), request.POST.get("do", "publish")
    if do != "publish":
        rows = changed(rows, do, _catalogue(visit))
        return _shown(request, visit, rows, {"number": made_from(request), "did": do})
    try:
        publish_segments(
            visit.creditor,
            [one.rule() for one in rows],
            reason=request.POST.get("reason", ""),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        )
    except RuleError as refusal:
        status = STALE if refusal.rule == "stale_form" else REFUSED
        context = {"number": made_from(request), "refusal": in_words(refusal.sentence)}
        return _shown(request, visit, rows, context, status)
    decide_today(visit.creditor, author=visit.author)
    return said(redirect("own_segments"), _("Les segments sont publiés, la journée recalculée."))


@visiting(right="policy", methods=("POST",))
def count_segments(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Whom the rules catch as they are typed: a fragment."""
    rows = typed(request.POST)
    told, left = _told(visit, read(rows, _catalogue(visit)))
    return render(request, "custom_fields/told.html", {"told": _begun(rows, told), "left": left})


def _shown(
    request: DeskRequest, visit: Visit, rows: list[Row], context: dict[str, Any], status: int = OK
) -> HttpResponse:
    catalogue, language = _catalogue(visit), nearest(get_language())
    own = {one.pk: one.label(language) for one in fields_of(visit.creditor.pk, "customer")}
    told, left = _told(visit, read(rows, catalogue))
    if status == OK:
        told = _begun(rows, told)
    page = {
        "rows": list(zip(rows, told, strict=True)),
        "left": left,
        "columns": [
            (word_of(one, language), meaning_of(one, own), unit_of(one)) for one in catalogue.columns
        ],
        "tests": [(one, test_name(one)) for one in TESTS],
        "reason": request.POST.get("reason", ""),
        "refusal": "",
        "did": "",
    }
    return render(request, "custom_fields/rules.html", page | context, status=status)


def _told(visit: Visit, conditions: Sequence[Condition | str]) -> tuple[list[Told], int | None]:
    """What each condition gives, and how many customers none catches; those that cannot be read are passed over."""
    sound = [one for one in conditions if isinstance(one, Condition)]
    counts = _counts(visit, sound)
    figures = iter(zip(counts.first, counts.true, strict=True))
    told = [Told(refusal=one) if isinstance(one, str) else Told(*next(figures)) for one in conditions]
    return told, counts.left


def _begun(rows: Sequence[Row], told: Sequence[Told]) -> list[Told]:
    """The same where nothing is refused yet: a condition that is not written is blank."""
    return [each if row.condition.strip() else Told(blank=True) for row, each in zip(rows, told, strict=True)]


def _counts(visit: Visit, conditions: Sequence[Condition]) -> Any:
    seen = None
    if not visit.sight.whole:
        seen = list(Customer.objects.seen(visit.sight).values_list("pk", flat=True))
    return count_caught(visit.creditor, conditions, on=visit.on, seen=seen)


def _catalogue(visit: Visit) -> Catalogue:
    """The columns that this person may name: own fields of a class that it does not see are not among them."""
    shown = {one.pk for one in fields_shown(visit, "customer")}
    known = catalogue_of(visit.creditor.pk).columns
    return Catalogue(one for one in known if one.owner in shown)


def _hidden(visit: Visit, conditions: Sequence[Condition]) -> str:
    """The class of a field that these conditions name and this person does not see; else nothing."""
    named = {column.owner for one in conditions for column in one.columns if column.owner is not None}
    fields = fields_of(visit.creditor.pk, "customer")
    return next((one.shown_as for one in fields if one.pk in named and not _sees(visit, one.shown_as)), "")


def _sees(visit: Visit, shown_as: str) -> bool:
    return not shown_as or visit.shows(shown_as)
