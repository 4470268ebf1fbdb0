"""What the timelines are made of: for each source its rows, their order, and what to load beside them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db.models import DateField, F, Manager, Q, QuerySet, Value
from django.db.models.functions import Cast

from encours.records.cases.models import Call, Hold, Note, Stop
from encours.records.cash.models import Application, Payment
from encours.records.disputes.models import Dispute
from encours.records.experiments.models import Entered
from encours.records.history.models import Leaf
from encours.records.messages.channels import ChannelChoice
from encours.records.messages.laid import with_endings
from encours.records.messages.models import Bounce, Delivery, Received
from encours.records.parties.models import Attachment
from encours.records.prepared import Prepared, prepared
from encours.records.promises.models import Promise
from encours.records.receivables.models import ReceivablePast
from encours.records.sales.models import Order

KINDS = (
    "messages", "calls", "promises", "payments", "applications", "orders", "holds", "disputes", "notes", "documents",
    "sales", "imports", "changes",
)  # fmt: skip

# These acts have rows of their own on the timeline.
_TOLD_ELSEWHERE = (
    "hold",
    "open_dispute",
    "note",
    "log_call",
    "promise",
    "send",
    "deliver",
    "apply_cash",
    "stop_paid",
    "apply_line",
    "accept_proposal",
    "undo_application",
    "take_in_mail",
    "file_mail",
    "add_order",
    "import_orders",
    "apply_payment",
    "ask_refund",
    "transfer_cash",
    "post_letters",
    "recall_letter",
    "unpost_letter",
    "answer_recall",
    "choose_channel",
    "choose_channels",
)
DOCUMENTS = ("add_document", "remove_document")
SALES = (
    "edit_order", "add_deal", "edit_deal", "include_in_campaign", "exclude_from_campaign",
    "signal_sales", "import_deals", "import_campaigns",
)  # fmt: skip
_IMPORTS = ("import_ledger", "import_bank", "import_customers", "import_invoices", "import_einvoice")


# The kinds of what acts leave at a customer, and the acts of each; whatever else they are is a change.
_OF_ACTS = {"documents": DOCUMENTS, "sales": SALES, "imports": _IMPORTS}


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Rows that tell something: their kinds, whose they are, their day ("": that of the instant)."""

    kinds: tuple[str, ...]
    facts: Manager[Any]
    whose: str = "customer_id"
    day: str = ""
    beside: tuple[str, ...] = ()
    instant: str = "recorded_at"
    order: str = ""  # a column that grows with the instant, where the instant is another table's
    which: Q = field(default_factory=Q)
    within: Callable[[list[Any]], None] = lambda _rows: None  # puts beside them what is many of each
    among: Callable[[tuple[str, ...]], Q] = lambda _kinds: Q()  # where it tells several kinds: those of some

    def tells(self, kinds: tuple[str, ...]) -> bool:
        """Whether it has something of these kinds; none is all."""
        return not kinds or bool({*kinds} & {*self.kinds})

    def light(self, key: int, kinds: tuple[str, ...]) -> QuerySet[Any, Any]:
        """Day (if it has one), instant and key of each of these kinds, newest first."""
        order = [each for each in (self.day, self.order or self.instant, "pk") if each]
        which = self.which & self.among(kinds) if kinds else self.which
        day = F(self.day) if self.day else Cast(Value(None), DateField())
        rows: QuerySet[Any, Any] = self.facts.filter(which, **{self.whose: key}).annotate(story_day=day)
        columns = rows.values_list("story_day", self.instant, "pk")
        return columns.order_by(*(f"-{column}" for column in order))

    def whole(self, keys: tuple[int, ...]) -> QuerySet[Any, Any]:
        """A few of them, with what stands beside."""
        return self.facts.filter(pk__in=keys).select_related(*self.beside)


@lru_cache(maxsize=512)
def newest_of(source: Source, kinds: tuple[str, ...], until: int) -> Prepared[[int], Any]:
    """The `until` newest of a source by whose they are, as `Source.light` reads them."""
    return Prepared(lambda key: source.light(key, kinds)[:until])


@lru_cache(maxsize=64)
def whole_of(source: Source) -> Prepared[[tuple[int, ...]], Any]:
    """Rows of a source by their keys, as `Source.whole` reads them."""
    return Prepared(source.whole)


def _acts(kinds: tuple[str, ...]) -> Q:
    """What acts of these kinds left."""
    told = Q(entry__act__in=[act for kind in kinds for act in _OF_ACTS.get(kind, ())])
    others = ~Q(entry__act__in=[act for acts in _OF_ACTS.values() for act in acts])
    return told | others if "changes" in kinds else told


@prepared
def _settled(payments: tuple[int, ...]) -> QuerySet[Application]:
    """What the ledger says that these payments settled; what bank and people applied has rows of its own."""
    told = Application.objects.filter(payment__in=payments, source="ledger", reverses__isnull=True)
    return told.select_related("receivable").order_by("pk")


def _with_settled(payments: list[Payment]) -> None:
    beside: defaultdict[int | None, list[Application]] = defaultdict(list)
    for one in _settled(tuple(row.pk for row in payments)):
        beside[one.payment_id].append(one)
    for row in payments:
        row.settled = beside[row.pk]


# What is said of a letter, and what a person found of one recalled, are told on the line of its delivery.
_DELIVERY: dict[str, Any] = {
    "facts": Delivery.objects,
    "day": "on",
    "beside": ("message__group",),
    "within": with_endings,
}
_APPLICATION: dict[str, Any] = {
    "facts": Application.objects,
    "day": "applied_on",
    "beside": ("receivable", "payment", "credit_note"),
}
# Applications that a payment's own entry does not tell: by bank or person, by credit note, undone.
_APART = ~Q(source="ledger") | Q(payment__isnull=True) | Q(reverses__isnull=False)

_STOP: dict[str, Any] = {
    "facts": Stop.objects,
    "beside": ("message", "task", "receivable", "entry"),
    "which": Q(entry__act="stop_paid"),  # what the gate stops on its way, its own entry tells
}

_ELSEWHERE = ~Q(customer_id=F("message__carried__customer_id"))

OF_CUSTOMER = {
    "delivery": Source(("messages",), **_DELIVERY),
    "bounce": Source(("messages",), Bounce.objects, day="on", beside=("message",)),
    "received": Source(("messages",), Received.objects, day="on", which=~Q(kind="dsn")),
    # An answer to an e-mail that carried several is filed with one of them, and told of each.
    "answered": Source(
        ("messages",),
        Received.objects,
        "message__carried__customer_id",
        "on",
        which=~Q(kind="dsn") & _ELSEWHERE,
    ),
    "stop": Source(("messages", "calls"), **_STOP),
    "payment": Source(
        ("payments",),
        Payment.objects,
        day="paid_on",
        beside=("refund", "transfer_out__to_customer", "transfer_in__customer"),
        within=_with_settled,
    ),
    "application": Source(("applications",), which=_APART, **_APPLICATION),
    "order": Source(("orders",), Order.objects, day="ordered_on"),
    "hold": Source(("holds",), Hold.objects, day="from_on", beside=("receivable",)),
    "dispute": Source(("disputes",), Dispute.objects, day="opened_on", beside=("receivable",)),
    "note": Source(("notes",), Note.objects, beside=("receivable",)),
    "promise": Source(("promises",), Promise.objects, day="made_on"),
    "entered": Source(("changes",), Entered.objects, day="entered_on", beside=("experiment",)),
    "channel": Source(("changes",), ChannelChoice.objects),
    "call": Source(("calls",), Call.objects, day="on", beside=("contact",)),
    "leaf": Source(
        (*_OF_ACTS, "changes"),
        Leaf.objects,
        beside=("entry",),
        instant="entry__at",
        order="entry_id",
        which=~Q(entry__act__in=_TOLD_ELSEWHERE),
        among=_acts,
    ),
}
_OF = "receivable_id"
OF_INVOICE = {
    "delivery": Source(("messages",), whose="message__items__receivable_id", **_DELIVERY),
    "stop": Source(("messages", "calls"), whose=_OF, **_STOP),
    "application": Source(("applications",), whose=_OF, **_APPLICATION),
    "use": Source(("applications",), whose="credit_note_id", **_APPLICATION),
    "promise": Source(("promises",), Promise.objects, "items__receivable_id", "made_on"),
    "hold": Source(("holds",), Hold.objects, _OF, "from_on", ("receivable",)),
    "dispute": Source(("disputes",), Dispute.objects, _OF, "opened_on", ("receivable",)),
    "note": Source(("notes",), Note.objects, _OF, beside=("receivable",)),
    "attachment": Source(("documents",), Attachment.objects, _OF),
    "past": Source(
        ("changes",), ReceivablePast.objects, _OF, instant="superseded_at", beside=("receivable",)
    ),
}
