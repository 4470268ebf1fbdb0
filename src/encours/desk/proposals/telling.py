"""Reminders as the page shows them: what they ask, of whom, what they lack, what holds them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.marking import WAITING, no_longer_so, ready
from encours.acts.send.heads import heads_of
from encours.acts.send.looking import freshness as judged
from encours.core.freshness import Freshness
from encours.core.reasons import Reason, ReasonCode
from encours.core.scenario import from_dict
from encours.core.scenario.ladder import CHANNELS
from encours.desk.items import lateness
from encours.desk.visits import Visit
from encours.desk.waiting import reminders
from encours.records.frames.ladders import scenarios_but
from encours.records.messages.models import Message
from encours.records.parties.models import Contact, Creditor
from encours.records.policies.reading import latest_version
from encours.records.receivables.due import due_day
from encours.words.languages import nearest
from encours.words.reasons import say, sentence

_STATES = {"shadowed": "shadow"}


@dataclass(frozen=True, slots=True)
class Row:
    """One reminder of the list. `token` says which state of it was read."""

    message: Message
    token: str
    state: str
    days_late: int | None
    invoices: int
    addressed: bool
    held: str
    group: str  # the group with others of which it leaves, or has left, in one e-mail


@dataclass(frozen=True, slots=True)
class Group:
    """Reminders of one step by one channel in one currency."""

    step_code: str
    channel: str
    currency: str
    count: int
    cents: int
    to_approve: int


def of_the_day(visit: Visit) -> QuerySet[Message]:
    """The reminders that may leave today: as many as the navigation says beside their list."""
    return reminders(visit).select_related("customer")


def changed_since(visit: Visit) -> QuerySet[Message]:
    """The reminders prepared that leave no more as they are: something moved since."""
    rows = no_longer_so(Message.objects.seen(visit.sight))
    return rows.select_related("customer").order_by("-total_cents", "pk")


def later(visit: Visit) -> QuerySet[Message]:
    """The reminders that somebody moved to another day."""
    rows = Message.objects.seen(visit.sight).filter(state__in=WAITING, planned_on__gt=visit.on)
    return ready(rows).select_related("customer").order_by("planned_on", "pk")


def uncertain(visit: Visit) -> QuerySet[Message]:
    """The reminders handed over whose fate nobody knows."""
    rows = Message.objects.seen(visit.sight).filter(state="uncertain")
    return rows.select_related("customer").order_by("handed_at", "pk")


def groups(messages: QuerySet[Message]) -> list[Group]:
    """Sums by step, channel and currency, in the ladder's order."""
    rows = (
        messages.values("position", "step_code", "channel", "currency")
        .annotate(
            count=Count("pk"),
            cents=Sum("total_cents"),
            to_approve=Count("pk", filter=Q(state="proposed", needs_approval=True)),
        )
        .order_by("position", "channel", "currency")
    )
    return [
        Group(
            row["step_code"],
            row["channel"],
            row["currency"],
            row["count"],
            row["cents"],
            row["to_approve"],
        )
        for row in rows
    ]


def rows(messages: Sequence[Message], visit: Visit) -> list[Row]:
    """Say of each reminder shown what the list tells; four queries, however many, and a few where groups are."""
    if not messages:
        return []
    keys = [message.pk for message in messages]
    oldest = {
        pk: (due_on, count)
        for pk, due_on, count in Message.objects.filter(pk__in=keys)
        .annotate(
            due_on=Min(due_day("items__receivable__"), filter=Q(items__position__isnull=False)),
            invoices=Count("items", filter=Q(items__position__isnull=False)),
        )
        .values_list("pk", "due_on", "invoices")
    }
    reached = set(
        Contact.objects.filter(
            customer_id__in={message.customer_id for message in messages}, removed_at__isnull=True
        )
        .exclude(email="")
        .values_list("customer_id", flat=True)
    )
    dated = [oldest[pk][0] for pk in keys if oldest[pk][0] is not None]
    late = dict(zip(dated, lateness(dated, visit.on), strict=True))
    groups = at_heads(messages, visit)
    return [
        Row(
            message=message,
            token=token(message),
            state=_STATES.get(message.state, message.state),
            days_late=late.get(oldest[message.pk][0]),
            invoices=oldest[message.pk][1],
            addressed=message.pk in groups or addressed(message, by_email=message.customer_id in reached),
            held=held(message),
            group=groups.get(message.pk, ""),
        )
        for message in messages
    ]


def at_heads(messages: Sequence[Message], visit: Visit) -> dict[int, str]:
    """The group at whose head each of these reminders is read, by reminder, where one is."""
    mailed = [message for message in messages if message.channel == "email" and not message.typed_recipient]
    customers = {message.customer_id for message in mailed}
    heads = heads_of(visit.creditor, on=visit.on, shadow=visit.creditor.shadow, customers=customers)
    if not heads:
        return {}
    latest = latest_version(visit.creditor.pk)
    scenario = from_dict(latest.content)
    kept = scenarios_but(visit.creditor.pk, sorted(heads.keys() & customers), latest.pk)
    found = {}
    for message in mailed:
        step = kept.get(message.customer_id, scenario).by_code(message.step_code)
        if message.customer_id in heads and step is not None and step.courtesy:
            found[message.pk] = heads[message.customer_id].name
    return found


def token(message: Message) -> str:
    """Name a reminder and the state of it that is shown: what moved since is not approved unseen."""
    return f"{message.pk}.{message.version}.{message.facts_version}.{message.total_cents}"


def addressed(message: Message, *, by_email: bool) -> bool:
    """Whether somebody can be written to."""
    if message.typed_recipient:
        return True
    if message.channel == "email":
        return by_email
    return bool(message.customer.address and message.customer.city)


def held(message: Message) -> str:
    """Why the gate let it wait, in the reader's language; empty when it did not."""
    if not message.held_reason:
        return ""
    return sentence(message.held_reason, message.held_facts, nearest(get_language()))


def instead(message: Message) -> str:
    """Why it goes by another channel than its step's own, in the reader's language; empty when it does not."""
    if not message.channel_because:
        return ""
    (own,) = (one for one in CHANNELS if one != message.channel)
    facts = {"channel": message.channel, "instead_of": own, "channel_because": message.channel_because}
    return say(Reason(ReasonCode.CHANNEL_INSTEAD, facts), nearest(get_language()))


def fresh(creditor: Creditor, *, on: date) -> tuple[Freshness, str]:
    """How recent what is known of payments is, and the sentence that says it."""
    found = judged(creditor, on=on)
    return found, say(found.reason, nearest(get_language()))


def mention(code: str) -> str:
    """A mention that a formal notice must bear, in the reader's language."""
    return {
        "date": _("la date"),
        "words_formal_notice": _("les mots « mise en demeure » dans l’objet"),
        "creditor_identity": _("votre raison sociale"),
        "creditor_address": _("votre adresse"),
        "debtor_identity": _("le nom du client"),
        "debtor_address": _("l’adresse postale du client"),
        "facts_and_basis": _("le numéro, la date et le fondement de chaque facture"),
        "items_all_due": _("des factures toutes échues, d’une échéance certaine"),
        "amounts_itemised": _("le détail des montants"),
        "interest_and_indemnity": _("les pénalités et l’indemnité"),
        "deadline": _("le délai pour payer"),
        "earlier_reminders": _("les rappels déjà envoyés"),
        "consequence": _("ce qui suivra faute de paiement"),
        "ways_to_pay": _("les moyens de payer"),
        "signature": _("qui signe"),
    }.get(code, code)
