"""What a creditor has settled, as `core` reads it."""

from __future__ import annotations

from datetime import date

from encours.core.interest_rates import Clause, InterestRules
from encours.core.scenario import Scenario, from_dict
from encours.law.rates import Confirmations, HalfYear
from encours.records.parties.models import Creditor
from encours.records.policies.models import FreshnessAcceptance, RateConfirmation, ScenarioVersion

FIGURES = ("ecb", "legal")  # what a person may confirm: the ECB rate, the legal interest rate


def current_scenario(creditor_id: int) -> tuple[Scenario, int]:
    """Return the latest published scenario of a creditor, and its version's number."""
    version = ScenarioVersion.objects.filter(creditor_id=creditor_id).order_by("-number", "-id").first()
    if version is None:
        raise LookupError(f"Creditor {creditor_id} has no scenario: it was not opened by open_creditor.")
    return from_dict(version.content), version.number


def interest_rules(creditor: Creditor) -> InterestRules:
    """Return the creditor's clause and the rates its people confirmed."""
    confirmed: dict[str, dict[HalfYear, int]] = {figure: {} for figure in FIGURES}
    rows = RateConfirmation.objects.filter(creditor_id=creditor.pk)
    for figure, half_year, value_bps in rows.values_list("figure", "half_year", "value_bps"):
        confirmed[figure][HalfYear.from_code(half_year)] = value_bps
    clause = Clause(creditor.penalty_bps) if creditor.penalty_bps is not None else None
    return InterestRules(
        clause=clause, confirmed=Confirmations(ecb=confirmed["ecb"], legal=confirmed["legal"])
    )


def freshness_accepted_by(creditor_id: int, on: date) -> str | None:
    """Name who accepted that reminders leave on this day whatever the age of the data."""
    accepted = FreshnessAcceptance.objects.filter(creditor_id=creditor_id, on=on).select_related("by")
    first = accepted.first()
    return first.by.email if first else None
