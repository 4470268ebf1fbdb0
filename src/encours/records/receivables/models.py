"""What customers owe: invoices, credit notes, carried-forward balances."""

from __future__ import annotations

from typing import Any

from django.db import models

from encours.core.numbers import LONGEST, number_key
from encours.records.facts import Fact, FactQuerySet, KnownFact, one_of
from encours.records.parties.models import SOURCES

KINDS = ("invoice", "credit_note", "opening", "retention", "bill", "returned")


class NumberKey(models.CharField):  # type: ignore[type-arg]
    """The number as it is compared (`core.numbers`); follows it whenever a row is saved whole."""

    def __init__(self, *_args: object, **_told: object) -> None:
        super().__init__(max_length=LONGEST, default="", db_default="", editable=False)

    def pre_save(self, model_instance: Any, add: bool) -> str:
        """Reduce the row's own number again."""
        key = number_key(model_instance.number)
        setattr(model_instance, self.attname, key)
        return key


class ReceivableState(KnownFact):
    """A receivable at one moment. Amounts are signed: positive owed to us, negative a credit.

    `foreign_cents` is the same amount in the currency of the invoice, where the books are kept in another. `factor`
    names to whom the invoice was assigned: it is no longer ours to chase.
    """

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    number = models.CharField(max_length=100)
    kind = models.CharField(max_length=12)
    root = models.CharField(max_length=4, default="411")
    journal = models.CharField(max_length=20, blank=True)
    entry_number = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField()
    entry_on = models.DateField()
    due_on = models.DateField()
    due_source = models.CharField(max_length=10, default="assumed")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    foreign_cents = models.BigIntegerField(null=True, blank=True)
    foreign_currency = models.CharField(max_length=3, blank=True, default="", db_default="")
    factor = models.CharField(max_length=100, blank=True, default="", db_default="")
    factored_on = models.DateField(null=True, blank=True)
    po_number = models.CharField(max_length=60, blank=True)
    gone_on = models.DateField(null=True, blank=True)
    line = models.BigIntegerField(default=0)  # of the file named by `intake`
    intake = models.ForeignKey(
        "documents.Intake", on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


class Receivable(ReceivableState):
    """An invoice or credit note today. `open_cents` is the one kept balance (DESIGN §2.3)."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="receivables")
    open_cents = models.BigIntegerField()
    number_key = NumberKey()
    # The one that it was found to be, told twice (`Double`): it is kept, counts for nothing and no file brings it back.
    same_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="doubles", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "key"], name="receivable_key_once"),
            one_of("receivable_kind_known", KINDS, "kind"),
            one_of("receivable_due_source_known", SOURCES, "due_source"),
            models.CheckConstraint(
                name="receivable_open_within_amount",
                condition=models.Q(
                    amount_cents__gte=0, open_cents__gte=0, open_cents__lte=models.F("amount_cents")
                )
                | models.Q(amount_cents__lte=0, open_cents__lte=0, open_cents__gte=models.F("amount_cents")),
            ),
        ]
        indexes = [
            # Its other columns let lists be filtered and summed without a look at the rows.
            models.Index(
                fields=["creditor", "due_on", "id", "open_cents", "kind", "currency", "gone_on"],
                name="receivable_open_by_due",
                condition=~models.Q(open_cents=0),
            ),
            models.Index(
                fields=["creditor", "open_cents"],
                name="receivable_open_by_amount",
                condition=models.Q(open_cents__gt=0),
            ),
            models.Index(
                fields=["creditor", "number"],
                name="receivable_by_number",
                opclasses=["int8_ops", "varchar_pattern_ops"],  # PostgreSQL then finds beginnings by it
            ),
            models.Index(fields=["creditor", "number_key"], name="receivable_by_number_key"),
            models.Index(
                fields=["creditor", "kind"], name="receivable_returned", condition=models.Q(kind="returned")
            ),
            models.Index(
                fields=["creditor", "same_as"],
                name="receivable_double",
                condition=models.Q(same_as__isnull=False),
            ),
        ]


class ReceivablePast(ReceivableState):
    """A receivable as it stood until `superseded_at`."""

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="past")
    superseded_at = models.DateTimeField()


class ElectronicInvoice(Fact):
    """What one electronic document says of a receivable, beside the original, which its import keeps.

    Sums are as it prints them, a credit note's positive. `told` is the rest in JSON: parties, terms, references, VAT
    by rate, means of payment, notes.
    """

    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="electronic_invoices"
    )
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="electronic_invoices")
    intake = models.OneToOneField("documents.Intake", on_delete=models.PROTECT, related_name="+")
    syntax = models.CharField(max_length=10)
    profile = models.CharField(max_length=200, blank=True)
    type_code = models.CharField(max_length=10)
    number = models.CharField(max_length=100)
    issued_on = models.DateField()
    due_on = models.DateField(null=True)
    currency = models.CharField(max_length=3)
    net_cents = models.BigIntegerField()
    tax_cents = models.BigIntegerField()
    total_cents = models.BigIntegerField()
    prepaid_cents = models.BigIntegerField()
    payable_cents = models.BigIntegerField()
    owed_cents = models.BigIntegerField()  # as a receivable counts it: negative for a credit note
    payment_reference = models.CharField(max_length=140, blank=True)
    told = models.TextField()
    objects = FactQuerySet.as_manager()


class InvoiceLine(Fact):
    """One line of an invoice; quantity, unit price and rate are exact decimal texts."""

    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveIntegerField()
    line_number = models.CharField(max_length=50, blank=True)
    name = models.CharField(max_length=300, blank=True)
    description = models.CharField(max_length=1000, blank=True)
    item_number = models.CharField(max_length=100, blank=True)
    item_code = models.CharField(max_length=100, blank=True)
    quantity = models.CharField(max_length=40, blank=True)
    unit = models.CharField(max_length=10, blank=True)
    unit_price = models.CharField(max_length=40, blank=True)
    net_cents = models.BigIntegerField(null=True)
    tax_category = models.CharField(max_length=10, blank=True)
    tax_rate = models.CharField(max_length=40, blank=True)
    order_line = models.CharField(max_length=50, blank=True)
    note = models.CharField(max_length=500, blank=True)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receivable", "position"], name="invoice_line_once"),
        ]


class InstalmentQuerySet(FactQuerySet["Instalment"]):
    """Instalments as they stand, or as they were ever told."""

    def standing(self) -> InstalmentQuerySet:
        """Keep the rows of the latest entry that told any of their invoice."""
        later = Instalment.objects.filter(
            receivable=models.OuterRef("receivable"), entry__gt=models.OuterRef("entry")
        )
        return self.filter(~models.Exists(later))

    def chased(self) -> InstalmentQuerySet:
        """Of those, keep what makes its invoice, where nobody wrote one due date for the whole of it."""
        same = Instalment.objects.filter(
            receivable=models.OuterRef("receivable"), entry=models.OuterRef("entry")
        )
        sums = same.order_by().values("receivable").annotate(cents=models.Sum("amount_cents")).values("cents")
        whole = models.Subquery(sums, output_field=models.BigIntegerField())
        return self.standing().exclude(receivable__due_source="person").filter(receivable__amount_cents=whole)


class Instalment(Fact):
    """One due date of an invoice that is paid in several; together they are the whole of it.

    The rows of the latest entry stand; those that an earlier one told are what stood until then.
    """

    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="instalments")
    due_on = models.DateField()
    amount_cents = models.BigIntegerField()
    objects = InstalmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receivable", "entry", "due_on"], name="instalment_once_a_day"),
            models.CheckConstraint(name="instalment_is_an_amount", condition=models.Q(amount_cents__gt=0)),
        ]
        indexes = [models.Index(fields=["creditor", "customer"], name="instalment_by_customer")]


class InstalmentDue(models.Model):
    """When an open invoice in instalments is due: the earliest of which something is left (`core.instalments`).

    A kept figure, as `open_cents` is: each act that touches the customer keeps it in the same transaction
    (`records.receivables.instalments`). An invoice that has none is due on its own day.
    """

    receivable = models.OneToOneField(
        Receivable, on_delete=models.PROTECT, primary_key=True, related_name="instalment_due"
    )
    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    due_on = models.DateField()
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["creditor", "due_on", "receivable"], name="instalment_due_by_day")]


class Double(Fact):
    """A receivable or payment found to be another one told twice, or (naming what it undoes) not to be."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="doubles")
    receivable = models.ForeignKey(
        Receivable, on_delete=models.PROTECT, null=True, blank=True, related_name="as_double"
    )
    payment = models.ForeignKey(
        "cash.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="as_double"
    )
    kept_receivable = models.ForeignKey(
        Receivable, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    kept_payment = models.ForeignKey(
        "cash.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    on = models.DateField()
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=120)
    undoes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by"
    )
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="double_of_its_own_kind",
                condition=models.Q(
                    receivable__isnull=False, kept_receivable__isnull=False, payment=None, kept_payment=None
                )
                | models.Q(
                    payment__isnull=False, kept_payment__isnull=False, receivable=None, kept_receivable=None
                ),
            )
        ]
        indexes = [models.Index(fields=["creditor", "-id"], name="double_newest")]
