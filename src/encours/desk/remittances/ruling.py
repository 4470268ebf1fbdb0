"""What a creditor does of what payers leave out: shown to whoever looks, changed by who decides."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts.remittances.ruling import let_short
from encours.core.remittance.reasons import REASONS
from encours.desk.acting import made_from, ruled, rules_shown
from encours.desk.remittances.forms import Rule, said_by
from encours.desk.shell import render
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
    return ruled(
        form,
        lambda: let_short(
            visit.creditor, form.rule(), made_from=made_from(request), author=visit.author, at=visit.at
        ),
        lambda status: _page(request, visit, form, status=status),
        back="short_rules",
        done=_("Règle publiée : les prochains avis la suivent."),
    )


def _page(request: DeskRequest, visit: Visit, form: Rule, *, status: int = 200) -> HttpResponse:
    latest = latest_shorts(visit.creditor.pk)
    context = rules_shown(request, form, latest) | {
        "rows": [(code, form[f"treat_{code}"]) for code in REASONS],
    }
    return render(request, "remittances/rules.html", context, status=status)
