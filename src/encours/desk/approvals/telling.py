"""The batch that awaits agreement as the page shows it: by what changed since the day before."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.acts.approvals.asking import rules_asking
from encours.acts.approvals.batch import compared, day_before
from encours.acts.approvals.capacity import Capacity, capacity_of
from encours.acts.approvals.deciding import may_not
from encours.core.approvals import ApprovalRule
from encours.core.approvals.batches import CHANGES
from encours.core.reasons import ReasonCode
from encours.desk.plain import in_words
from encours.desk.proposals.telling import held, of_the_day, token
from encours.desk.visits import Visit
from encours.records.messages.approvals import BatchLine
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.words import days
from encours.words.languages import nearest

SHOWN = 200  # lines of a group; its counts and sums are those of all


@dataclass(frozen=True, slots=True)
class Line:
    """A message of the batch, or one of the day before that is gone (`message` None, `became` says why)."""

    message: Message | None
    customer: tuple[int, str]
    step: str
    was_step: str
    currency: str
    cents: int | None
    was_cents: int | None
    token: str = ""
    rule: str = ""
    refusal: str = ""  # why it is not this person's to decide
    sent_back: str = ""
    became: str = ""

    @property
    def mine(self) -> bool:
        """Whether a button for the whole group takes it."""
        return self.message is not None and not self.refusal and not self.sent_back


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one kind of change, with their counts and sums; `seal` names those that one button approves."""

    change: str
    lines: tuple[Line, ...]
    sums: tuple[tuple[str, int], ...]
    mine: int
    my_sums: tuple[tuple[str, int], ...]
    seal: str

    @property
    def shown(self) -> tuple[Line, ...]:
        """Those that the page lists."""
        return self.lines[:SHOWN]


@dataclass(frozen=True, slots=True)
class Batch:
    """What awaits agreement today, and the day with which it is compared (None: no former batch)."""

    groups: tuple[Group, ...]
    before: date | None

    @property
    def waiting(self) -> int:
        """How many await agreement."""
        return sum(len(one.lines) for one in self.groups if one.change != "gone")


def waiting(visit: Visit) -> QuerySet[Message]:
    """The messages of the day that somebody must agree to."""
    return of_the_day(visit).filter(state="proposed", needs_approval=True)


def batch(visit: Visit) -> Batch:
    """Read the batch of the day beside that of the day before."""
    last = day_before(visit.creditor.pk, on=visit.on)
    former = BatchLine.objects.seen(visit.sight)
    former = former.filter(on=last) if last else former.none()
    found, messages = compared(visit.creditor, waiting(visit).order_by("-total_cents", "pk"), former)
    asking = rules_asking(visit.creditor, list(messages.values()))
    mine = capacity_of(visit.creditor.pk, visit.author, on=visit.on)
    gone = found.filter(change="gone")
    names = dict(
        Customer.objects.seen(visit.sight)
        .filter(pk__in=gone["customer_id"].unique().to_list())
        .values_list("pk", "name")
    )
    ends = _ends(visit, gone["was_key"].to_list())
    lines: dict[str, list[Line]] = defaultdict(list)
    for row in found.iter_rows(named=True):
        message = messages.get(row["key"] or "")
        if message is None:
            lines["gone"].append(_gone(row, names, ends))
        else:
            lines[row["change"]].append(_line(message, row, asking.get(message.pk), mine))
    return Batch(tuple(_group(change, lines[change]) for change in CHANGES if lines[change]), last)


def _line(message: Message, row: Mapping[str, Any], rule: ApprovalRule | None, mine: Capacity) -> Line:
    refusal = may_not(message, rule, mine)
    back = message.held_reason == ReasonCode.SENT_BACK
    return Line(
        message,
        (message.customer_id, message.customer.name),
        message.step_code,
        row["was_step"] or "",
        message.currency,
        message.total_cents,
        row["was_cents"],
        token=token(message),
        rule=rule.label(nearest(get_language())) if rule else "",
        refusal=in_words(refusal.sentence) if refusal else "",
        sent_back=held(message) if back else "",
    )


def _gone(row: Mapping[str, Any], names: Mapping[int, str], ends: Mapping[str, str]) -> Line:
    return Line(
        None,
        (row["customer_id"], names.get(row["customer_id"], "")),
        "",
        row["was_step"],
        row["currency"],
        None,
        row["was_cents"],
        became=ends.get(row["was_key"]) or _("n’est plus proposée : payée, suspendue ou à une autre étape"),
    )


def _ends(visit: Visit, keys: Iterable[str]) -> dict[str, str]:
    """What became of messages that awaited agreement the day before, by key, where they still are."""
    rows = Message.objects.seen(visit.sight).filter(key__in=list(keys))
    return {one.key: _end(one) for one in rows}


def _end(message: Message) -> str:
    if message.state == "approved":
        return _("approuvée, elle attend de partir")
    if message.state == "proposed" and message.needs_approval:
        return _("déplacée au %(day)s") % {"day": days.day(message.planned_on, nearest(get_language()))}
    if message.state == "proposed":
        return _("n’attend plus d’accord")
    if message.state in {"stopped", "refused", "recalled"}:
        return held(message) or _("arrêtée")
    return _("partie")


def _group(change: str, lines: list[Line]) -> Group:
    ordered = tuple(sorted(lines, key=lambda one: -(one.cents or one.was_cents or 0)))
    mine = [one for one in ordered if one.mine]
    return Group(change, ordered, _sums(ordered), len(mine), _sums(mine), _seal(mine))


def _sums(lines: Iterable[Line]) -> tuple[tuple[str, int], ...]:
    found: dict[str, int] = defaultdict(int)
    for one in lines:
        found[one.currency] += one.cents if one.cents is not None else one.was_cents or 0
    return tuple(sorted(found.items()))


def _seal(lines: Iterable[Line]) -> str:
    """Name exactly these messages as they are shown: what moved since is not approved unseen."""
    return hashlib.sha256(" ".join(sorted(one.token for one in lines)).encode()).hexdigest()[:32]


def change_name(change: str) -> str:
    """A kind of change in the reader's language."""
    return {
        "new": _("Nouvelles"),
        "tone": _("Autre ton"),
        "amount": _("Autre montant"),
        "same": _("Comme au lot précédent"),
        "gone": _("Disparues depuis le lot précédent"),
    }[change]


def change_tone(change: str) -> str:
    """The tone that the skin gives it."""
    return {"new": "info", "tone": "late", "amount": "watch", "same": "quiet", "gone": "quiet"}[change]
