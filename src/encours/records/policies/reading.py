"""What a creditor has settled, as `core` reads it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from encours.core.interest_rates import Clause, InterestRules
from encours.core.scenario import Scenario, from_dict
from encours.law.rates import Confirmations, HalfYear
from encours.records.parties.models import Creditor
from encours.records.policies.limits import DailyMost, WideStop
from encours.records.policies.models import (
    FreshnessAcceptance,
    RateConfirmation,
    ScenarioChoice,
    ScenarioVersion,
)
from encours.records.policies.models import Scenario as Scenarios
from encours.records.prepared import prepared

FIGURES = ("ecb", "legal")  # what a person may confirm: the ECB rate, the legal interest rate


def latest_version(creditor_id: int) -> ScenarioVersion:
    """Return the latest published version of a creditor's usual scenario."""
    version = _latest_usual.first(creditor_id)
    if version is None:
        raise LookupError(f"Creditor {creditor_id} has no scenario: it was not opened by open_creditor.")
    return version


@prepared
def _latest_usual(creditor_id: int) -> QuerySet[ScenarioVersion]:
    rows = ScenarioVersion.objects.filter(creditor_id=creditor_id, scenario__usual=True)
    return rows.order_by("-number", "-id")[:1]


def current_scenario(creditor_id: int) -> tuple[Scenario, int]:
    """Return the latest published scenario of a creditor, and its version's number."""
    version = latest_version(creditor_id)
    return from_dict(version.content), version.number


def latest_of(scenario: int) -> ScenarioVersion:
    """Return the latest published version of one scenario."""
    return _latest_of(scenario)[0]


@prepared
def _latest_of(scenario: int) -> QuerySet[ScenarioVersion]:
    rows = ScenarioVersion.objects.filter(scenario_id=scenario).select_related("scenario")
    return rows.order_by("-number")[:1]


def has_several(creditor_id: int) -> bool:
    """Whether a creditor has other scenarios than its usual one."""
    return _unusual.first(creditor_id) is not None


@prepared
def _unusual(creditor_id: int) -> QuerySet[Scenarios, int]:
    return Scenarios.objects.filter(creditor_id=creditor_id, usual=False).values_list("pk", flat=True)[:1]


def latest_choice(creditor_id: int) -> ScenarioChoice | None:
    """Return which scenario each kind of customer chooses, as it was published last."""
    return _latest_choice.first(creditor_id)


@prepared
def _latest_choice(creditor_id: int) -> QuerySet[ScenarioChoice]:
    return ScenarioChoice.objects.filter(creditor_id=creditor_id).order_by("-number")[:1]


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
    for figure, half_year, value_bps in _confirmations(creditor.pk):
        confirmed[figure][HalfYear.from_code(half_year)] = value_bps
    clause = Clause(creditor.penalty_bps) if creditor.penalty_bps is not None else None
    return InterestRules(
        clause=clause, confirmed=Confirmations(ecb=confirmed["ecb"], legal=confirmed["legal"])
    )


@prepared
def _confirmations(creditor_id: int) -> QuerySet[RateConfirmation, tuple[str, str, int]]:
    rows = RateConfirmation.objects.filter(creditor_id=creditor_id)
    return rows.values_list("figure", "half_year", "value_bps")


def running_stop(creditor_id: int) -> WideStop | None:
    """Return the wide stop that runs, if one does."""
    return _running_stop.first(creditor_id)


@prepared
def _running_stop(creditor_id: int) -> QuerySet[WideStop]:
    return WideStop.objects.filter(creditor_id=creditor_id, lifted_at__isnull=True)[:1]


def daily_most(creditor_id: int) -> DailyMost | None:
    """Return how many may leave in a day, as it was said last; None where nobody ever said."""
    return _daily_most.first(creditor_id)


@prepared
def _daily_most(creditor_id: int) -> QuerySet[DailyMost]:
    return DailyMost.objects.filter(creditor_id=creditor_id).order_by("-number")[:1]


def freshness_accepted_by(creditor_id: int, on: date) -> str | None:
    """Name who accepted that reminders leave on this day whatever the age of the data."""
    accepted = FreshnessAcceptance.objects.filter(creditor_id=creditor_id, on=on).select_related("by")
    first = accepted.first()
    return first.by.email if first else None
