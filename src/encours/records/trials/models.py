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
