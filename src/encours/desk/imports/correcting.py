"""A refused row put right on screen and sent again."""

from __future__ import annotations

from collections.abc import Mapping as Named
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.correct_row import correct_row, row_refusals, row_told
from encours.core.mapping.plan import Mapping
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import RuleError
from encours.desk import clock
from encours.desk.acting import REFUSED
from encours.desk.deciding import decide_today, home
from encours.desk.imports.drafting import by_field
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.documents.models import Intake

_LONGEST = 400


class Row(forms.Form):
    """The cells of a row, by field, as text."""

    def __init__(self, mapping: Mapping, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        for one in TARGETS[mapping.target].fields:
            label = in_words(one.label)
            self.fields[one.name] = forms.CharField(label=label, required=False, max_length=_LONGEST)

    @property
    def cells(self) -> dict[str, str]:
        """What was written, the empty cells left out."""
        told: Named[str, str] = self.cleaned_data
        return {name: text for name, text in told.items() if text}


@visiting(right="import", methods=("GET", "POST"), subject=Intake.objects)
def correct_line(request: DeskRequest, visit: Visit, row: Intake, line: int) -> HttpResponse:
    """Show a refused row as it is written, with what is wrong; take it in as a person writes it."""
    try:
        mapping, cells = row_told(row, line, home=home())
    except RuleError as refusal:
        raise Http404(refusal.sentence) from refusal
    if request.method != "POST":
        form = Row(mapping, data=cells)
        _marked(form, mapping, cells)
        return _shown(request, row, line, form, 200)
    form = Row(mapping, request.POST)
    if not form.is_valid():
        return _shown(request, row, line, form, REFUSED)
    written = form.cells
    _marked(form, mapping, written)
    if form.errors:
        return _shown(request, row, line, form, REFUSED)
    made = correct_row(
        row, line, mapping, written, author=visit.author, at=clock.now(), on=visit.on, home=home()
    )
    decide_today(visit.creditor, author=visit.author)
    return said(redirect("intake", pk=row.pk), _told(made) % {"line": line})


def _told(made: Intake) -> str:
    """What became of a row put right: in, or waiting for another of its invoice."""
    if made.counts["refusals"]:
        return _(
            "Ligne %(line)s corrigée. Sa facture n’est pas encore importée : une autre de ses lignes est refusée, "
            "ou leur somme ne fait pas son total."
        )
    return _("Ligne %(line)s corrigée et importée.")


def _marked(form: Row, mapping: Mapping, cells: dict[str, str]) -> None:
    """Say under each field what is wrong with it."""
    form.is_valid()
    absent = [one for one in TARGETS[mapping.target].fields if one.needed and not cells.get(one.name)]
    if absent:
        for one in absent:
            form.add_error(one.name, _("Ce champ est nécessaire."))
        return
    for name, remedy in by_field(row_refusals(mapping, cells)).items():
        form.add_error(name if name in form.fields else None, remedy)


def _shown(request: DeskRequest, row: Intake, line: int, form: Row, status: int) -> HttpResponse:
    context = {"intake": row, "line": line, "form": form}
    return render(request, "imports/correct.html", context, status=status)
