"""The rules of doubtful customers: shown to whoever looks, changed by who decides."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts.doubtful.ruling import rule_doubtful
from encours.desk.acting import made_from, ruled, rules_shown
from encours.desk.doubtful.forms import Rules, said_by
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.doubtful.reading import doubtful_policy_of, latest_doubtful_policy


@visiting()
def doubtful_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the rules in force."""
    latest = latest_doubtful_policy(visit.creditor.pk)
    return _page(request, visit, Rules(initial=said_by(doubtful_policy_of(latest))))


@visiting(right="policy", methods=("POST",))
def change_doubtful_rules(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Publish others."""
    form = Rules(request.POST)
    return ruled(
        form,
        lambda: rule_doubtful(
            visit.creditor, form.policy(), made_from=made_from(request), author=visit.author, at=visit.at
        ),
        lambda status: _page(request, visit, form, status=status),
        back="doubtful",
        done=_("Règles publiées : les prochaines propositions les suivent."),
    )


def _page(request: DeskRequest, visit: Visit, form: Rules, *, status: int = 200) -> HttpResponse:
    latest = latest_doubtful_policy(visit.creditor.pk)
    return render(request, "doubtful/rules.html", rules_shown(request, form, latest), status=status)
