"""The page of returns: what collection brought and cost, on one page, with the method of each figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.measuring import measure
from encours.channels.letter.account import account_pdf
from encours.core.measures import Measure
from encours.core.measures.kept import from_plain
from encours.core.returns import CODES, COSTS, OfSegment, Returns, returns
from encours.desk.objectives.sheet import sheet
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.fields.reading import segment_names
from encours.records.measures.models import Baseline, KeptMeasure
from encours.records.runs.models import Run
from encours.words.languages import nearest
from encours.words.measures import amount_in_unit, label_of, name_of

_AT_ONCE = 20_000  # open items up to which the page computes what it shows


@dataclass(frozen=True, slots=True)
class Row:
    """A measure before and now."""

    name: str
    before: str
    now: str


@visiting()
def returns_file(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Give the same page as a PDF; 404 where there is nothing to show."""
    found = _found(visit) if visit.sight.whole else None
    start = _start(visit)
    if found is None or start is None:
        raise Http404
    costs = [(cost_name(kind), found.costs[kind]) for kind in COSTS]
    rows = [(row.name, row.before, row.now) for row in _rows(found)]
    page = sheet(visit.creditor, found, start.on, rows, costs, _segments(visit, found))
    answer = HttpResponse(account_pdf(page, written_at=visit.at), content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="roi-{found.on.isoformat()}.pdf"'
    return answer


def _start(visit: Visit) -> Baseline | None:
    return Baseline.objects.seen(visit.sight).filter(code="dso_simple").order_by("-on", "-pk").first()


@visiting()
def returns_page(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the return on collection, as of today on a small book, else as of the measures last kept."""
    found = _found(visit) if visit.sight.whole else None
    start = _start(visit)
    context = {
        "returns": found,
        "start": start,
        "rows": _rows(found) if found else [],
        "costs": [(cost_name(kind), found.costs[kind]) for kind in COSTS] if found else [],
        "segments": _segments(visit, found) if found else [],
    }
    return render(request, "objectives/returns.html", context)


def _found(visit: Visit) -> Returns | None:
    """The returns; None on a big book whose measures were never kept."""
    measures, on = _kept(visit)
    if _small(visit):
        on = visit.on
        measures = {one.formula: one for one in measure(CODES, visit.creditor, on=on)}
    return returns(measures, on=on, currency=visit.creditor.currency) if measures else None


def _kept(visit: Visit) -> tuple[dict[str, Measure], date]:
    kept = KeptMeasure.objects.of([visit.creditor.pk]).filter(
        known="now", currency=visit.creditor.currency, code__in=CODES
    )
    last = kept.order_by("-on").values_list("on", flat=True).first()
    rows = kept.filter(on=last) if last else []
    return {row.code: from_plain(row.content) for row in rows}, last or visit.on


def _small(visit: Visit) -> bool:
    run = Run.objects.of([visit.creditor.pk]).order_by("-pk").values_list("figures", flat=True).first()
    return run is None or run.get("items", 0) <= _AT_ONCE


def _rows(found: Returns) -> list[Row]:
    language = nearest(get_language())
    return [
        Row(
            name_of(each.code),
            amount_in_unit(each.unit or "cents", each.before, found.currency, language),
            amount_in_unit(each.unit or "cents", each.now, found.currency, language),
        )
        for each in found.compared
    ]


def _segments(visit: Visit, found: Returns) -> list[tuple[str, OfSegment]]:
    """What each segment's reminders brought in and cost, under the name of the segment."""
    names = segment_names(visit.creditor.pk, nearest(get_language()))
    return [(label_of(one.segment, names), one) for one in found.segments]


def cost_name(kind: str) -> str:
    """A kind of cost in the reader's language."""
    return {
        "staff": _("Personnel"),
        "channel": _("Envois"),
        "provider": _("Prestataires"),
        "legal": _("Contentieux"),
        "storage": _("Stockage"),
    }[kind]
