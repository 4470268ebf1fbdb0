"""One act on many customers: who they are, how much it is, who is left out and why, before anything is done."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from encours.acts.marking import ready
from encours.desk import filters
from encours.desk.acting import REFUSED, STALE, performed
from encours.desk.customers import listing
from encours.desk.fields import with_shortcuts
from encours.desk.filter_form import Filters
from encours.desk.invoices.listing import answering, listed, together
from encours.desk.items import running_holds
from encours.desk.shell import render, said
from encours.desk.visits import DeskRequest, Visit, refuse, visiting
from encours.desk.work.bulk_acts import Bulk, allowed
from encours.records.messages.models import Message
from encours.records.parties.models import Customer
from encours.records.receivables.due import Dated
from encours.records.receivables.models import Receivable

MOST = 20_000
INVOICE_ROOMS = frozenset({"unpaid", "awaiting"})
_NAMED = 12


@dataclass(frozen=True, slots=True)
class Chosen:
    """The customers chosen that an act would touch, those it leaves out with why, and what is open there."""

    kept: list[int]
    left_out: list[tuple[str, int]]
    sums: list[tuple[str, int]]
    first: list[Customer]
    too_many: bool

    @property
    def token(self) -> str:
        """Which customers were shown: any other set is refused."""
        told = ",".join(map(str, sorted(self.kept)))
        return hashlib.sha256(told.encode()).hexdigest()[:32]


@visiting(right=("collect", "note", "approve", "policy"), methods=("GET", "POST"))
def bulk(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Show what an act would do to the customers chosen, then do it, if they are still those shown."""
    verbs = allowed(visit)
    asked = request.GET.get("act", "")
    verb = next((one for one in verbs if one.code == asked), verbs[0])
    if asked and verb.code != asked:
        refuse(request, "collect")
    chosen = choose(request, visit, verb)
    form = verb.form(visit, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _shown(request, verbs, verb, chosen, form, 200)
    if request.POST.get("token") != chosen.token:
        form.add_error(
            None, _("Ces clients ont changé depuis l’ouverture de la page : relisez, puis recommencez.")
        )
        return _shown(request, verbs, verb, chosen, form, STALE)
    if chosen.too_many or not chosen.kept or not form.is_valid():
        return _shown(request, verbs, verb, chosen, form, REFUSED)
    done: list[int] = []
    status = performed(form, lambda: done.append(verb.act(visit, chosen.kept, form.cleaned_data)))
    if status is not None:
        return _shown(request, verbs, verb, chosen, form, status)
    count = len(chosen.kept)
    told = ngettext("%(what)s : %(n)s client.", "%(what)s : %(n)s clients.", count)
    return said(redirect(_back(request)), told % {"what": verb.label, "n": count})


def choose(request: HttpRequest, visit: Visit, verb: Bulk) -> Chosen:
    """The customers that the address names, cut to those the act is for; a handful of queries."""
    found = named(request, visit)
    keys = list(found.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    too_many = len(keys) > MOST
    keys = keys[:MOST]
    out = [(why, set(rows)) for why, rows in _left_out(verb.code, keys, visit) if rows]
    gone = set().union(*(rows for _why, rows in out))
    kept = [key for key in keys if key not in gone]
    open_ones = Receivable.objects.filter(customer_id__in=kept, gone_on__isnull=True).exclude(open_cents=0)
    sums = open_ones.order_by().values_list("currency").annotate(Sum("open_cents")).order_by("currency")
    return Chosen(
        kept=kept,
        left_out=[(why, len(rows)) for why, rows in out],
        sums=list(sums),
        first=list(Customer.objects.filter(pk__in=kept[:_NAMED]).order_by("name", "pk")),
        too_many=too_many,
    )


def named(request: HttpRequest, visit: Visit) -> QuerySet[Customer]:
    """The customers ticked, or all that the filter of the address finds; only those seen."""
    seen = Customer.objects.seen(visit.sight)
    if request.GET.get("room") in INVOICE_ROOMS:
        return seen.filter(pk__in=named_items(request, visit).order_by().values("customer_id"))
    if request.GET.get("all") != "1":
        return seen.filter(pk__in=_ticked(request, "pk"))
    form = Filters(request.GET, visit=visit)
    if not form.is_valid():
        return seen.none()
    words, shown = request.GET.get("q", "").strip()[:100], request.GET.get("shown", "all")
    return filters.customers(listing.found(visit, words, shown), form.cleaned_data, visit)


def named_items(request: HttpRequest, visit: Visit) -> QuerySet[Receivable]:
    """The same of a list of invoices: those ticked, or all that its filter finds."""
    rows = listed(visit, overdue=request.GET.get("room") != "awaiting")
    if request.GET.get("all") != "1":
        ticked = _ticked(request, "item")
        return together(
            Dated(rows.whole.filter(pk__in=ticked), rows.parts.filter(pk__in=ticked)), visit.creditor.pk
        )
    form = Filters(request.GET, visit=visit)
    if not form.is_valid():
        return rows.whole.none()
    return together(answering(rows, form.cleaned_data, visit), visit.creditor.pk)


def _ticked(request: HttpRequest, name: str) -> list[int]:
    return [int(one) for one in request.GET.getlist(name) if one.isdecimal()][:MOST]


def _left_out(code: str, keys: list[int], visit: Visit) -> list[tuple[str, list[int]]]:
    """Those of these customers that an act has no business with, with the reason."""
    ours = Customer.objects.filter(pk__in=keys)
    held = running_holds(visit.on).filter(customer_id__in=keys, receivable__isnull=True).values("customer_id")
    waiting = Message.objects.filter(customer_id__in=keys, state__in=("proposed", "approved"))
    proposed = ready(waiting).filter(state="proposed", planned_on__lte=visit.on).values("customer_id")
    cases: dict[str, tuple[str, Callable[[], QuerySet[Customer]]]] = {
        "hold": (_("déjà suspendus"), lambda: ours.filter(pk__in=held)),
        "release": (_("pas suspendus"), lambda: ours.exclude(pk__in=held)),
        "approve": (_("sans relance à approuver"), lambda: ours.exclude(pk__in=proposed)),
        "move": (_("sans relance en attente"), lambda: ours.exclude(pk__in=waiting.values("customer_id"))),
        "terms": (_("délai déjà confirmé un par un"), lambda: ours.filter(terms_source="person")),
        "regime": (_("régime déjà confirmé un par un"), lambda: ours.filter(regime_source="person")),
    }
    if code not in cases:
        return []
    why, rows = cases[code]
    return [(why, list(rows().values_list("pk", flat=True)))]


def _back(request: HttpRequest) -> str:
    ticked = _ticked(request, "pk")
    if request.GET.get("from") == "customer" and len(ticked) == 1:
        return reverse("customer", args=ticked)
    query = request.GET.copy()
    for name in ("act", "all", "pk", "item", "room", "token", "from"):
        query.pop(name, None)
    asked = request.GET.get("room")
    return f"{reverse(asked if asked in INVOICE_ROOMS else 'customers')}?{query.urlencode()}"


def _shown(
    request: DeskRequest, verbs: list[Bulk], verb: Bulk, chosen: Chosen, form: Any, status: int
) -> HttpResponse:
    if request.visit is not None:
        with_shortcuts(form, request.visit.on)
    kept = [(name, value) for name, values in request.GET.lists() if name != "act" for value in values]
    context = {
        "verbs": verbs,
        "verb": verb,
        "chosen": chosen,
        "form": form,
        "kept": kept,
        "most": MOST,
        "back": _back(request),
        "of_invoices": request.GET.get("room") in INVOICE_ROOMS,
    }
    return render(request, "work/bulk.html", context, status=status)
