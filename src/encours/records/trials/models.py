"""What a scenario did when it was tried: asked for, worked out by the worker, kept as a dated fact."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

# candidates: a simulation of changes that the house lists itself.
KINDS = ("replay", "simulation", "candidates")
# queued: waits for the worker; running: leased by one; refused: says why; stopped: by a person.
STATES = ("queued", "running", "done", "refused", "stopped")


class Trial(Fact):
    """What a scenario did when it was tried, never edited; a publication may name it as its reason.

    `content` is the scenario, or the scenarios and how debtors were drawn (`acts.simulations`); `result` what it
    came to (`core.replay.judged`, `acts.simulate_scenario`), in canonical JSON. `version` is null for a scenario that
    was not published; of several, it is that of the first.
    """

    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    version = models.ForeignKey(
        "policies.ScenarioVersion", on_delete=models.PROTECT, null=True, related_name="trials"
    )
    content = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField()
    result = models.TextField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("trial_kind_known", KINDS, "kind"),
            models.CheckConstraint(
                name="trial_ends_after_it_begins", condition=models.Q(to_on__gte=models.F("from_on"))
            ),
        ]
        indexes = [models.Index(fields=["creditor", "-id"], name="trial_newest")]


DRAFTS = ("open", "published", "dropped")


class ScenarioDraft(models.Model):
    """A changed ladder that waits for somebody to read, change and publish it, or to drop it; it is followed by nobody.

    `content` is what `core.scenario` reads; `reason` and `motive` are proposed to whoever publishes it. `trial` is the
    one that it comes from, `version` the one published from it.
    """

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    scenario = models.ForeignKey("policies.Scenario", on_delete=models.PROTECT, related_name="drafts")
    content = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    motive = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, default="open")
    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, null=True, related_name="drafts")
    version = models.OneToOneField(
        "policies.ScenarioVersion", on_delete=models.PROTECT, null=True, related_name="draft"
    )
    by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("scenario_draft_state_known", DRAFTS, "state"),
            models.CheckConstraint(
                name="scenario_draft_published_has_one",
                condition=models.Q(state="published", version__isnull=False)
                | (~models.Q(state="published") & models.Q(version__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "id"], name="scenario_draft_open", condition=models.Q(state="open")
            )
        ]


class AskedTrial(models.Model):
    """A trial asked for: worked out by whoever takes it; its state is the queue."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=100)
    version = models.ForeignKey(
        "policies.ScenarioVersion", on_delete=models.PROTECT, null=True, related_name="+"
    )
    content = models.TextField()
    from_on = models.DateField()
    to_on = models.DateField()
    state = models.CharField(max_length=10, default="queued")
    done = models.PositiveIntegerField(default=0)  # days worked out, of `whole`
    whole = models.PositiveIntegerField(default=0)
    sentence = models.TextField(blank=True)
    trial = models.OneToOneField(Trial, on_delete=models.PROTECT, null=True, related_name="asked")
    by = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("asked_trial_kind_known", KINDS, "kind"),
            one_of("asked_trial_state_known", STATES, "state"),
            models.CheckConstraint(
                name="asked_trial_done_has_one",
                condition=models.Q(state="done", trial__isnull=False)
                | (~models.Q(state="done") & models.Q(trial__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "id"],
                name="asked_trial_waiting",
                condition=models.Q(state__in=["queued", "running"]),
            )
        ]
