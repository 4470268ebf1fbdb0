"""Documents asked of customers: what, by when, by which messages, and what came of it."""

from __future__ import annotations

from django.db import models

from encours.records.facts import Fact, FactQuerySet, one_of

STATES = ("asked", "opened", "received", "closed")  # refused, a document is asked for again
EVENTS = ("opened", "received", "refused", "reminded", "closed")
WAITING = ("asked", "opened", "received")


class DocumentRequest(Fact):
    """What is asked is never edited; the marks below it say how far it is.

    Its link is signed (`acts.requests.links`): nothing kept here opens it.
    """

    customer = models.ForeignKey(
        "parties.Customer", on_delete=models.PROTECT, related_name="document_requests"
    )
    receivable = models.ForeignKey(
        "receivables.Receivable", on_delete=models.PROTECT, null=True, related_name="document_requests"
    )
    contact = models.ForeignKey("parties.Contact", on_delete=models.PROTECT, null=True, related_name="+")
    kinds = models.CharField(max_length=120)  # of documents, with commas
    text = models.TextField(blank=True)
    due_on = models.DateField()
    until_on = models.DateField()  # last day of its link
    address = models.CharField(max_length=300)  # of the house, as its link begins
    nonce = models.CharField(max_length=32)
    by = models.CharField(max_length=120)
    state = models.CharField(max_length=10, default="asked")
    opened_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("document_request_state_known", STATES, "state")]
        indexes = [
            models.Index(
                fields=["creditor", "state", "due_on", "id"],
                name="document_request_waiting",
                condition=~models.Q(state="closed"),
            ),
            models.Index(fields=["creditor", "-id"], name="document_request_newest"),
        ]


class RequestMessage(Fact):
    """A message that carries a request: the first, then each reminder of it."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(DocumentRequest, on_delete=models.PROTECT, related_name="messages")
    message = models.OneToOneField(
        "encours_messages.Message", on_delete=models.PROTECT, related_name="document_request"
    )
    objects = FactQuerySet.as_manager()


class RequestEvent(Fact):
    """What happened to a request: never edited."""

    customer = models.ForeignKey("parties.Customer", on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(DocumentRequest, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10)
    attachment = models.ForeignKey(
        "parties.Attachment", on_delete=models.PROTECT, null=True, related_name="request_events"
    )
    text = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [one_of("request_event_known", EVENTS, "kind")]


class Checklist(Fact):
    """What a creditor wants of a new case, at one moment; the highest number applies. `content` is JSON."""

    number = models.PositiveIntegerField()
    content = models.TextField()
    by = models.CharField(max_length=120)
    objects = FactQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["creditor", "number"], name="checklist_once")]
