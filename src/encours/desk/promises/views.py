"""Promises: all of them by their day, one made from a customer's page, one withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.promise import promise, withdraw_promise
from encours.desk.acting import Ask, act_page
from encours.desk.customers.asking import about
from encours.desk.deciding import stop_for
from encours.desk.paging import sliced
from encours.desk.promises import telling
from encours.desk.promises.accepting import accepted
from encours.desk.promises.forms import MakePromise, Withdraw
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import Customer
from encours.records.promises.models import Promise
from encours.records.receivables.due import due_day
from encours.records.receivables.models import Receivable

_MOST = 100
_LOOKED_AT = 500  # promises among which a state is sought: it is reckoned, never stored


@visiting()
def promises(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List promises by their day, the latest first; of one state, among the latest five hundred."""
    state = request.GET.get("state", "")
    rows = Promise.objects.seen(visit.sight).select_related("customer")
    known = dict(telling.states())
    page = None
    if state in known:
        looked = telling.told(list(rows.order_by("-due_on", "-pk")[:_LOOKED_AT]), visit.on)
        shown = [one for one in looked if one.state == state][:_MOST]
    else:
        state = ""
        page = sliced(rows, "-due_on", request)
        shown = telling.told(page.rows, visit.on)
    context = {
        "rows": shown,
        "state": state,
        "states": telling.states(),
        "slice": page,
        "looked_at": _LOOKED_AT,
        "state_of": telling.state_name,
        "source_of": telling.source_name,
    }
    return render(request, "promises/list.html", context)


@visiting(right=("collect", "note"), methods=("GET", "POST"), subject=Customer.objects)
def make_promise(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Write down what a customer promises to pay."""
    owed = list(
        Receivable.objects.filter(customer=customer, open_cents__gt=0, gone_on__isnull=True)
        .exclude(kind="opening")
        .annotate(due_day=due_day())
        .order_by("due_day", "pk")[:_MOST]
    )
    ask = about(customer.pk, _("Promesse de %(name)s") % {"name": customer.name}, _("Noter la promesse"),
                _("Promesse notée : les relances attendent son jour."))  # fmt: skip
    forms: list[MakePromise] = []

    def form(*given: Any, **named: Any) -> MakePromise:
        forms.append(MakePromise(*given, receivables=owed, **named))
        return forms[-1]

    def act(told: Mapping[str, Any]) -> None:
        promise(
            customer,
            items=forms[-1].items(),
            due_on=told["due_on"],
            source=told["source"],
            text=told["text"],
            on=visit.on,
            author=visit.author,
            at=visit.at,
        )
        stop_for(visit, [customer.pk])

    late = [each.pk for each in owed if each.due_day < visit.on]
    usual = {"invoices": late or [each.pk for each in owed]}
    return act_page(request, ask, form, act, usual | accepted(request, customer, owed, visit.on))


@visiting(right="collect", methods=("GET", "POST"), subject=Promise.objects)
def withdraw(request: DeskRequest, visit: Visit, made: Promise) -> HttpResponse:
    """Say that a promise does not hold any more."""
    ask = Ask(
        title=_("Retirer la promesse"),
        lead=made.customer.name,
        verb=_("Retirer"),
        back=reverse("customer", args=[made.customer_id]),
        done=_("Promesse retirée : les relances reprennent."),
    )

    def act(told: Mapping[str, Any]) -> None:
        withdraw_promise(made, reason=told["reason"], on=visit.on, author=visit.author, at=visit.at)
        stop_for(visit, [made.customer_id])

    return act_page(
        request,
        ask,
        Withdraw,
        act,
    )
