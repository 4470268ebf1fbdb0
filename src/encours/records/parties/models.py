"""Creditors, customers and contacts; the current row lives once, its past in a twin (DESIGN §2.15)."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of
from encours.records.parties.searching import SearchKey

REGIMES = ("b2b", "public", "consumer")
SOURCES = ("assumed", "file", "person")
# "creditor": said of all its customers at once; a file that says otherwise of one of them is believed.
REGIME_SOURCES = ("assumed", "creditor", "file", "person")
TERM_MODES = ("net", "days_then_eom", "eom_then_days")
CONTACT_ROLES = ("accounts_payable", "billing", "buyer", "manager", "legal")  # or any words
LIMIT_SOURCES = ("person", "insurer", "file")
DOCUMENT_KINDS = ("invoice", "order", "delivery", "contract", "exchange", "other")


class Creditor(models.Model):
    """To whom money is owed: the tenant. New ones are in shadow mode: nothing leaves (DESIGN §2.16)."""

    siren = models.CharField(max_length=9, blank=True)
    name = models.CharField(max_length=200)
    legal_form = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, default="FR")
    rcs = models.CharField(max_length=80, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    iban_asked = models.CharField(max_length=34, blank=True)
    iban_asked_by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    bic = models.CharField(max_length=11, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    sender_email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, default="fr")
    currency = models.CharField(max_length=3, default="EUR")
    time_zone = models.CharField(max_length=60, default="Europe/Paris")
    shadow = models.BooleanField(default=True)
    terms_days = models.PositiveSmallIntegerField(default=30)
    terms_mode = models.CharField(max_length=20, default="net")
    terms_confirmed = models.BooleanField(default=False)
    regime_confirmed = models.BooleanField(default=False)  # "my customers are businesses"
    penalty_bps = models.PositiveIntegerField(null=True, blank=True)  # null: ECB + 10 points, by law
    chase_retentions = models.BooleanField(default=False)
    posted_after_days = models.PositiveSmallIntegerField(
        default=3, db_default=3
    )  # business days (`core.letters`)
    set_up_at = models.DateTimeField(null=True, blank=True)
    last_recorded_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            one_of("creditor_terms_mode_known", TERM_MODES, "terms_mode"),
            models.UniqueConstraint(
                fields=["siren"], name="creditor_siren_once", condition=~models.Q(siren="")
            ),
        ]


class CustomerState(Fact):
    """What we hold of a customer at one moment."""

    account = models.CharField(max_length=80)
    name = models.CharField(max_length=200)
    control_account = models.CharField(max_length=40, default="411")
    siren = models.CharField(max_length=9, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=100, blank=True)
    country = models.CharField(max_length=2, default="FR")
    language = models.CharField(max_length=2, default="fr")
    regime = models.CharField(max_length=10, default="b2b")
    regime_source = models.CharField(max_length=10, default="assumed")
    terms_days = models.PositiveSmallIntegerField(null=True, blank=True)
    terms_mode = models.CharField(max_length=20, blank=True)
    terms_source = models.CharField(max_length=10, default="assumed")

    class Meta:
        abstract = True


class Customer(CustomerState):
    """Owes; keyed by its account in the ledger. `facts_version` rises with every fact written of it."""

    facts_version = models.BigIntegerField(default=1)
    version = models.PositiveIntegerField(default=1)
    search_key = SearchKey()
    # The customer that it was found to be (`records.merging`): nothing is shown under its own account any more.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed", db_index=False
    )
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "account"], name="customer_account_once"),
            one_of("customer_regime_known", REGIMES, "regime"),
            one_of("customer_regime_source_known", REGIME_SOURCES, "regime_source"),
            one_of("customer_terms_source_known", SOURCES, "terms_source"),
        ]
        indexes = [
            models.Index(fields=["creditor", "name"], name="customer_by_name"),
            models.Index(
                fields=["creditor", "search_key", "id"],
                name="customer_by_search_key",
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops"],  # prefixes in any collation
            ),
            models.Index(
                fields=["creditor", "merged_into"],
                name="customer_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]


class CustomerPast(CustomerState):
    """A customer as it stood until `superseded_at`."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class ContactState(Fact):
    """What we hold of a person to write to at one moment."""

    name = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=60, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)

    class Meta:
        abstract = True


class Contact(ContactState):
    """A person of the customer; the first with an address receives the reminders."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contacts")
    version = models.PositiveIntegerField(default=1)
    removed_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()


class ContactPast(ContactState):
    """A contact as it stood until `superseded_at`."""

    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="past")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    superseded_at = models.DateTimeField()


class GroupState(Fact):
    """What a group is called and who heads it, at one moment."""

    name = models.CharField(max_length=200)
    parent = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class Group(GroupState):
    """A parent company and its subsidiaries, read together; each customer keeps its own account."""

    parent = models.ForeignKey(
        Customer, on_delete=models.PROTECT, null=True, blank=True, related_name="headed_groups"
    )
    # Who receives the reminders of all members in one e-mail; None: each member is written to on its own.
    head_contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name"], name="group_name_once")]
        indexes = [
            models.Index(
                fields=["creditor"], name="group_at_its_head", condition=models.Q(head_contact__isnull=False)
            ),
            models.Index(
                fields=["head_contact"], name="group_head", condition=models.Q(head_contact__isnull=False)
            ),
        ]


class GroupPast(GroupState):
    """A group as it stood until `superseded_at`."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class GroupMember(Fact):
    """A customer is in one group at most."""

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, related_name="grouping")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    objects = FactQuerySet.as_manager()


class Grouping(Fact):
    """A customer joined a group, or left it: an event, never edited. `GroupMember` keeps how it stands today."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="groupings")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)  # of the group, that day
    joined = models.BooleanField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()


class GroupHeading(Fact):
    """A group is written to at its head from now on, or no more (no contact): an event, never edited."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")  # the contact's
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200)  # of the group, that day
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()


class CreditLimit(Fact):
    """How much a customer may owe: an event; the last one says, until its last day. Without amount: no limit."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="limits")
    limit_cents = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=3, default="EUR")
    source = models.CharField(max_length=10, default="person")
    until_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("limit_source_known", LIMIT_SOURCES, "source"),
            models.CheckConstraint(
                name="limit_not_negative",
                condition=models.Q(limit_cents__isnull=True) | models.Q(limit_cents__gte=0),
            ),
        ]


class Attachment(Fact):
    """A document of a customer or of one receivable: kept here, or named where it is kept elsewhere."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="attachments")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, blank=True, related_name="attachments"
    )
    kind = models.CharField(max_length=10, default="other")
    title = models.CharField(max_length=200)
    kept = models.ForeignKey(
        "documents.KeptFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    url = models.CharField(max_length=2000, blank=True)
    by = models.CharField(max_length=120)
    removed_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("attachment_kind_known", DOCUMENT_KINDS, "kind"),
            models.CheckConstraint(
                name="attachment_is_here_or_elsewhere",
                condition=(models.Q(kept__isnull=False) & models.Q(url=""))
                | (models.Q(kept__isnull=True) & ~models.Q(url="")),
            ),
        ]
