"""How a creditor chases: scenarios and their versions, templates, figures a person confirmed."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet
from encours.records.policies import approvals, limits  # noqa: F401 — so their models are known


class Scenario(Fact):
    """A ladder of steps; what it says stands in its versions. One of each creditor is the usual one."""

    name = models.CharField(max_length=100)
    usual = models.BooleanField(default=True)
    # Who answers for it, when it is to be looked at again, and how often that was said.
    owner = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    review_on = models.DateField(null=True, blank=True)
    care = models.PositiveIntegerField(default=1, db_default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor"], name="scenario_usual_once", condition=models.Q(usual=True)
            ),
            models.UniqueConstraint(fields=["creditor", "name"], name="scenario_name_once"),
        ]


class ScenarioVersion(Fact):
    """A published ladder, never edited: `content` is what `core.scenario` reads, `reason` why it was published."""

    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    reason = models.CharField(max_length=500, blank=True, default="", db_default="")
    # The result that made somebody change it: a measure, a replay, an experiment.
    motive = models.CharField(max_length=500, blank=True, default="", db_default="")
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scenario", "number"], name="scenario_version_once")]


class ScenarioChoice(Fact):
    """Which scenario each segment or regime chooses, at one moment; the highest number applies.

    `content` gives by kind (a regime, or a segment of the creditor's own) the key of a scenario.
    """

    number = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="scenario_choice_once")]


class Template(Fact):
    """A text of a step in a language, rendered in a sandbox. The highest number is used."""

    step_code = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    part = models.CharField(max_length=20)
    text = models.TextField()
    number = models.PositiveIntegerField(default=1)
    # Which delivered text it was made from or compared with; "": as the version before, or the creditor's first.
    default_sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "step_code", "language", "part", "number"], name="template_once"
            )
        ]


class RateConfirmation(Fact):
    """A rate of law that a person read and confirms, with its source, in hundredths of a percent."""

    figure = models.CharField(max_length=40)
    half_year = models.CharField(max_length=7)  # 2026-S2
    value_bps = models.IntegerField()
    source = models.CharField(max_length=300)
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "figure", "half_year"], name="rate_confirmed_once")
        ]


class FreshnessAcceptance(Fact):
    """A named person accepts that reminders leave this day on data older than the limit."""

    on = models.DateField()
    by = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "on"], name="freshness_accepted_once")]
