"""The rules of direct debits: shown to whoever looks, changed by who decides."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts.debits.ruling import let_debit
from encours.desk.acting import made_from, ruled, rules_shown
from encours.desk.debits.forms import Rules, said_by
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.debits.reading import debit_rules_of, latest_debit_policy


@visiting()
def debit_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the rules in force."""
    latest = latest_debit_policy(visit.creditor.pk)
    return _page(request, visit, Rules(initial=said_by(debit_rules_of(latest))))


@visiting(right="policy", methods=("POST",))
def change_debit_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Publish others."""
    form = Rules(request.POST)
    return ruled(
        form,
        lambda: let_debit(
            visit.creditor, form.rules(), made_from=made_from(request), author=visit.author, at=visit.at
        ),
        lambda status: _page(request, visit, form, status=status),
        back="debits",
        done=_("Règles publiées : les prochains préavis les suivent."),
    )


def _page(request: DeskRequest, visit: Visit, form: Rules, *, status: int = 200) -> HttpResponse:
    latest = latest_debit_policy(visit.creditor.pk)
    return render(request, "debits/rules.html", rules_shown(request, form, latest), status=status)
