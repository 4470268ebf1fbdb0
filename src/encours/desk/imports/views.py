"""Files taken in, and what came of each."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from encours.acts.import_file import ImportResult
from encours.acts.import_file.laying import WAITING
from encours.desk.acting import REFUSED
from encours.desk.deciding import decide_today
from encours.desk.imports import telling
from encours.desk.imports.forms import Upload
from encours.desk.imports.near import near_of
from encours.desk.imports.taking import Unread, take_in
from encours.desk.paging import sliced
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.records.cash.models import BankAccount
from encours.records.documents.models import Intake
from encours.records.intake.models import Arrival, PrintedInvoice
from encours.records.mappings.models import Correction
from encours.records.mappings.models import Upload as Laid
from encours.records.receivables.models import Receivable
from encours.words.days import day
from encours.words.imported import table_of
from encours.words.languages import nearest

_SHOWN = 25
_COUNTED = 1_000


@visiting(methods=("GET", "POST"))
def imports(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the files taken in; take in others."""
    if request.method != "POST":
        return _listed(request, visit, Upload(), [], 200)
    if not visit.may("import"):
        refuse(request, "import")
    form = Upload(request.POST, request.FILES)
    if not form.is_valid():
        return _listed(request, visit, form, [], REFUSED)
    taken = take_in(visit, form.cleaned_data["documents"])
    results, unread = taken.results, taken.unread
    news = [result.intake for result in results if not result.again]
    if news:
        decide_today(visit.creditor, author=visit.author)
    if unread:
        return _listed(request, visit, Upload(), unread, REFUSED, news)
    if taken.printed:
        one = taken.printed[0] if len(taken.printed) == 1 else None
        return redirect("printed_invoice", pk=one.pk) if one else redirect("printed_invoices")
    if taken.laid:
        return redirect("upload", pk=taken.laid[0].pk) if len(taken.laid) == 1 else redirect("imports")
    return _answered(results, news)


@visiting(subject=Intake.objects)
def intake(request: DeskRequest, visit: Visit, row: Intake) -> HttpResponse:
    """Say what one file brought, what it refused and why."""
    table = table_of(row.kind, row.counts, row.controls)
    context = {
        "intake": row,
        "format": telling.format_name(row.format),
        "kind": telling.kind_name(row.kind),
        "counts": telling.counts(row),
        "controls": telling.controls(row),
        "refusals": telling.remarks(row.refusals, table),
        "notices": telling.remarks(row.notices, table),
        "anomalies": telling.anomalies(row),
        "near": near_of(visit, row),
        "corrected": _corrected(row),
        "may_correct": visit.may("import") and _by_rows(row),
        **_to_do(visit, row),
        "detached": BankAccount.objects.seen(visit.sight)
        .filter(statements__intake=row, attached=False)
        .distinct(),
    }
    return render(request, "imports/intake.html", context)


def _to_do(visit: Visit, row: Intake) -> dict[str, int]:
    """After a ledger, what the house still does not know: openings without detail, due dates assumed."""
    if row.kind != "ledger":
        return {"openings": 0, "assumed": 0}
    owed = Receivable.objects.seen(visit.sight).exclude(open_cents=0).filter(gone_on__isnull=True)
    return {
        "openings": owed.filter(kind="opening").order_by()[:_COUNTED].count(),
        "assumed": owed.filter(due_source="assumed").order_by()[:_COUNTED].count(),
    }


def _by_rows(row: Intake) -> bool:
    """Whether a row can be put right alone: lines of an invoice are kept together, or not at all."""
    return row.kind == "companion" and row.format != "correction" and row.counts.get("table") != "lines"


def _corrected(row: Intake) -> dict[int, int]:
    """The lines that a person put right, and the import that each became."""
    made = Correction.objects.of([row.creditor_id]).filter(intake=row).order_by("pk")
    return dict(made.values_list("line", "made"))


def _waiting(visit: Visit) -> QuerySet[Laid]:
    """Tables laid aside, the newest first."""
    rows = Laid.objects.seen(visit.sight).filter(state__in=WAITING)
    return rows.order_by("-pk")[:_SHOWN]


def _to_confirm(visit: Visit) -> int:
    """PDF invoices that wait for a person, a thousand at most."""
    waiting = PrintedInvoice.objects.seen(visit.sight).filter(state="waiting")
    return waiting.order_by()[:_COUNTED].count()


def _answered(results: list[ImportResult], news: list[Intake]) -> HttpResponse:
    if len(results) == 1:
        told = results[0].intake
        sentence = (
            _("Ce fichier a déjà été importé le %(day)s : rien n’a changé.")
            % {"day": day(told.recorded_at.date(), nearest(get_language()))}
            if results[0].again
            else _("Fichier importé ; la journée est recalculée.")
        )
        return said(redirect("intake", pk=told.pk), sentence, "info" if results[0].again else "ok")
    sentence = ngettext("%(n)s fichier importé.", "%(n)s fichiers importés.", len(news)) % {"n": len(news)}
    again = len(results) - len(news)
    if again:
        known = ngettext(
            "%(n)s était déjà connu : rien n’a changé.", "%(n)s étaient déjà connus : rien n’a changé.", again
        )
        sentence += " " + known % {"n": again}
    return said(redirect("imports"), sentence)


def _listed(
    request: DeskRequest,
    visit: Visit,
    form: Upload,
    unread: list[Unread],
    status: int,
    news: list[Intake] | None = None,
) -> HttpResponse:
    part = sliced(Intake.objects.seen(visit.sight), "-recorded_at", request, size=_SHOWN)
    context = {
        "form": form,
        "unread": unread,
        "news": news or [],
        "slice": part,
        "rows": part.rows,
        "to_decide": Arrival.objects.seen(visit.sight).filter(state="proposed").order_by()[:_COUNTED].count(),
        "to_confirm": _to_confirm(visit) if visit.may("import") else 0,
        "waiting": list(_waiting(visit)) if visit.may("import") else [],
        "format": telling.format_name,
        "kind": telling.kind_name,
    }
    return render(request, "imports/list.html", context, status=status)
