"""Cases, holds and notes about a customer."""

from __future__ import annotations

from typing import Self

from django.db import models

from encours.records.cases import tasks  # noqa: F401 — so its models are known
from encours.records.facts import Fact, FactQuerySet, one_of

AUDIENCES = ("internal", "external")
STOPPED = ("email", "letter", "task", "call", "recall")  # what was to leave, to be done, or to be posted
STOPPED_BY = ("bank", "person", "ledger")  # who said that it is paid
HOLDS = ("pause", "exempt", "insolvency", "judicial")
LENIENCIES = ("difficulty", "no_courtesy")
CALL_OUTCOMES = ("reached", "promised", "disputed", "message_left", "no_answer", "wrong_number")


class Case(Fact):
    """Opened the day a first item is overdue, closed the day none is; it stays on its version of the scenario."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="cases")
    # Null: opened before cases named one; it follows the latest, until another is published. Nothing looks
    # cases up by their version, so an index would only slow the run that opens them.
    scenario_version = models.ForeignKey(
        "policies.ScenarioVersion", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="case_open_once", condition=models.Q(closed_on__isnull=True)
            )
        ]
        indexes = [
            models.Index(
                fields=["creditor", "closed_on"],
                name="case_closed",
                condition=models.Q(closed_on__isnull=False),
            ),
            models.Index(
                fields=["creditor", "opened_on", "id"],
                name="case_open_newest",
                condition=models.Q(closed_on__isnull=True),
            ),
        ]


class Hold(Fact):
    """A dated pause with its reason: stops the clock of an item, or of a whole customer.

    `kind`: a plain `pause`; of a whole customer also `exempt` (nobody reminds it), `insolvency`, from the day of the
    opening judgment: no reminder after it, and `judicial`, while a judge has its case (`records.legal`).
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="holds")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, blank=True, related_name="holds"
    )
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)  # the last day held; null: until released
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=120)
    released_on = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=10, default="pause", db_default="pause")
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("hold_kind_known", HOLDS, "kind"),
            models.CheckConstraint(
                name="hold_of_an_item_is_a_pause",
                condition=models.Q(kind="pause") | models.Q(receivable__isnull=True),
            ),
        ]


class Leniency(Fact):
    """How a customer is spared without being held: `difficulty`, until a day, or `no_courtesy`, until it is ended."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="leniencies")
    kind = models.CharField(max_length=11)
    from_on = models.DateField()
    until_on = models.DateField(
        null=True, blank=True
    )  # the last day; only of a difficulty, which always has one
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=120)
    ended_on = models.DateField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("leniency_kind_known", LENIENCIES, "kind"),
            models.CheckConstraint(
                name="leniency_of_difficulty_ends",
                condition=models.Q(kind="difficulty", until_on__gte=models.F("from_on"))
                | models.Q(kind="no_courtesy", until_on__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "until_on"],
                name="leniency_running",
                condition=models.Q(ended_on__isnull=True),
            )
        ]


class NoteQuerySet(FactQuerySet["Note"]):
    """Notes, and those of them that may be shown outside."""

    def for_outside(self) -> Self:
        """The notes that the customer may read: whatever faces outside starts from these alone."""
        return self.filter(audience="external")


class Note(Fact):
    """What a person of the house writes about a customer; an external one may be read by the customer."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="notes")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, blank=True, related_name="notes"
    )
    text = models.TextField()
    by = models.CharField(max_length=120)
    audience = models.CharField(max_length=8, default="internal")
    reply_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [one_of("note_audience_known", AUDIENCES, "audience")]


class Call(Fact):
    """A call with a customer. `waiting`: `next_on` is still to do, no later call having been made."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="calls")
    contact = models.ForeignKey(
        "parties.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    on = models.DateField()
    outcome = models.CharField(max_length=12)
    text = models.TextField(blank=True)
    next_on = models.DateField(null=True, blank=True)
    waiting = models.BooleanField(default=False)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("call_outcome_known", CALL_OUTCOMES, "outcome")]
        indexes = [
            models.Index(
                fields=["creditor", "next_on"], name="call_to_make_again", condition=models.Q(waiting=True)
            )
        ]


class Stop(Fact):
    """What was still to leave for a debt, or to be done about it, cancelled because it is paid: an event.

    A letter laid in the outbox and not yet posted is recalled: that is a kind of its own (`LetterEnding` tells it).
    `after_ms` runs from the instant at which what told the payment came in (its bank file, its ledger, the person who
    noted it) to this fact's own, `recorded_at`. `line` is the bank line that paid, where one did; `reason` the gate's.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="stops")
    kind = models.CharField(max_length=8)
    message = models.OneToOneField(
        "encours_messages.Message", on_delete=models.PROTECT, null=True, related_name="stop"
    )
    task = models.OneToOneField("work.Task", on_delete=models.PROTECT, null=True, related_name="stop")
    call = models.OneToOneField(Call, on_delete=models.PROTECT, null=True, related_name="stop")
    receivable = models.ForeignKey(  # what was paid; none where money on account covers all
        "receivables.Receivable", on_delete=models.PROTECT, null=True, related_name="+"
    )
    line = models.ForeignKey(
        "cash.BankLine", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    how = models.CharField(max_length=8)
    reason = models.CharField(max_length=40)
    after_ms = models.BigIntegerField()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("stop_kind_known", STOPPED, "kind"),
            one_of("stop_how_known", STOPPED_BY, "how"),
            models.CheckConstraint(name="stop_after_its_arrival", condition=models.Q(after_ms__gte=0)),
            models.CheckConstraint(
                name="stop_of_one_thing",
                condition=models.Q(
                    kind__in=("email", "letter", "recall"),
                    message__isnull=False,
                    task__isnull=True,
                    call__isnull=True,
                )
                | models.Q(kind="task", message__isnull=True, task__isnull=False, call__isnull=True)
                | models.Q(kind="call", message__isnull=True, task__isnull=True, call__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "recorded_at"], name="stop_by_instant")]
