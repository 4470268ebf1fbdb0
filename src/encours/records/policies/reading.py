"""What a creditor has settled, as `core` reads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from encours.core.interest_rates import Clause, InterestRules
from encours.core.scenario import Scenario, from_dict
from encours.law.rates import Confirmations, HalfYear
from encours.records.parties.models import Creditor
from encours.records.policies.models import (
    FreshnessAcceptance,
    RateConfirmation,
    ScenarioChoice,
    ScenarioVersion,
)

FIGURES = ("ecb", "legal")  # what a person may confirm: the ECB rate, the legal interest rate


def latest_version(creditor_id: int) -> ScenarioVersion:
    """Return the latest published version of a creditor's usual scenario."""
    rows = ScenarioVersion.objects.filter(creditor_id=creditor_id, scenario__usual=True)
    version = rows.order_by("-number", "-id").first()
    if version is None:
        raise LookupError(f"Creditor {creditor_id} has no scenario: it was not opened by open_creditor.")
    return version


def current_scenario(creditor_id: int) -> tuple[Scenario, int]:
    """Return the latest published scenario of a creditor, and its version's number."""
    version = latest_version(creditor_id)
    return from_dict(version.content), version.number


def latest_of(scenario: int) -> ScenarioVersion:
    """Return the latest published version of one scenario."""
    return (
        ScenarioVersion.objects.filter(scenario_id=scenario).order_by("-number").select_related("scenario")[0]
    )


def latest_choice(creditor_id: int) -> ScenarioChoice | None:
    """Return which scenario each kind of customer chooses, as it was published last."""
    return ScenarioChoice.objects.filter(creditor_id=creditor_id).order_by("-number").first()


def choices_of(creditor_id: int) -> dict[str, int]:
    """Return by kind of customer the key of the version that new cases follow; usually none is chosen."""
    latest = latest_choice(creditor_id)
    if latest is None or not latest.content:
        return {}
    rows = ScenarioVersion.objects.filter(scenario__in=set(latest.content.values())).order_by("number")
    newest = dict(rows.values_list("scenario_id", "pk"))
    return {kind: newest[scenario] for kind, scenario in latest.content.items()}


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
