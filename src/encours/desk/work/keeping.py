"""Filters kept under a name, and what a choice of customers gives as a file."""

from __future__ import annotations

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.personal import drop_filter, save_filter
from encours.core.refusals import RuleError
from encours.desk.filter_form import saved
from encours.desk.pinned import address_of
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work import exported
from encours.desk.work.bulk import INVOICE_ROOMS
from encours.records.work.models import SavedFilter
from encours.words.languages import nearest
from encours.words.sheets import TYPES, csv_lines, sheet_of

_QUERY_AT_MOST = 2000


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
def bulk_file(request: DeskRequest, visit: Visit, kind: str) -> HttpResponseBase:
    """Give the customers, or the invoices, chosen as a sheet, with what is owed."""
    if kind not in TYPES:
        raise Http404
    of_items = request.GET.get("room") in INVOICE_ROOMS
    columns = exported.item_columns(visit) if of_items else exported.customer_columns(visit)
    rows = exported.items_of(request, visit) if of_items else exported.customers_of(request, visit)
    title = _("Factures") if of_items else _("Clients")
    language = nearest(get_language())
    answer: HttpResponseBase
    if kind == "csv":  # line by line: a long one is never whole in memory
        answer = StreamingHttpResponse(csv_lines(columns, rows, language), content_type=TYPES[kind])
    else:
        answer = HttpResponse(sheet_of(kind, title, columns, rows, language), content_type=TYPES[kind])
    name = "factures" if of_items else "clients"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer
