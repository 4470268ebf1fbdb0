"""What a creditor does of what payers leave out: shown to whoever looks, changed by who decides."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.remittances.ruling import let_short
from encours.core.remittance.reasons import REASONS
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.remittances.forms import Rule, said_by
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.remittances.reading import latest_shorts, shorts_of


@visiting()
def short_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the rule in force."""
    latest = latest_shorts(visit.creditor.pk)
    return _page(request, visit, Rule(initial=said_by(shorts_of(latest))))


@visiting(right="policy", methods=("POST",))
def change_shorts(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Publish another."""
    form = Rule(request.POST)
    if not form.is_valid():
        return _page(request, visit, form, status=REFUSED)
    status = performed(
        form,
        lambda: let_short(
            visit.creditor, form.rule(), made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )
    if status is not None:
        return _page(request, visit, form, status=status)
    return said(redirect("short_rules"), _("Règle publiée : les prochains avis la suivent."))


def _page(request: DeskRequest, visit: Visit, form: Rule, *, status: int = 200) -> HttpResponse:
    latest = latest_shorts(visit.creditor.pk)
    context = {
        "form": form,
        "version": made_from(request) if request.method == "POST" else (latest.number if latest else 0),
        "latest": latest,
        "rows": [(code, form[f"treat_{code}"]) for code in REASONS],
    }
    return render(request, "remittances/rules.html", context, status=status)
