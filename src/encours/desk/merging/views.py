"""The page that compares two customers and makes them one; the form that makes them two again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts.keep_measures import is_big
from encours.acts.merging.merge import merge_customers
from encours.acts.merging.undo import undo_merging
from encours.desk.acting import REFUSED, Ask, act_page, made_from, performed
from encours.desk.deciding import decide_today
from encours.desk.merging import comparing, forms
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.merging.models import Merging
from encours.records.parties.models import Customer

_BOTH = ("GET", "POST")
_SHOWN = ("personal", "pricing")


@visiting(right="collect", shows=_SHOWN, methods=_BOTH, subject=Customer.objects)
def merge(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Choose the other customer, compare the two, then merge it into this one."""
    told = request.POST.get("other") or request.GET.get("other", "")
    other = comparing.other_named(visit, customer, told)
    if other is None:
        return _choose(request, visit, customer)
    rows = comparing.compared(customer, other)
    sides = [row.side for row in rows]
    if request.method != "POST":
        first = {"take": [side.code for side in sides if side.take]}
        return _shown(request, visit, customer, other, forms.Merge(sides=sides, initial=first), 200)
    form = forms.Merge(request.POST, sides=sides)
    status = REFUSED if not form.is_valid() else _merged(request, visit, customer, other, form)
    if status is not None:
        return _shown(request, visit, customer, other, form, status)
    _decided(visit)
    told = _("%(name)s ne fait plus qu’un avec ce client ; cela se défait depuis cette page.")
    return said(redirect("customer", pk=customer.pk), told % {"name": other.name})


def _merged(
    request: DeskRequest, visit: Visit, customer: Customer, other: Customer, form: forms.Merge
) -> int | None:
    return performed(
        form,
        lambda: merge_customers(
            customer,
            other,
            take=form.cleaned_data["take"],
            reason=form.cleaned_data["reason"],
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
            on=visit.on,
        ),
    )


def _decided(visit: Visit) -> None:
    """The day again, so that what is proposed is of the customers as they now are; a large base waits its night."""
    if not is_big(visit.creditor):
        decide_today(visit.creditor, author=visit.author)


def _choose(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "customer": customer,
        "words": words,
        "found": comparing.found(visit, customer, words),
        "likely": comparing.likely(visit, customer),
    }
    status = 200 if request.method == "GET" else REFUSED
    return render(request, "merging/choose.html", context, status=status)


def _shown(
    request: DeskRequest, visit: Visit, kept: Customer, absorbed: Customer, form: forms.Merge, status: int
) -> HttpResponse:
    taken: Any = form["take"].value() or []
    context = {
        "kept": kept,
        "absorbed": absorbed,
        "form": form,
        "taken": taken,
        "rows": comparing.compared(kept, absorbed),
        "balances": comparing.balances(kept, absorbed, visit.on),
        "moving": comparing.moving(absorbed),
    }
    return render(request, "merging/merge.html", context, status=status)


@visiting(right="collect", shows=_SHOWN, methods=_BOTH, subject=Merging.objects)
def undo(request: DeskRequest, visit: Visit, merging: Merging) -> HttpResponse:
    """Make two customers of one again."""
    absorbed = Customer.objects.get(pk=merging.absorbed_id)
    lead = _(
        "%(name)s (compte %(account)s) retrouve ses factures, ses paiements, ses contacts et tout ce qui était à lui. "
        "L’histoire garde la fusion et son annulation."
    )
    ask = Ask(
        title=_("Défaire la fusion"),
        lead=lead % {"name": absorbed.name, "account": absorbed.account},
        verb=_("Séparer les deux clients"),
        back=reverse("customer", args=[absorbed.merged_into_id or absorbed.pk]),
        done=_("Ce sont de nouveau deux clients."),
    )

    def act(values: Any) -> None:
        undo_merging(
            merging,
            later_stay=values["later"] == "stay",
            reason=values["reason"],
            author=visit.author,
            at=visit.at,
            on=visit.on,
        )
        _decided(visit)

    return act_page(request, ask, forms.Undo, act)
