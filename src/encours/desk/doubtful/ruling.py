"""The rules of doubtful customers: shown to whoever looks, changed by who decides."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from encours.acts.doubtful.ruling import rule_doubtful
from encours.desk.acting import REFUSED, made_from, performed
from encours.desk.doubtful.forms import Rules, said_by
from encours.desk.shell import render, said
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
    if not form.is_valid():
        return _page(request, visit, form, status=REFUSED)
    status = performed(
        form,
        lambda: rule_doubtful(
            visit.creditor, form.policy(), made_from=made_from(request), author=visit.author, at=visit.at
        ),
    )
    if status is not None:
        return _page(request, visit, form, status=status)
    return said(redirect("doubtful"), _("Règles publiées : les prochaines propositions les suivent."))


def _page(request: DeskRequest, visit: Visit, form: Rules, *, status: int = 200) -> HttpResponse:
    latest = latest_doubtful_policy(visit.creditor.pk)
    context = {
        "form": form,
        "version": made_from(request) if request.method == "POST" else (latest.number if latest else 0),
        "latest": latest,
    }
    return render(request, "doubtful/rules.html", context, status=status)
