"""Filters kept under a name, and what a choice of customers gives as a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.personal import drop_filter, save_filter
from encours.core.refusals import RuleError
from encours.desk.customers.listing import with_balances
from encours.desk.filter_form import saved
from encours.desk.pinned import address_of
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.telling import regime_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work.bulk import MOST, named
from encours.records.parties.models import Customer
from encours.records.work.models import SavedFilter
from encours.words.languages import nearest
from encours.words.sheets import Column, csv_lines

_QUERY_AT_MOST = 2000
_PIECE = 500


@visiting(methods=("GET", "POST"))
def saved_filters(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List a person's filters and those shared with it; or keep one."""
    if request.method != "POST":
        rows = [(one, address_of(one)) for one in saved(visit)]
        return render(request, "work/filters.html", {"rows": rows})
    try:
        made = save_filter(
            visit.creditor,
            visit.person,
            room=request.POST.get("room", ""),
            name=request.POST.get("name", "")[:60],
            query=request.POST.get("query", "")[:_QUERY_AT_MOST],
            shared=bool(request.POST.get("shared")),
            pinned=bool(request.POST.get("pinned")),
        )
    except RuleError as refusal:
        return said(redirect("saved_filters"), in_words(refusal.sentence), "late")
    return said(redirect(address_of(made)), _("Le filtre « %(name)s » est enregistré.") % {"name": made.name})


@visiting(methods=("POST",), subject=SavedFilter.objects)
def forget_filter(request: DeskRequest, visit: Visit, kept: SavedFilter) -> HttpResponse:
    """Forget a filter of one's own."""
    if kept.person_id != visit.person.pk:
        return said(
            redirect("saved_filters"), _("Seule la personne qui l’a enregistré le supprime."), "watch"
        )
    drop_filter(kept)
    return said(redirect("saved_filters"), _("Le filtre est supprimé."))


@visiting()
def bulk_file(request: DeskRequest, visit: Visit) -> StreamingHttpResponse:
    """Give the customers chosen as CSV, with what each owes."""
    text = csv_lines(_columns(), _lines(request, visit), nearest(get_language()))
    answer = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="clients.csv"'
    return answer


def _columns() -> list[Column]:
    return [
        Column(_("Compte"), width=14),
        Column(_("Client"), width=36),
        Column(_("Régime")),
        Column(_("Devise"), width=8),
        Column(_("Encours net"), "amount"),
        Column(_("Échu"), "amount"),
    ]


def _lines(request: DeskRequest, visit: Visit) -> Iterator[list[Any]]:
    keys = list(named(request, visit).order_by("name", "pk").values_list("pk", flat=True)[:MOST])
    for at in range(0, len(keys), _PIECE):
        some = Customer.objects.filter(pk__in=keys[at : at + _PIECE]).order_by("name", "pk")
        for row in with_balances(list(some), visit.on):
            for currency, owed, late in row.balances or [(visit.creditor.currency, 0, 0)]:
                one = row.customer
                yield [one.account, one.name, regime_name(one.regime), currency, owed, late]
