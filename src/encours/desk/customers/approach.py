"""The approach of one customer: channel, tone, moment, offer, from what; and the channel chosen by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from encours.acts.choose_channel import choose_channel
from encours.core.approach import Proposed, Situation, offered
from encours.core.channel_history import CHANNELS, counted, preferred
from encours.desk.acting import act_page
from encours.desk.customers.asking import about
from encours.desk.customers.behaving import Told, behaviour_of
from encours.desk.customers.present import present
from encours.desk.customers.sparing import of_customer as spared
from encours.desk.customers.standing import Standing, standing_of
from encours.desk.deciding import decide_today
from encours.desk.promises import telling as promises
from encours.desk.shell import render
from encours.desk.telling import channel_name
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.frames.channel_history import messages_answered
from encours.records.messages.channels import ChannelChoice
from encours.records.parties.models import Customer
from encours.words import approach as words
from encours.words.languages import nearest

_TENTHS = 10


class Chosen(forms.Form):
    """The channel of a customer, and why."""

    channel = forms.ChoiceField(label=gettext_lazy("Canal"), required=False, widget=forms.RadioSelect)
    reason = forms.CharField(label=gettext_lazy("Motif"), max_length=300)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        ways = [(code, channel_name(code)) for code in CHANNELS]
        self.fields["channel"].choices = [("", _("celui de chaque étape")), *ways]  # type: ignore[attr-defined]


@visiting(subject=Customer.objects)
def approach(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show how this customer is best approached, and from what."""
    language = nearest(get_language())
    standing = standing_of(customer, visit, present(customer.pk))
    told = behaviour_of(customer.pk, visit, standing.open_items)
    main = told[0] if told else None
    situation = situation_of(customer, visit, standing, main)
    proposed = offered(situation)
    counts = preferred(counted(messages_answered(customer.creditor_id, on=visit.on, customers=[customer.pk])))
    history = counts.row(0, named=True) if counts.height else {}
    choice = ChannelChoice.objects.filter(customer=customer).order_by("-pk").first()
    currency = standing.balances[0].currency
    context = {
        "customer": customer,
        "standing": standing,
        "behaviour": main,
        "situation": situation,
        "offer": words.offer(proposed, currency, language),
        "because": words.because(proposed),
        "promise": _promise(customer, proposed),
        "currency": currency,
        "choice": choice,
        "channel_name": channel_name,
        "counts": [(channel_name(code), words.counts(history, code)) for code in CHANNELS],
        "by_history": history.get("channel", ""),
    }
    return render(request, "customers/approach.html", context)


def situation_of(customer: Customer, visit: Visit, standing: Standing, main: Told | None) -> Situation:
    """What the rules of an offer look at, in the currency that weighs most."""
    balance = max(standing.balances, key=lambda one: one.overdue_cents)
    items = standing.open_items.filter(
        pl.col("currency") == balance.currency,
        pl.col("open_cents") > 0,
        ~pl.col("gone"),
        pl.col("due_on") < visit.on,
    )
    oldest = items["due_on"].min()
    figures = main.figures if main is not None and main.figures.currency == balance.currency else None
    beyond = figures.with_waiting_tenths if figures and figures.paid_cents else None  # else it has no habit
    broken = [one for one in promises.of_customer(customer.pk, visit.on) if one.state == "broken"]
    return Situation(
        overdue_cents=balance.overdue_cents,
        disputed_cents=int(items["disputed_cents"].sum()),
        late_days=(visit.on - oldest).days if isinstance(oldest, date) else 0,
        habit_days=None if beyond is None else max(beyond // _TENTHS, 0),
        trend=figures.trend if figures else "",
        broken=len(broken),
        in_difficulty=any(one.kind == "difficulty" for one, _name in spared(customer.pk, visit.on)),
    )


def _promise(customer: Customer, proposed: Proposed) -> str:
    """Where what is offered is written down, once the customer agrees; empty where nothing is to agree."""
    if proposed.offer in ("none", "wait", "no_more_promises"):
        return ""
    return reverse("make_promise", args=[customer.pk])


@visiting(right="collect", methods=("GET", "POST"), subject=Customer.objects)
def choose(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Choose by which channel this customer is written to."""
    ask = about(
        customer.pk,
        _("Choisir le canal"),
        _("Choisir"),
        _("C’est noté : la journée est recalculée avec ce canal."),
        lead=_("Pour les relances de %(name)s, une mise en demeure exceptée : elle reste une lettre.")
        % {"name": customer.name},
    )

    def act(values: Mapping[str, Any]) -> None:
        choose_channel(customer, **values, author=visit.author, at=visit.at)
        decide_today(visit.creditor, author=visit.author)

    return act_page(request, ask, Chosen, act)
