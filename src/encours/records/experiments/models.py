"""Two scenarios followed at the same time by customers drawn at random: what was planned, who entered, how it ended."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

ARMS = ("champion", "challenger")
# planned: all customers planned had their days; known: the difference is beyond doubt; time: too few came in time.
ENDINGS = ("planned", "known", "time", "complaints", "opt_outs", "cost", "person")


class Experiment(Fact):
    """What was decided before it began, never changed: so nobody chooses the question by its answer.

    Both arms follow the version named here to the end. `kind` is the regime or segment that takes part ("": all that
    follow the champion's scenario), `effect_cents` the difference a customer that is looked for within `within_days`,
    `planned` the customers that takes. One runs at a time; `ended_on` is null while it does (`Ending` tells the rest).
    """

    name = models.CharField(max_length=100)
    hypothesis = models.CharField(max_length=500)
    reason = models.CharField(max_length=500)
    champion = models.ForeignKey(
        "policies.ScenarioVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    challenger = models.ForeignKey(
        "policies.ScenarioVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=60, blank=True)
    share_percent = models.PositiveSmallIntegerField()
    within_days = models.PositiveSmallIntegerField()
    effect_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    planned = models.PositiveIntegerField()
    with_running = (
        models.BooleanField()
    )  # customers whose case runs already take part, and move to their version
    cost_cents = models.BigIntegerField(null=True)  # the most that the challenger may cost more, a customer
    start_on = models.DateField()
    end_on = models.DateField()  # the last day on which customers enter
    owner = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor"],
                name="experiment_running_once",
                condition=models.Q(ended_on__isnull=True),
            ),
            models.UniqueConstraint(fields=["creditor", "name"], name="experiment_name_once"),
            models.CheckConstraint(
                name="experiment_share_between",
                condition=models.Q(share_percent__gte=1, share_percent__lte=99),
            ),
            models.CheckConstraint(
                name="experiment_has_sizes",
                condition=models.Q(within_days__gte=1, effect_cents__gt=0, planned__gt=0),
            ),
            models.CheckConstraint(
                name="experiment_ends_after_it_begins", condition=models.Q(end_on__gte=models.F("start_on"))
            ),
            models.CheckConstraint(
                name="experiment_of_two_ladders",
                condition=~models.Q(champion=models.F("challenger")),
            ),
        ]


class Entered(Fact):
    """A customer of an experiment: drawn for an arm once, in it to the end, whatever is done to it since."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="experiments")
    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="entered")
    arm = models.CharField(max_length=10)
    stratum = models.CharField(max_length=80)
    entered_on = models.DateField()
    owed_cents = models.BigIntegerField()  # overdue that day, in the currency of the books
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["experiment", "customer"], name="entered_once"),
            one_of("entered_arm_known", ARMS, "arm"),
        ]


class Ending(Fact):
    """How an experiment ended, never edited: `result` is what was known then (`core.experiments`), canonical JSON."""

    experiment = models.OneToOneField(Experiment, on_delete=models.PROTECT, related_name="ending")
    on = models.DateField()
    how = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    result = models.TextField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("ending_how_known", ENDINGS, "how")]
