"""The experiment that runs, where one does: usually none, and nothing more is then asked."""

from __future__ import annotations

from django.db.models import QuerySet

from encours.records.experiments.models import Entered, Experiment
from encours.records.prepared import prepared


def running_experiment(creditor_id: int) -> Experiment | None:
    """Return the experiment that runs."""
    return _running.first(creditor_id)


@prepared
def _running(creditor_id: int) -> QuerySet[Experiment]:
    return Experiment.objects.filter(creditor_id=creditor_id, ended_on__isnull=True).select_related(
        "champion", "challenger"
    )[:1]


def latest_entry_of(customer_id: int) -> Entered | None:
    """Return the last experiment that a customer entered, over or not."""
    return _entered.first(customer_id)


def in_experiment(customer_id: int) -> Entered | None:
    """Return the entry of a customer in the experiment that runs; None where it is in none."""
    last = latest_entry_of(customer_id)
    return last if last is not None and last.experiment.ended_on is None else None


@prepared
def _entered(customer_id: int) -> QuerySet[Entered]:
    rows = Entered.objects.filter(customer_id=customer_id).order_by("-pk")
    return rows.select_related("experiment__champion", "experiment__challenger")[:1]
