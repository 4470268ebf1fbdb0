"""All that everybody did, newest first: from the entries of history, read by key and never counted.

A batch of messages is one act; asked for by kind, messages are listed one by one, with what came back.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from encours.acts.noticing import members
from encours.desk import telling
from encours.desk.authors import names_of
from encours.desk.fields import day_field
from encours.desk.paging import sliced
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.desk.work import deliveries
from encours.desk.work.causes import cause_words
from encours.records.history.models import Entry, Leaf
from encours.records.parties.models import Customer
from encours.records.parties.searching import naming
from encours.words.masking import masked

_BY_RULE = "rule"
_NAMED = 200
ACTS = (
    "note", "note_many", "ask", "answer", "hold", "hold_many", "release", "release_many", "open_dispute",
    "close_dispute", "approve", "move", "withdraw", "send", "answer_uncertain", "apply_cash", "apply_line",
    "accept_proposal", "undo_application", "edit_customer", "add_contact", "edit_contact", "edit_receivable",
    "transfer", "invite", "share", "import_ledger", "import_bank", "confirm_terms", "confirm_regime", "give_role",
)  # fmt: skip
DEVIATIONS = (
    "hold", "hold_many", "spare", "move", "withdraw", "type_recipient", "choose_offer", "move_cases", "choose_channel",
    "refuse_messages", "send_back", "accept_freshness", "recall_letter",
)  # fmt: skip
"""What a person does that departs from what the scenario would have done by itself."""
_DEVIATIONS = "deviations"


class Filters(forms.Form):
    """Whose acts, which, about whom, from when."""

    kind = forms.ChoiceField(label=_("Genre"), required=False)
    person = forms.ChoiceField(label=_("Qui"), required=False)
    act = forms.ChoiceField(label=_("Quoi"), required=False)
    customer = forms.CharField(label=_("Client"), max_length=100, required=False)
    from_on = day_field(label=_("À partir du"), required=False)
    to_on = day_field(label=_("Jusqu’au (inclus)"), required=False)

    def __init__(self, *given: Any, visit: Visit, **named: Any) -> None:
        super().__init__(*given, **named)
        people = [(one.user.email, one.user.name) for one in members(visit.creditor.pk, on=visit.on)]
        everybody = [("", _("Tous")), (_BY_RULE, telling.HOUSE), *people]
        kinds = [("", _("Actes")), *((code, deliveries.kind_names()[code]) for code in deliveries.KINDS)]
        acts = sorted(((code, telling.act_name(code)) for code in ACTS), key=lambda pair: pair[1])
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["person"].choices = everybody  # type: ignore[attr-defined] # of a ChoiceField
        self.fields["act"].choices = [("", _("Tous")), (_DEVIATIONS, _("Écarts au scénario")), *acts]  # type: ignore[attr-defined] # the same


@dataclass(frozen=True, slots=True)
class Row:
    """One act: when, who, what, about whom (the first customer, and whether there are more), and why."""

    at: datetime
    hour: str
    who: str
    act: str
    icon: str
    customer: Customer | None
    more: bool
    cause: str
    url: str = ""


@visiting()
def activity(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show the acts of everybody that concern what this person sees."""
    form = Filters(request.GET, visit=visit)
    told = form.cleaned_data if form.is_valid() else {}
    kind = told.get("kind", "")
    named = _named(visit, told.get("customer", ""))
    if kind:
        page = sliced(deliveries.deliveries(visit, kind, told, named), "-id", request)
        rows = _messages(kind, page.rows, visit)
    else:
        page = sliced(_entries(visit, told, named), "-id", request)
        rows = _rows(visit, page.rows)
    context = {"form": form, "filtered": any(told.values()), "kind": kind, "rows": rows, "slice": page}
    return render(request, "work/activity.html", context, status=200 if form.is_valid() else 422)


def _named(visit: Visit, words: str) -> list[int] | None:
    """The customers that these words name; None where nothing is said."""
    if not words:
        return None
    found = Customer.objects.seen(visit.sight).filter(naming(words)).order_by()
    return list(found.values_list("pk", flat=True)[:_NAMED])


def _entries(visit: Visit, told: dict[str, Any], named: list[int] | None) -> QuerySet[Entry]:
    rows = Entry.objects.filter(creditor=visit.creditor)
    if not visit.sight.whole:
        rows = rows.filter(Exists(_leaves(visit)))
    if person := told.get("person"):
        by_rule = Q(author__gte="rule:", author__lt="rule;", author__startswith="rule:")
        rows = rows.filter(by_rule if person == _BY_RULE else Q(author=person))
    if told.get("act") == _DEVIATIONS:
        by_person = ~Q(author__startswith="rule:")
        rows = rows.filter(by_person, act__in=DEVIATIONS)
    elif told.get("act"):
        rows = rows.filter(act=told["act"])
    if named is not None:
        rows = rows.filter(pk__in=Leaf.objects.filter(customer_id__in=named).values("entry_id"))
    zone = ZoneInfo(visit.creditor.time_zone)
    if told.get("from_on"):
        rows = rows.filter(at__gte=_midnight(told["from_on"], zone))
    if told.get("to_on"):
        rows = rows.filter(at__lt=_midnight(told["to_on"] + timedelta(days=1), zone))
    return rows


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone)


def _leaves(visit: Visit) -> QuerySet[Leaf]:
    """The leaves of an entry about customers that are seen."""
    rows = Leaf.objects.filter(entry=OuterRef("pk"), customer_id__isnull=False)
    if visit.sight.whole:
        return rows
    return rows.filter(customer_id__in=Customer.objects.seen(visit.sight).values("pk"))


def _rows(visit: Visit, entries: Sequence[Entry]) -> list[Row]:
    """The entries of a page with the first of their customers: two more queries."""
    keys = [one.pk for one in entries]
    leaves = _leaves(visit).order_by("pk").values("customer_id")
    firsts = Entry.objects.filter(pk__in=keys).annotate(
        first=Subquery(leaves[:1]), second=Subquery(leaves[1:2])
    )
    found = {key: (first, second) for key, first, second in firsts.values_list("pk", "first", "second")}
    customers = Customer.objects.in_bulk({first for first, _second in found.values() if first})
    batches = _batches(visit, entries)
    names = names_of(one.author for one in entries)
    return [
        Row(
            at=one.at,
            hour=_hour(one.at, visit),
            who=names[one.author],
            act=telling.act_name(one.act),
            icon=telling.ICONS.get(one.act, "history"),
            customer=customers.get(found[one.pk][0]),
            more=found[one.pk][1] is not None,
            cause=batches.get(one.pk) or _cause(one, visit),
        )
        for one in entries
    ]


def _cause(entry: Entry, visit: Visit) -> str:
    return visit.free_text(masked(cause_words(entry.cause))) if visit.sight.whole else ""


def _batches(visit: Visit, entries: Sequence[Entry]) -> dict[int, str]:
    """What became of the messages of each batch sent, for whoever sees the whole creditor: one query."""
    if not visit.sight.whole:
        return {}
    keys = [one.pk for one in entries if one.act == "send"]
    heads = Leaf.objects.filter(entry_id__in=keys, customer_id__isnull=True, content__isnull=False)
    return {
        key: deliveries.sent_in(json.loads(content or "{}").get("facts", {}).get("states", {}))
        for key, content in heads.values_list("entry_id", "content")
    }


def _messages(kind: str, shown: Sequence[Any], visit: Visit) -> list[Row]:
    """Messages that left or came, in the words of their customers' timelines."""
    told = [(one, deliveries.words_of(kind, one, visit)) for one in deliveries.with_what_is_said(kind, shown)]
    names = names_of(words.get("who", "") for _one, words in told)
    return [_message(one, words, names[words.get("who", "")], visit) for one, words in told]


def _message(row: Any, told: Mapping[str, Any], who: str, visit: Visit) -> Row:
    return Row(
        at=row.recorded_at,
        hour=_hour(row.recorded_at, visit),
        who=who or telling.HOUSE,
        act=told["title"],
        icon=told["icon"],
        customer=row.customer,
        more=False,
        cause=masked(told["detail"]),
        url=told.get("url", ""),
    )


def _hour(at: datetime, visit: Visit) -> str:
    return at.astimezone(ZoneInfo(visit.creditor.time_zone)).strftime("%H:%M")
