"""The policies on one page."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from encours.acts.default_wording import steps_changed
from encours.desk.customers.knowing import role_name
from encours.desk.policies import telling
from encours.desk.setup.cautions import cautions
from encours.desk.shell import render
from encours.desk.telling import channel_name, regime_name, source_name, step_name, terms_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.law import rates
from encours.records.facts import Sight
from encours.records.parties.models import Customer
from encours.records.parties.searching import naming
from encours.records.policies.models import RateConfirmation
from encours.records.policies.reading import current_scenario, interest_rules
from encours.records.receivables.models import Receivable
from encours.words.defaults import OWN
from encours.words.languages import LANGUAGES

_FOUND = 20
_COUNTED = 1_000


_NAMES = {
    "step_name": step_name,
    "role_name": role_name,
    "channel_name": channel_name,
    "regime_name": regime_name,
    "source_name": source_name,
    "terms_name": terms_name,
}


@visiting()
def policies(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the ladder with its dates, the rates of law, terms, regimes and templates."""
    creditor, ours = visit.creditor, [visit.creditor.pk]
    scenario, version = current_scenario(creditor.pk)
    rules = interest_rules(creditor)
    due_on = telling.example_due(request.GET.get("due", ""), visit.on)
    words = request.GET.get("q", "").strip()
    context = {
        "scenario": scenario,
        "version": version,
        "due_on": due_on,
        "rungs": telling.ladder(scenario, due_on),
        "branch_words": telling.branch_words,
        "half_years": telling.half_years(rules, on=visit.on),
        "missing": rates.missing(on=visit.on, confirmed=rules.confirmed),
        "confirmed": RateConfirmation.objects.of(ours).select_related("by").order_by("-half_year", "figure"),
        "creditor": creditor,
        "terms": terms_name(creditor.terms_days, creditor.terms_mode),
        "cautions": cautions(
            penalty_bps=creditor.penalty_bps,
            terms_days=creditor.terms_days,
            terms_mode=creditor.terms_mode,
            on=visit.on,
            rules=rules,
        )
        if visit.shows("pricing")
        else [],
        **_assumed(visit.sight),
        "counted": _COUNTED,
        "words": words,
        "found": _customers(visit.sight, words),
        "steps": OWN,
        "changed": steps_changed(creditor.pk),
        "languages": [(code, {"fr": _("Français"), "en": _("Anglais")}[code]) for code in LANGUAGES],
        **_NAMES,
    }
    return render(request, "policies/policies.html", context)


def _assumed(sight: Sight) -> dict[str, int]:
    """How many open due dates and regimes nobody has told, up to a thousand."""
    dates = Receivable.objects.seen(sight).filter(due_source="assumed").exclude(open_cents=0)
    regimes = Customer.objects.seen(sight).filter(regime_source="assumed")
    return {
        "assumed_dates": dates.order_by()[:_COUNTED].count(),
        "assumed_regimes": regimes.order_by()[:_COUNTED].count(),
    }


def _customers(sight: Sight, words: str) -> list[Customer]:
    if not words:
        return []
    return list(Customer.objects.seen(sight).filter(naming(words)).order_by("name", "pk")[:_FOUND])
