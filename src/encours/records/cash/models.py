"""What the bank received, the payments it makes, and what they extinguish."""

from __future__ import annotations

from django.db import models

from encours.records.cash import deposits, outgoing, payouts, refusals, rules  # noqa: F401 — so their models are known
from encours.records.cash.finding import LineSearchKey, PayerKey
from encours.records.facts import Fact, FactQuerySet, KnownFact, one_of

LINE_STATES = (
    "unapplied",  # a credit that waits for a person or for a match
    "applied",  # wholly or partly applied; the rest is unapplied cash of its customer
    "confirmed",  # already in the ledger: it confirms that payment and creates nothing
    "doubtful",  # may be one of several ledger payments: a person says
    "set_aside",  # not a customer's, with a reason
    "debit",  # money that left
    "returned",  # gives back an earlier credit
    "detailed",  # a batch that a notice told apart: its lines stand in its place
    "detached",  # of an account no one has attached yet
)

_WAITS = models.Q(state__in=("unapplied", "doubtful"), amount_cents__gt=0)


class BankAccount(Fact):
    """An account that collects; nothing of it is applied until a person attaches it."""

    number = models.CharField(max_length=40)
    currency = models.CharField(max_length=3, default="EUR")
    label = models.CharField(max_length=100, blank=True)
    attached = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "number", "currency"], name="bank_account_once")
        ]


class Statement(Fact):
    """A bank statement, or a report of movements (its kind says which); its balances tied when it was read."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(max_length=12, blank=True, default="", db_default="")  # "" before it was kept
    reference = models.CharField(max_length=100, blank=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    opening_cents = models.BigIntegerField(null=True)
    closing_cents = models.BigIntegerField(null=True)
    intake = models.ForeignKey("documents.Intake", on_delete=models.PROTECT, related_name="+")
    objects = FactQuerySet.as_manager()


class BankLine(KnownFact):
    """One booked movement, kept once whatever files overlap."""

    account = models.ForeignKey(BankAccount, on_delete=models.PROTECT, related_name="lines", db_index=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    booked_on = models.DateField()
    value_on = models.DateField(null=True)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    counterparty = models.CharField(max_length=200, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    end_to_end_id = models.CharField(max_length=100, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    bank_reference = models.CharField(max_length=100, blank=True)
    return_reason = models.CharField(max_length=20, blank=True)
    batch = models.CharField(max_length=100, blank=True, default="", db_default="")
    wording = models.TextField(blank=True)
    fingerprint = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default="unapplied")
    set_aside_reason = models.CharField(max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    search_key = LineSearchKey()
    payer_key = PayerKey()
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "fingerprint"], name="bank_line_once"),
            one_of("bank_line_state_known", LINE_STATES, "state"),
        ]
        indexes = [
            models.Index(fields=["creditor", "state", "booked_on", "id", "search_key"], name="line_by_state"),
            models.Index(fields=["account", "booked_on"], name="bank_line_of_account"),
            # What waits is few among many: it is summed by day and by payer without reading the lines.
            models.Index(
                fields=["creditor", "booked_on", "currency", "amount_cents"],
                name="bank_line_waiting",
                condition=_WAITS,
            ),
            models.Index(
                fields=["creditor", "payer_key", "currency", "booked_on", "amount_cents", "id"],
                name="bank_line_by_payer",
                condition=_WAITS,
            ),
        ]


class Payment(KnownFact):
    """Money received from a customer: one fact, whatever sources tell it."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="payments")
    key = models.CharField(max_length=200)
    source = models.CharField(max_length=10)  # ledger | bank
    paid_on = models.DateField()
    amount_cents = models.BigIntegerField()
    unapplied_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    in_bank_journal = models.BooleanField(default=True)
    journal = models.CharField(max_length=20, blank=True)
    entry_number = models.CharField(max_length=60, blank=True)
    piece = models.CharField(max_length=100, blank=True)
    label = models.CharField(max_length=300, blank=True)
    line = models.BigIntegerField(default=0)
    bank_line = models.ForeignKey(
        BankLine, on_delete=models.PROTECT, null=True, blank=True, related_name="payments"
    )
    ledger_key = models.CharField(max_length=200, blank=True)  # of the ledger line that confirms it
    gone_on = models.DateField(null=True, blank=True)
    # Of money taken back (negative): the payment that had brought it.
    gives_back = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="back", db_index=False
    )
    # The one that it was found to be, told twice (`receivables.Double`).
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="doubles", db_index=False
    )
    settled: list[Application]  # where a reading puts some of its applications beside it
    intake = models.ForeignKey(
        "documents.Intake", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "key"], name="payment_key_once"),
            one_of("payment_source_known", ("ledger", "bank"), "source"),
            models.CheckConstraint(
                name="payment_unapplied_within_amount",
                condition=models.Q(
                    amount_cents__gte=0, unapplied_cents__gte=0, unapplied_cents__lte=models.F("amount_cents")
                )
                | models.Q(
                    amount_cents__lte=0, unapplied_cents__lte=0, unapplied_cents__gte=models.F("amount_cents")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["creditor", "id"],
                name="payment_unapplied",  # few among many: what waits to be applied is found at once
                condition=~models.Q(unapplied_cents=0),
            ),
            models.Index(  # the same, summed by day
                fields=["creditor", "paid_on", "currency", "unapplied_cents", "gives_back", "customer"],
                name="payment_idle",
                condition=~models.Q(unapplied_cents=0) & models.Q(gone_on__isnull=True),
            ),
            models.Index(fields=["amount_cents", "creditor"], name="payment_of_amount"),
            models.Index(
                fields=["gives_back"],
                name="payment_given_back",
                condition=models.Q(gives_back__isnull=False),
            ),
            models.Index(
                fields=["creditor", "same_as"],
                name="payment_double",
                condition=models.Q(same_as__isnull=False),
            ),
        ]


GIVEN_UP = ("discount", "charge", "difference")


class Application(KnownFact):
    """So much of a payment or credit note extinguishes so much of a receivable; undone by a reversing one.

    With neither, so much is given up beside what a line paid: a discount taken in time, charges kept by a bank, a
    difference too small to ask for. `bank_line` is the line that used the credit note or left the rest, and
    `evidence` what the matcher named by `reason` went by, in canonical JSON.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, null=True, related_name="applications")
    credit_note = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, related_name="uses"
    )
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="applications"
    )
    given_up = models.CharField(max_length=12, blank=True, default="", db_default="")
    bank_line = models.ForeignKey(
        BankLine, on_delete=models.PROTECT, null=True, blank=True, related_name="beside", db_index=False
    )
    evidence = models.TextField(blank=True, default="", db_default="")
    amount_cents = models.BigIntegerField()  # negative when it reverses another
    applied_on = models.DateField()
    reason = models.CharField(max_length=40)
    source = models.CharField(max_length=10)  # ledger | bank | person
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by"
    )
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="application_has_one_source",
                condition=models.Q(payment__isnull=False, credit_note__isnull=True, given_up="")
                | models.Q(payment__isnull=True, credit_note__isnull=False, given_up="")
                | models.Q(
                    payment__isnull=True,
                    credit_note__isnull=True,
                    bank_line__isnull=False,
                    given_up__in=GIVEN_UP,
                ),
            ),
            one_of("application_source_known", ("ledger", "bank", "person"), "source"),
        ]
        indexes = [
            models.Index(
                fields=["bank_line"],
                name="application_beside",
                condition=models.Q(bank_line__isnull=False),
            ),
        ]


class Payer(Fact):
    """How a payer is recognised (IBAN or name); without a customer, it is remembered as not one.

    One that pays for several customers stands once for each.
    """

    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=200)
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, null=True, related_name="payers"
    )
    confirmed = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["creditor", "kind", "value", "customer"], name="payer_of_customer_once"
            ),
            models.UniqueConstraint(
                fields=["creditor", "kind", "value"],
                name="payer_of_nobody_once",
                condition=models.Q(customer__isnull=True),
            ),
            one_of("payer_kind_known", ("iban", "alias"), "kind"),
        ]


class Candidate(models.Model):
    """What an unapplied line may pay: rebuilt at will, chosen by a person.

    Option 0 is an item alone; the rows of one other option are a set, taken together, so much of each (a credit
    note's negative), and so much given up beside.
    """

    creditor = models.ForeignKey("parties.Creditor", on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(BankLine, on_delete=models.CASCADE, related_name="candidates")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.CASCADE, null=True, related_name="+"
    )
    customer = models.ForeignKey("parties.Customer", on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=40)
    option = models.PositiveSmallIntegerField(default=0, db_default=0)
    amount_cents = models.BigIntegerField(null=True, blank=True)
    given_up = models.CharField(max_length=12, blank=True, default="", db_default="")
    given_up_cents = models.BigIntegerField(default=0, db_default=0)
    objects = FactQuerySet.as_manager()


class Doubt(Fact):
    """A bank line that may be a payment of the ledger: a person says whether they are one fact."""

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="doubts")
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="doubts")  # the ledger's
    suspended = models.ForeignKey(  # the bank's own, which does not count until the answer
        Payment, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=40)
    same = models.BooleanField(null=True, blank=True)  # null: nobody has said
    answered_by = models.CharField(max_length=120, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "payment"], name="doubt_once")]
