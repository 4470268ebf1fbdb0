"""A table laid aside: what its columns are, asked once; then how far its reading is."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.import_file.laying import AT_ONCE
from encours.acts.lay_table import answer_table, drop_table, read_table
from encours.core.refusals import RuleError, UnreadableFileError
from encours.desk import clock
from encours.desk.acting import REFUSED, STALE, made_from
from encours.desk.deciding import decide_today, home
from encours.desk.imports import drafting
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.documents.keeping import opened
from encours.records.mappings.models import Upload


@visiting(right="import", methods=("GET", "POST"), subject=Upload.objects)
def upload(request: DeskRequest, visit: Visit, row: Upload) -> HttpResponse:
    """Ask what the columns are (GET shows what an answer would make of them); take the answer; say how far it is."""
    if request.method == "POST":
        return _answered(request, visit, row)
    if row.state == "done":
        return redirect("intake", pk=row.intake_id)
    if row.state in {"queued", "reading"}:
        template = "imports/progress.html" if request.headers.get("HX-Request") else "imports/reading.html"
        return render(request, template, {"upload": row})
    if row.state == "dropped":
        return said(redirect("imports"), _("Ce tableau a été écarté : rien n’en a été lu."), "info")
    return _asked(request, visit, row, [in_words(row.sentence), in_words(row.remedy)] if row.sentence else [])


@visiting(right="import", methods=("POST",), subject=Upload.objects)
def drop_upload(request: DeskRequest, visit: Visit, row: Upload) -> HttpResponse:
    """Give a table up."""
    try:
        drop_table(row, made_from=made_from(request), author=visit.author, at=clock.now())
    except RuleError as refusal:
        return said(redirect("imports"), in_words(refusal.sentence), "watch")
    return said(redirect("imports"), _("Tableau écarté : rien n’en a été lu."))


def _answered(request: DeskRequest, visit: Visit, row: Upload) -> HttpResponse:
    draft = drafting.draft_of(visit.creditor, opened(row.kept, home=home()), request.POST.dict())
    if draft.doubts or draft.missing:
        return _asked(request, visit, row, [], status=REFUSED)
    try:
        answer_table(row, draft.mapping, made_from=made_from(request), author=visit.author, at=clock.now())
    except RuleError as refusal:
        status = STALE if refusal.rule == "stale_form" else REFUSED
        return _asked(request, visit, row, [in_words(refusal.sentence)], status=status)
    if row.kept.size > AT_ONCE:
        return redirect("upload", pk=row.pk)
    result = read_table(row, clock=clock.now, day=lambda _at: visit.on, home=home())
    if result is None:
        return redirect("upload", pk=row.pk)
    if not result.again:
        decide_today(visit.creditor, author=visit.author)
    sentence = _("Tableau importé ; la correspondance est retenue, le prochain fichier ne demandera rien.")
    return said(redirect("intake", pk=result.intake.pk), sentence)


def _asked(
    request: DeskRequest, visit: Visit, row: Upload, errors: list[str], status: int = 200
) -> HttpResponse:
    given = request.POST if request.method == "POST" else request.GET
    try:
        draft = drafting.draft_of(visit.creditor, opened(row.kept, home=home()), given.dict())
    except UnreadableFileError as wrong:
        errors = [in_words(wrong.sentence), in_words(wrong.remedy)]
        return render(request, "imports/unread.html", {"upload": row, "errors": errors}, status=REFUSED)
    context = {
        "upload": row,
        "draft": draft,
        "errors": errors,
        "choices": drafting.choices(visit.creditor, draft.target),
        "targets": drafting.targets(),
        "orders": drafting.orders(),
        "insisted": request.method == "POST",
    }
    template = "imports/columns.html" if request.headers.get("HX-Request") else "imports/mapping.html"
    return render(request, template, context, status=status)
