"""The errors found, the files least complete, and whether the base is ready to write for real."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.quality.assess import assess
from encours.core.quality import CODES
from encours.core.quality.rules import SEVERITIES
from encours.core.refusals import RuleError
from encours.desk.deciding import decide_today
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.quality.telling import rows
from encours.desk.quality.telling import said as said_of
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.quality.models import Assessment, FileMark, Finding
from encours.words import quality as words
from encours.words.languages import nearest
from encours.words.sheets import Column, csv_lines

_KEEPERS = ("collect", "import", "policy")


@visiting()
def quality(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the figures of the last look, the count by rule, and the errors, the dearest first."""
    last = last_look(visit)
    page = sliced(
        _found(request, visit).select_related("customer", "receivable", "other"), "-at_stake_cents", request
    )
    context = {
        "last": last,
        "figures": last.figures if last and visit.sight.whole else None,
        "by_rule": _by_rule(visit, last),
        "rows": rows(visit, page.rows, back=request.get_full_path()),
        "page": page,
        "rule": request.GET.get("rule", ""),
        "severity": request.GET.get("severity", ""),
        "accepted": request.GET.get("shown") == "accepted",
        "severities": SEVERITIES,
        "words": words,
        "may_look": any(visit.may(right) for right in _KEEPERS),
    }
    return render(request, "quality/quality.html", context)


def last_look(visit: Visit) -> Assessment | None:
    """The last look over the whole of this creditor's data."""
    return Assessment.objects.of([visit.creditor.pk]).order_by("-pk").first()


def _found(request: DeskRequest, visit: Visit) -> QuerySet[Finding]:
    found = Finding.objects.seen(visit.sight).filter(accepted=request.GET.get("shown") == "accepted")
    if request.GET.get("rule") in CODES:
        found = found.filter(rule=request.GET["rule"])
    if request.GET.get("severity") in SEVERITIES:
        return found.filter(severity=request.GET["severity"])
    if "rule" in request.GET or "shown" in request.GET:
        return found
    return found.filter(weighs=True)  # the minor ones are shown to whoever asks for them


def _by_rule(visit: Visit, last: Assessment | None) -> list[dict[str, Any]]:
    """Counts by rule: of the whole from the last look, of a part from its own rows."""
    if last is None:
        return []
    if visit.sight.whole:
        told: list[dict[str, Any]] = last.figures["rules"]
        return told
    mine = Finding.objects.seen(visit.sight).filter(accepted=False, currency=visit.creditor.currency)
    counted = mine.values("rule", "severity").annotate(
        files=Count("customer", distinct=True), at_stake_cents=Sum("at_stake_cents")
    )
    return [row | {"count": row["files"]} for row in counted.order_by("-at_stake_cents", "rule")]


@visiting(right=_KEEPERS, methods=("POST",))
def look(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Look over all data again."""
    try:
        assess(visit.creditor, on=visit.on, author=visit.author, at=visit.at)
    except RuleError as refusal:
        return said(redirect("quality"), in_words(refusal.sentence), "late")
    decide_today(visit.creditor, author=visit.author)
    return said(redirect("quality"), _("Les données ont été examinées et la journée recalculée."))


@visiting()
def files(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the files least complete first."""
    everybody = request.GET.get("shown") == "all"
    marks = FileMark.objects.seen(visit.sight)
    if not everybody:
        marks = marks.filter(at_stake_cents__gt=0)
    page = sliced(marks.select_related("customer"), "percent", request)
    told = [(one, [words.fact_name(code) for code in one.missing.split()]) for one in page.rows]
    context = {"rows": told, "page": page, "everybody": everybody, "words": words}
    return render(request, "quality/files.html", context)


@visiting()
def download(request: DeskRequest, visit: Visit, kind: str) -> StreamingHttpResponse:
    """Give all errors that stand as CSV."""
    if kind != "csv":
        raise Http404
    columns = [
        Column(_("Compte")),
        Column(_("Client"), width=30),
        Column(_("Facture")),
        Column(_("Anomalie"), width=36),
        Column(_("Gravité")),
        Column(_("Constat"), width=40),
        Column(_("En jeu"), "amount"),
        Column(_("Devise")),
    ]
    text = csv_lines(columns, _lines(_found(request, visit), visit), nearest(get_language()))
    answer = StreamingHttpResponse(text, content_type="text/csv; charset=utf-8")
    name = f"{_('qualite-des-donnees')}-{visit.on.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(found: QuerySet[Finding], visit: Visit) -> Iterator[list[Any]]:
    ordered = found.select_related("customer", "receivable").order_by("-at_stake_cents", "pk")
    for one in ordered.iterator(chunk_size=1000):
        yield [
            one.customer.account,
            one.customer.name,
            one.receivable.number if one.receivable else "",
            words.rule_name(one.rule),
            words.severity_name(one.severity),
            said_of(visit, one),
            one.at_stake_cents,
            one.currency,
        ]
