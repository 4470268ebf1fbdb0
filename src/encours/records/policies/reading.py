"""What a creditor has settled, as `core` reads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from encours.core.interest_rates import Clause, InterestRules
from encours.core.scenario import Scenario, from_dict
from encours.law.rates import Confirmations, HalfYear
from encours.records.cases.models import Case
from encours.records.parties.models import Creditor
from encours.records.policies.models import FreshnessAcceptance, RateConfirmation, ScenarioVersion

FIGURES = ("ecb", "legal")  # what a person may confirm: the ECB rate, the legal interest rate


def latest_version(creditor_id: int) -> ScenarioVersion:
    """Return the latest published version of a creditor's scenario."""
    version = ScenarioVersion.objects.filter(creditor_id=creditor_id).order_by("-number", "-id").first()
    if version is None:
        raise LookupError(f"Creditor {creditor_id} has no scenario: it was not opened by open_creditor.")
    return version


def current_scenario(creditor_id: int) -> tuple[Scenario, int]:
    """Return the latest published scenario of a creditor, and its version's number."""
    version = latest_version(creditor_id)
    return from_dict(version.content), version.number


def scenario_of(customer_id: int, creditor_id: int) -> Scenario:
    """Return the scenario that a customer is chased by: that of its open case, else the latest."""
    latest = latest_version(creditor_id)
    return scenarios_but([customer_id], latest.pk).get(customer_id) or from_dict(latest.content)


def scenarios_but(customers: Iterable[int], latest: int) -> dict[int, Scenario]:
    """Return the scenarios of these customers whose open case stays on another version than `latest`; two queries."""
    running = Case.objects.filter(customer__in=list(customers), closed_on__isnull=True)
    others = running.filter(scenario_version__isnull=False).exclude(scenario_version=latest)
    whose = dict(others.values_list("customer_id", "scenario_version_id"))
    ladders = scenarios_of(set(whose.values()))
    return {customer: ladders[version] for customer, version in whose.items()}


def scenarios_of(versions: Iterable[int]) -> dict[int, Scenario]:
    """Return the scenarios of these versions, by version."""
    rows = ScenarioVersion.objects.in_bulk(sorted(versions))
    return {key: from_dict(row.content) for key, row in rows.items()}


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
