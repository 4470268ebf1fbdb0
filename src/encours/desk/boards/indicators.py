"""Figures of one's own: their list, and the form that defines one."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.define_indicator import (
    Wording,
    define_indicator,
    redefine_indicator,
    withdraw_indicator,
)
from encours.core.refusals import RuleError
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.boards import looking
from encours.desk.boards.forms import IndicatorForm
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.boards.models import Indicator
from encours.words.boards import figures
from encours.words.boards.stats import own
from encours.words.boards.tile import said as worded

_DEFINES = ("collect", "approve", "policy", "people")  # who may do one of these defines figures


@visiting()
def indicators(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the figures of one's own with their value on the last day."""
    basis = looking.every_figure(visit)
    rows = [(row, own(basis, f"k.{row.code}", row.code)) for row in basis.own.values()]
    defines = any(visit.may(right) for right in _DEFINES)
    return render(request, "boards/indicators.html", {"rows": rows, "basis": basis, "defines": defines})


@visiting(methods=("GET", "POST"), right=_DEFINES)
def new(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Define a figure."""
    form = IndicatorForm(request.POST if request.method == "POST" else None)

    def act(told: Wording) -> None:
        define_indicator(visit.creditor, told, units=figures.units(), author=visit.author, at=visit.at)

    return _answered(request, visit, form, act, None)


@visiting(methods=("GET", "POST"), right=_DEFINES)
def edit(request: DeskRequest, visit: Visit, code: str) -> HttpResponse:
    """Write another version of a figure."""
    row = _latest(visit, code)
    now = {"name": row.name, "expression": row.expression, "unit": row.unit, "better": row.better}
    form = IndicatorForm(request.POST) if request.method == "POST" else IndicatorForm(initial=now)

    def act(told: Wording) -> None:
        redefine_indicator(
            row, told, units=figures.units(), made_from=made_from(request), author=visit.author, at=visit.at
        )

    return _answered(request, visit, form, act, row)


@visiting(methods=("POST",), right=_DEFINES)
def withdraw(request: DeskRequest, visit: Visit, code: str) -> HttpResponse:
    """Take a figure out of use."""
    row = _latest(visit, code)
    try:
        withdraw_indicator(row, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("indicators"), in_words(refusal.sentence), "late")
    return said(redirect("indicators"), _("L’indicateur est retiré ; ses versions restent."))


def _latest(visit: Visit, code: str) -> Indicator:
    row = Indicator.objects.of([visit.creditor.pk]).filter(code=code).order_by("-number").first()
    if row is None or row.withdrawn:
        raise Http404
    return row


def _answered(
    request: DeskRequest,
    visit: Visit,
    form: IndicatorForm,
    act: Callable[[Wording], None],
    row: Indicator | None,
) -> HttpResponse:
    status = 200
    if request.method == "POST":
        if form.is_valid():
            told = Wording(**form.cleaned_data)
            done = performed(form, lambda: act(told))
            if done is None:
                return said(redirect("indicators"), _("L’indicateur est enregistré."))
            status = done
        else:
            status = REFUSED
    basis = looking.every_figure(visit)
    vocabulary = [
        (
            code,
            figures.name(code),
            figures.unit_name(unit),
            worded(figures.value(basis.figures or {}, code), unit, basis.currency),
        )
        for code, unit in sorted(figures.units().items())
    ]
    past = Indicator.objects.of([visit.creditor.pk]).filter(code=row.code).order_by("-number") if row else ()
    context = {"form": form, "row": row, "vocabulary": vocabulary, "past": list(past[:20])}
    return render(request, "boards/indicator.html", context, status=status)
