"""What payers say they pay, and what a creditor does of what they leave out."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

STATES = (
    "waiting",  # no bank line yet, or several possible
    "review",  # its sums do not tie: it does nothing before a person says
    "tied",  # it says what its bank line pays
    "aside",  # a person wants none of it
)
TREATED = ("", "none", "deduct", "promise", "accept", "ask", "several")
PARTS = ("deduct", "promise", "accept")


class Remittance(Fact):
    """One advice as it was told; `line` is the bank line that it goes with, `tied_because` how that is known."""

    intake = models.ForeignKey("documents.Intake", on_delete=models.PROTECT, related_name="remittances")
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="remittances"
    )
    fingerprint = models.CharField(max_length=64)
    payer = models.CharField(max_length=200, blank=True)
    payer_identity = models.CharField(max_length=60, blank=True)
    number = models.CharField(max_length=200, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    received_on = models.DateField()
    total_cents = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3)
    bank_reference = models.CharField(max_length=100, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    flaw = models.CharField(max_length=30, blank=True)
    flaw_facts = models.TextField(blank=True)  # canonical JSON: the line, what it says, what is found
    state = models.CharField(max_length=8, default="waiting")
    line = models.OneToOneField(
        "cash.BankLine", on_delete=models.PROTECT, null=True, blank=True, related_name="remittance"
    )
    tied_because = models.CharField(max_length=20, blank=True)
    tied_by = models.CharField(max_length=120, blank=True)
    aside_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "fingerprint"], name="remittance_once"),
            one_of("remittance_state_known", STATES, "state"),
            models.CheckConstraint(
                name="remittance_tied_has_line",
                condition=models.Q(state="tied", line__isnull=False)
                | (~models.Q(state="tied") & models.Q(line__isnull=True)),
            ),
        ]
        indexes = [models.Index(fields=["creditor", "state", "-id"], name="remittance_by_state")]


class RemittanceLine(Fact):
    """A document that a payer pays, as it wrote it; `receivable` is the one that this names.

    `missing_cents` is what it leaves out, `reason` the code of the house for that, `treated` what became of it; while a
    person is asked, `missing_cents` is what is asked. What became of it part by part is in `ShortPart`.
    """

    remittance = models.ForeignKey(Remittance, on_delete=models.PROTECT, related_name="lines")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, null=True, related_name="+")
    position = models.PositiveIntegerField()
    number = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=12)
    gross_cents = models.BigIntegerField(null=True)
    discount_cents = models.BigIntegerField(default=0)
    deduction_cents = models.BigIntegerField(default=0)
    paid_cents = models.BigIntegerField()
    code = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=200, blank=True)
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, blank=True, related_name="advised"
    )
    missing_cents = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=20, blank=True)
    treated = models.CharField(max_length=8, blank=True)
    treated_by = models.CharField(max_length=120, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["remittance", "position"], name="remittance_line_once"),
            one_of("remittance_line_treated_known", TREATED, "treated"),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "-id"], name="remittance_line_asks", condition=models.Q(treated="ask")
            ),
            models.Index(
                fields=["creditor", "remittance"], name="remittance_line_new", condition=models.Q(treated="")
            ),
        ]


class ShortPart(Fact):
    """So much of what a document leaves out is contested, promised or given up, for a reason of its own.

    Only of a document with several parts; `undone_on` is the day that its advice was taken off its line.
    """

    line = models.ForeignKey(RemittanceLine, on_delete=models.PROTECT, related_name="parts")
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    amount_cents = models.BigIntegerField()
    treated = models.CharField(max_length=8)
    reason = models.CharField(max_length=20)
    by = models.CharField(max_length=120)
    undone_on = models.DateField(null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("short_part_treated_known", PARTS, "treated"),
            models.CheckConstraint(name="short_part_positive", condition=models.Q(amount_cents__gt=0)),
        ]


class ShortPolicy(Fact):
    """What a creditor does of what payers leave out (`core.remittance.shorts`); the highest number applies."""

    number = models.PositiveIntegerField()
    content = models.TextField()  # JSON
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="short_policy_once")]
