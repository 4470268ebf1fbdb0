"""New cases and what each lacks; and the lists of what is wanted of them, by kind of customer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.requests.checklist import publish_checklist
from encours.core.checklist import CODES, FIELD, MANDATORY, REGIMES, WISHED
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.custom_fields.showing import fields_shown
from encours.desk.paging import sliced
from encours.desk.requests.gathering import Names, told_of
from encours.desk.shell import render, said
from encours.desk.telling import regime_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cases.models import Case
from encours.records.fields.reading import own_segments
from encours.records.requests.reading import latest_checklist, lists_of
from encours.words.languages import nearest

_ELSEWHERE = ("siret", "service_code")  # fields that have a code of their own in lists


class Wanted(forms.Form):
    """Of each fact or document: mandatory, wished, or not asked for."""

    def __init__(self, *given: Any, names: dict[str, str], **named: Any) -> None:
        super().__init__(*given, **named)
        for code, name in names.items():
            self.fields[code] = forms.ChoiceField(
                label=name[:1].upper() + name[1:],
                required=False,
                choices=[
                    ("", gettext_lazy("pas demandé")),
                    (WISHED, gettext_lazy("souhaité")),
                    (MANDATORY, gettext_lazy("obligatoire")),
                ],
            )


@visiting()
def new_cases(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the open cases, the newest first, with what each lacks."""
    rows = Case.objects.seen(visit.sight).filter(closed_on__isnull=True).select_related("customer")
    page = sliced(rows, "-opened_on", request)
    told = told_of(visit, [row.customer for row in page.rows])
    context = {"slice": page, "rows": [(row, told.get(row.customer_id)) for row in page.rows]}
    return render(request, "requests/new_cases.html", context)


@visiting(right="policy", methods=("GET", "POST"))
def checklist(request: DeskRequest, visit: Visit, kind: str) -> HttpResponse:
    """Show what is wanted of one kind of customers, and publish another list."""
    if kind not in _kinds(visit):
        raise Http404
    initial, names = lists_of(latest_checklist(visit.creditor.pk)).get(kind, {}), _names(visit)
    if request.method != "POST":
        return _shown(request, visit, kind, Wanted(names=names, initial=initial), 200)
    form = Wanted(request.POST, names=names)
    if not form.is_valid():
        return _shown(request, visit, kind, form, REFUSED)
    # What this person does not see stays as it is.
    told = {code: weight for code, weight in initial.items() if code not in names}
    told |= {code: weight for code, weight in form.cleaned_data.items() if weight}
    version = made_from(request)
    refused = performed(
        form,
        lambda: publish_checklist(
            visit.creditor, kind, told, made_from=version, author=visit.author, at=visit.at
        ),
    )
    if refused is not None:
        return _shown(request, visit, kind, form, refused)
    return said(redirect("new_cases"), _("La liste est publiée : les dossiers sont comptés par elle."))


def _shown(request: DeskRequest, visit: Visit, kind: str, form: Wanted, status: int) -> HttpResponse:
    latest = latest_checklist(visit.creditor.pk)
    context = {
        "form": form,
        "kind": kind,
        "kinds": _kinds(visit),
        "number": latest.number if latest else 0,
        "here": reverse("checklist", args=[kind]),
    }
    return render(request, "requests/checklist.html", context, status=status)


def _kinds(visit: Visit) -> dict[str, str]:
    """The kinds of customers that have a list: the regimes, then the segments of the creditor's own."""
    english = nearest(get_language()) == "en"
    own = own_segments(visit.creditor.pk)
    return {code: regime_name(code) for code in REGIMES} | {
        one.segment: (one.label_en if english and one.label_en else one.label_fr) for one in own
    }


def _names(visit: Visit) -> dict[str, str]:
    name = Names(visit)
    own = [f"{FIELD}{one.code}" for one in fields_shown(visit, "customer") if one.code not in _ELSEWHERE]
    return {code: name(code) for code in (*CODES, *own)}
