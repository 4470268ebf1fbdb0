"""The layouts of tables that are known: which columns say what; renamed, changed, forgotten."""

from __future__ import annotations

from collections.abc import Mapping as Named
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.keep_mapping import change_mapping, forget_mapping
from encours.core.mapping.plan import DECIMALS, Mapping
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.imports.drafting import choices, orders
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.mappings.models import TableMapping
from encours.records.mappings.reading import plan_of

_SHOWN = 200
_COLUMN = "column_"


@visiting(right="import")
def layouts(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the layouts that ask nothing any more."""
    rows = TableMapping.objects.of([visit.creditor.pk]).filter(forgotten_at=None).order_by("name", "pk")
    told = [
        (row, in_words(TARGETS[row.target].label), ", ".join(plan_of(row).columns.values()))
        for row in rows[:_SHOWN]
    ]
    return render(request, "imports/layouts.html", {"rows": told})


@visiting(right="import", methods=("GET", "POST"), subject=TableMapping.objects.filter(forgotten_at=None))
def change_layout(request: DeskRequest, visit: Visit, row: TableMapping) -> HttpResponse:
    """Rename a layout, or say otherwise what its columns mean."""
    plan = plan_of(row)
    ask = Ask(
        title=_("Modifier « %(name)s »") % {"name": row.name},
        lead=_("Devant chaque donnée, le titre de la colonne qui la donne ; vide : elle n’est pas lue."),
        verb=_("Enregistrer"),
        back=reverse("layouts"),
        done=_("Enregistré : le prochain fichier de cette forme sera lu ainsi."),
        version=row.version,
    )

    def act(told: Named[str, Any]) -> None:
        found = {name.removeprefix(_COLUMN): text for name, text in told.items() if name.startswith(_COLUMN)}
        changed = Mapping(
            plan.target,
            {name: " ".join(text.split()) for name, text in found.items() if text.strip()},
            told["date_order"],
            told["decimal"],
            plan.header_line,
            plan.header_rows,
            plan.sheet,
            plan.fixed,
        )
        change_mapping(
            row, changed, name=told["name"], made_from=made_from(request), author=visit.author, at=visit.at
        )

    return act_page(request, ask, _form(visit, row, plan), act)


def _form(visit: Visit, row: TableMapping, plan: Mapping) -> type[forms.Form]:
    """Its name, the signs of days and amounts, and a column for each thing that it may say."""
    made: dict[str, Any] = {
        "name": forms.CharField(label=gettext_lazy("Nom"), max_length=120, initial=row.name),
        "date_order": forms.ChoiceField(
            label=gettext_lazy("Ordre des dates"), choices=orders(), initial=plan.date_order
        ),
        "decimal": forms.ChoiceField(
            label=gettext_lazy("Signe décimal"),
            choices=[(one, one) for one in DECIMALS],
            initial=plan.decimal,
        ),
    }
    for name, label in choices(visit.creditor, TARGETS[plan.target]):
        made[_COLUMN + name] = forms.CharField(
            label=label, max_length=200, required=False, initial=plan.columns.get(name, "")
        )
    return type("Layout", (forms.Form,), made)


@visiting(right="import", methods=("POST",), subject=TableMapping.objects.filter(forgotten_at=None))
def forget_layout(request: DeskRequest, visit: Visit, row: TableMapping) -> HttpResponse:
    """Ask again at the next file of this layout."""
    try:
        forget_mapping(row, made_from=made_from(request), author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("layouts"), in_words(refusal.sentence), "watch")
    return said(redirect("layouts"), _("Oubliée : le prochain fichier de cette forme posera ses questions."))
