"""Who follows which customer, who stands in for whom, what is asked of whom, and who is let into one case."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

NOTICES = (
    "mention",
    "reply",
    "task",
    "answer",
    "transfer",
    "absence",
    "digest",
    "signal",
    "objective",
    "document",
    "double",
    "captured",
    "approval",
    "exception",
)
ROOMS = ("customers", "invoices")


class Portfolio(Fact):
    """Customers that are followed together, under a name."""

    name = models.CharField(max_length=80)
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "name"], name="portfolio_name_once")]


class Assignment(Fact):
    """The portfolio a customer is in and the person who follows it; a customer without one is everybody's."""

    customer = models.OneToOneField("parties.Customer", on_delete=models.PROTECT, related_name="assignment")
    owner = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    portfolio = models.ForeignKey(
        Portfolio, on_delete=models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()


class Absence(Fact):
    """Days on which a substitute does the work of somebody away; it comes back by itself afterwards."""

    person = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="absences")
    substitute = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="replacements")
    from_on = models.DateField()
    until_on = models.DateField()  # the last day away
    cancelled_at = models.DateTimeField(null=True, blank=True)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_begins",
                condition=models.Q(until_on__gte=models.F("from_on")),
            ),
            models.CheckConstraint(
                name="absence_has_another_person",
                condition=~models.Q(person=models.F("substitute")),
            ),
        ]


class Invitation(Fact):
    """A colleague let into one case until a day; the link is known by its digest alone."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    user = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    role = models.CharField(max_length=20, default="read_only")  # of the account that the link may make
    token_digest = models.CharField(max_length=64)
    until_on = models.DateField()  # the last day
    sent_at = models.DateTimeField(null=True, blank=True)  # when its link was last e-mailed
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token_digest"], name="invitation_link_once"),
        ]


class Opening(models.Model):
    """Somebody came in by an invitation, or opened what was shared: who, when, which page. Never edited."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="openings")
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, null=True, related_name="openings", db_index=False
    )
    share = models.ForeignKey(
        "work.Share", on_delete=models.PROTECT, null=True, related_name="openings", db_index=False
    )
    who = models.CharField(max_length=254)
    page = models.CharField(max_length=200)
    at = models.DateTimeField()
    objects = FactQuerySet.as_manager()


class Share(Fact):
    """One document shown to somebody outside the desk until a day; the link is known by its digest alone."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="shares")
    document = models.ForeignKey("documents.KeptFile", on_delete=models.PROTECT, related_name="+")
    part = models.PositiveSmallIntegerField(null=True, blank=True)  # of a mail: the file within it
    name = models.CharField(max_length=300)
    recipient = models.EmailField()
    token_digest = models.CharField(max_length=64)
    until_on = models.DateField()  # the last day
    sent_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token_digest"], name="share_link_once")]


class Task(Fact):
    """A question put to somebody about a customer, until it is answered."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="tasks")
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    person = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="tasks", db_index=False)
    text = models.CharField(max_length=1000)
    due_on = models.DateField()
    by = models.CharField(max_length=120)
    done_at = models.DateTimeField(null=True, blank=True)
    answer = models.ForeignKey(
        "cases.Note", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "due_on"], name="task_open", condition=models.Q(done_at__isnull=True)
            )
        ]


class Weight(Fact):
    """What a creditor says of one kind of work: how long it takes, what part of the money it moves."""

    kind = models.CharField(max_length=20)
    minutes = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(null=True)  # null: by step or lateness, as the house says
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "kind"], name="weight_once"),
            models.CheckConstraint(name="weight_takes_time", condition=models.Q(minutes__gte=1)),
            models.CheckConstraint(name="weight_is_a_part", condition=models.Q(percent__lte=100)),
        ]


class Personal(models.Model):
    """A person's own at one creditor: no fact of a customer, so no entry tells it and no leaf answers for it."""

    creditor = models.ForeignKey(
        "parties.Creditor", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    person = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True


class Notice(Personal):
    """Something a person should know: who did what, about which customer; read once looked at."""

    kind = models.CharField(max_length=10)
    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    attachment = models.ForeignKey(  # the document that it tells of: one click opens it
        "parties.Attachment",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    received = models.ForeignKey(  # the mail that it came by
        "encours_messages.Received",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    text = models.CharField(max_length=300)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [one_of("notice_kind_known", NOTICES, "kind")]
        indexes = [
            models.Index(fields=["person", "creditor", "id"], name="notice_by_person"),
            models.Index(
                fields=["person", "creditor"],
                name="notice_unread",
                condition=models.Q(read_at__isnull=True),
            ),
        ]


class SavedFilter(Personal):
    """A filter under a name: its own person's, or everybody's of the creditor; pinned, it is in the navigation."""

    room = models.CharField(max_length=10)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)
    shared = models.BooleanField(default=False)
    pinned = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["creditor", "person", "room", "name"], name="filter_name_once"),
            one_of("filter_room_known", ROOMS, "room"),
        ]


class Choice(Personal):
    """What a person wants to be told, and how: the daily digest by e-mail, the kinds of notice left out."""

    digest = models.BooleanField(default=False)
    muted = models.JSONField(default=list, blank=True)
    digested_on = models.DateField(null=True, blank=True)  # the last day a digest was composed for

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "person"], name="choice_once")]


class Presence(Personal):
    """A person who has a customer's page open: since when, and when it last said so."""

    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    since_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "person"], name="presence_once")]
