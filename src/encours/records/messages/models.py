"""Messages: proposed, approved, leased, handed, then delivered, refused or uncertain (DESIGN §2.4)."""

from __future__ import annotations

from django.db import models

from encours.core.approvals import ON_DEMAND
from encours.core.day.channels import BECAUSE
from encours.core.offers import CHOICES as OFFERS
from encours.records.facts import Fact, FactQuerySet, one_of
from encours.records.messages import approvals, channels, letters  # noqa: F401 — so their models are known

STATES = (
    "proposed",
    "approved",
    "leased",
    "handed",
    "delivered",
    "shadowed",  # rendered into the outbox in shadow mode: nothing left
    "refused",
    "uncertain",  # handed, and no receipt: a person says
    "stopped",  # by the gate, with its reason
    "recalled",  # a letter laid in the outbox, called back before it was posted
)
CHANNELS = ("email", "letter")
STATEMENT = "statement"  # the step code of a statement of account: it is no step of any scenario
DOCUMENTS = "documents"  # that of a request for documents: no step either
DEBIT_NOTICE = "debit_notice"  # that of a pre-notification of direct debit: no step either
NO_STEPS = ON_DEMAND
STATEMENT_FORMS = ("open", "ledger")
FILES = ("pdf", "xlsx", "pdf,xlsx")
RHYTHMS = ("none", "monthly")


class Message(Fact):
    """One message to one customer. `key` makes a second run of a day add nothing; without `run` it was asked for."""

    ending: letters.LetterEnding  # where a reading puts beside it what is said of its letter
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="messages")
    run = models.ForeignKey("runs.Run", on_delete=models.PROTECT, related_name="messages", null=True)
    key = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="proposed")
    step_code = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10)
    # Why it is not the step's own channel (`core.day.channels.BECAUSE`); "": it is.
    channel_because = models.CharField(max_length=10, blank=True, default="", db_default="")
    needs_approval = models.BooleanField(default=False)
    courtesy_only = models.BooleanField(default=False)
    # The customer's when a run last proposed it; "" for what no run proposed, and before it was kept.
    segment = models.CharField(max_length=20, blank=True, default="", db_default="")
    currency = models.CharField(max_length=3)
    total_cents = models.BigIntegerField()  # of its items, credits and unapplied cash deducted
    unapplied_cents = models.BigIntegerField(default=0)
    planned_on = models.DateField()
    facts_version = models.BigIntegerField()
    approved_by = models.CharField(max_length=120, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    # The rule that asks ("": none); the marks (`core.approvals`) of who agreed; who typed the address or moved it.
    approval_rule = models.CharField(max_length=16, blank=True, default="", db_default="")
    approved_as = models.CharField(max_length=300, blank=True, default="", db_default="")
    hands = models.CharField(max_length=1000, blank=True, default="", db_default="")
    # What a person chose that it offers ("": by rule, where its step offers), in days or months; what it offered.
    offer = models.CharField(max_length=4, blank=True, default="", db_default="")
    offer_count = models.PositiveSmallIntegerField(default=0, db_default=0)
    offered = models.JSONField(null=True)
    typed_recipient = models.CharField(max_length=300, blank=True)  # an address typed at the preview
    held_reason = models.CharField(max_length=40, blank=True)  # why the gate lets it wait, or stopped it
    held_facts = models.JSONField(default=dict, blank=True)
    lease_worker = models.CharField(max_length=80, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    lease_epoch = models.PositiveIntegerField(default=0)
    message_id = models.CharField(max_length=200, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_file = models.JSONField(null=True)  # the bytes handed over, until a receipt names their kept file
    # Handed over in one e-mail with others of this group: the message whose Message-ID that e-mail bears.
    carrier = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="carried", db_index=False
    )
    group = models.ForeignKey(
        "parties.Group", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "key"], name="message_key_once"),
            one_of("message_state_known", STATES, "state"),
            one_of("message_channel_known", CHANNELS, "channel"),
            one_of("message_channel_because_known", ("", *BECAUSE), "channel_because"),
            one_of("message_offer_known", ("", *OFFERS), "offer"),
            models.CheckConstraint(
                name="message_carried_for_a_group",
                condition=models.Q(carrier__isnull=True, group__isnull=True)
                | models.Q(carrier__isnull=False, group__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["creditor", "state", "planned_on"], name="message_by_state"),
            models.Index(
                fields=["creditor", "total_cents"],
                name="message_to_approve",
                condition=models.Q(state="proposed", needs_approval=True),
            ),
            models.Index(
                fields=["carrier"], name="message_carried", condition=models.Q(carrier__isnull=False)
            ),
            models.Index(
                fields=["group", "state"], name="message_of_group", condition=models.Q(group__isnull=False)
            ),
        ]

    def sent_with(self) -> models.QuerySet[Message]:
        """The messages that the same e-mail carried, this one among them; itself alone where it went by itself."""
        one = models.Q(pk=self.pk) if self.carrier_id is None else models.Q(carrier_id=self.carrier_id)
        return Message.objects.filter(one).order_by("pk")

    def others_carried(self) -> int:
        """How many others the same e-mail carried."""
        return self.sent_with().count() - 1


class MessageItem(models.Model):
    """A line of a message: the item, the step it makes (null: shown only), and what it then owed."""

    # Its message's own, said again: asked of all rows at once by an invariant, not of each as it is written (ADR 28).
    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="items")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, related_name="message_items"
    )
    position = models.PositiveSmallIntegerField(null=True)
    role = models.CharField(max_length=10)
    courtesy_only = models.BooleanField(default=False)  # no interest nor indemnity on this line
    open_cents = models.BigIntegerField()
    interest_cents = models.BigIntegerField(default=0)
    indemnity_cents = models.BigIntegerField(default=0)


class Delivery(Fact):
    """What became of a message once handed: an event, never edited."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    state = models.CharField(max_length=10)
    on = models.DateField()
    channel = models.CharField(max_length=10)
    recipient = models.CharField(max_length=300)
    detail = models.CharField(max_length=500, blank=True)
    subject = models.CharField(max_length=300)
    document_sha256 = models.CharField(max_length=64)
    document = models.ForeignKey("documents.KeptFile", on_delete=models.PROTECT, related_name="+", null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("delivery_state_known", ("delivered", "shadowed", "refused", "uncertain"), "state")
        ]
        # The log of everybody reads downwards by key what left, what was refused.
        indexes = [
            models.Index(fields=["creditor", "state", "id"], name="delivery_by_state"),
            # How many left today, where a day has a most.
            models.Index(fields=["creditor", "on"], name="delivery_by_day"),
            # Letters laid these last days: what is to post, and what may still be recalled.
            models.Index(
                fields=["creditor", "on", "id"],
                name="delivery_of_letters",
                condition=models.Q(channel="letter", state="delivered"),
            ),
        ]


class Bounce(Fact):
    """A message delivered to a server that came back: an event. It is then no longer counted as delivered.

    `permanent`: the address is refused for good, until somebody edits the contact again.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="bounce")
    recipient = models.CharField(max_length=300)
    permanent = models.BooleanField()
    status = models.CharField(max_length=12, blank=True)
    reason = models.CharField(max_length=20, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    on = models.DateField()
    received = models.ForeignKey("Received", on_delete=models.PROTECT, related_name="bounces")
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["creditor", "message"], name="bounce_by_creditor")]


MAIL_KINDS = ("dsn", "auto_reply", "reply", "other", "unreadable")
FILINGS = ("to_file", "filed", "aside")


class Received(Fact):
    """A mail that came into the shared mailbox; `text` has its card numbers masked, the file does not."""

    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="received", null=True, blank=True
    )
    message = models.ForeignKey(  # the one of ours that it answers or returns
        Message, on_delete=models.PROTECT, related_name="received", null=True, blank=True
    )
    kept = models.ForeignKey("documents.KeptFile", on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)  # of what it says, not of the way it came
    kind = models.CharField(max_length=10)
    because = models.CharField(max_length=40)
    filing = models.CharField(max_length=8)
    filed_because = models.CharField(max_length=40, blank=True)
    filed_by = models.CharField(max_length=120, blank=True)
    sender = models.CharField(max_length=300, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    attached = models.JSONField(default=list)
    on = models.DateField()
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "fingerprint"], name="received_once"),
            one_of("received_kind_known", MAIL_KINDS, "kind"),
            one_of("received_filing_known", FILINGS, "filing"),
            models.CheckConstraint(
                name="received_filed_with_a_customer",
                condition=~models.Q(filing="filed") | models.Q(customer__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["creditor", "filing", "-recorded_at", "-id"], name="received_by_filing"),
            models.Index(fields=["creditor", "kind", "-recorded_at", "-id"], name="received_by_kind"),
            models.Index(fields=["customer", "-recorded_at", "-id"], name="received_by_customer"),
        ]


class Mailbox(Fact):
    """How far a mailbox was read; another `uid_validity` means that its numbers begin anew (RFC 3501)."""

    name = models.CharField(max_length=300)
    uid_validity = models.BigIntegerField()
    last_uid = models.BigIntegerField(default=0)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name"], name="mailbox_once")]


class AskedStatement(Fact):
    """Which statement of account a message carries: written with the message, never edited."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="statement")
    # Whom it is addressed to; None: the first contact with an address, when it leaves.
    contact = models.ForeignKey("parties.Contact", on_delete=models.PROTECT, null=True, related_name="+")
    form = models.CharField(max_length=6)
    on = models.DateField()
    from_on = models.DateField(null=True)
    as_known = models.BooleanField(default=False)
    files = models.CharField(max_length=8)
    by_person = models.BooleanField(default=True)  # else a rhythm brought it
    language = models.CharField(max_length=2, blank=True, default="", db_default="")  # "": the customer's
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("asked_statement_form_known", STATEMENT_FORMS, "form"),
            one_of("asked_statement_files_known", FILES, "files"),
        ]


class StatementRhythm(Fact):
    """How often a customer receives its statement: an event; the last one says."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=8)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("statement_rhythm_known", RHYTHMS, "rhythm")]
        indexes = [models.Index(fields=["customer", "-id"], name="statement_rhythm_last")]
