"""Entries at the desk: a preview of what the books lack, the export, the files that left, what has not come back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import polars as pl
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts.entries.again import exported_again
from encours.acts.entries.drawing import draw
from encours.acts.entries.exporting import export_entries
from encours.core.entries.policy import EntryPolicy, never_seen
from encours.core.refusals import RuleError
from encours.desk.deciding import home
from encours.desk.giving import given
from encours.desk.paging import sliced
from encours.desk.plain import in_words
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.entries.models import EntryExport, ExportedEntry
from encours.records.entries.reading import entry_policy
from encours.records.frames.entries import accounts_seen, has_providers

_PREVIEWED, _AWAITED = 40, 30


@visiting()
def entries(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what an export would hold, the exports made, and what no ledger has brought back in time."""
    policy = entry_policy(visit.creditor.pk)
    exports = sliced(_exports(visit), "-number", request)
    awaited = list(_awaited(visit, policy)[: _AWAITED + 1])
    context = {
        "policy": policy,
        "unknown": never_seen(
            policy, accounts_seen(visit.creditor.pk), providers=has_providers(visit.creditor.pk)
        ),
        "waiting": _waiting(visit, policy) if visit.sight.whole else None,
        "exports": exports.rows,
        "slice": exports,
        "awaited": awaited[:_AWAITED],
        "more_awaited": len(awaited) > _AWAITED,
    }
    return render(request, "entries/list.html", context)


@visiting(right="cash", methods=("POST",))
def export(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Export what waits."""
    place = redirect("entries")
    try:
        made = export_entries(visit.creditor, author=visit.author, at=visit.at, on=visit.on, home=home())
    except RuleError as refusal:
        return said(place, in_words(refusal.sentence), "late")
    if made is None:
        return said(place, _("Rien à exporter : la comptabilité a déjà tout."))
    done = ngettext(
        "Export n° %(number)s : %(n)s écriture, à télécharger ci-dessous.",
        "Export n° %(number)s : %(n)s écritures, à télécharger ci-dessous.",
        made.entries,
    )
    return said(place, done % {"number": made.number, "n": made.entries})


@visiting(right="cash", subject=EntryExport.objects)
def file(request: DeskRequest, visit: Visit, row: EntryExport) -> HttpResponse:
    """Give the file of an export, as it was."""
    try:
        made, content = exported_again(visit.creditor, row.number, home=home())
    except RuleError as gone:
        raise Http404 from gone
    return given(content, made.kept.name, made.kept.media_type, saved=True)


def _waiting(visit: Visit, policy: EntryPolicy) -> dict[str, Any]:
    drawn = draw(visit.creditor, on=visit.on, policy=policy)
    first = drawn.lines.head(_PREVIEWED)
    return {
        "entries": len(drawn.entries),
        "cents": drawn.customers_cents,
        "undoing": drawn.entries.filter(pl.col("reverses").is_not_null()).height,
        "lines": first.to_dicts(),
        "more": len(drawn.lines) - len(first),
        "foreign": drawn.foreign,
    }


def _exports(visit: Visit) -> QuerySet[EntryExport]:
    undone = Q(rows__reverses__isnull=False) | Q(rows__reversed_by__isnull=False)
    seen = Count("rows", filter=Q(rows__seen_on__isnull=False) | undone)
    return EntryExport.objects.seen(visit.sight).annotate(seen=seen)


def _awaited(visit: Visit, policy: EntryPolicy) -> QuerySet[ExportedEntry]:
    """Entries that no ledger brought back in time; those undone since are awaited no more."""
    before = visit.on - timedelta(days=policy.awaited_days)
    rows = ExportedEntry.objects.seen(visit.sight).filter(
        seen_on__isnull=True, export__exported_on__lte=before, reverses__isnull=True, reversed_by__isnull=True
    )
    posted = Q(payment__isnull=True) | Q(payment__ledger_key="")
    return rows.filter(posted).select_related("customer", "export", "payout__payout").order_by("sequence")
