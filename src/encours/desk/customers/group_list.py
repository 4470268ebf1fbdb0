"""All groups: how many members each has, what they owe together by currency; and making one from here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.group import add_to_group, make_group
from encours.core.refusals import RuleError
from encours.desk.acting import Ask, act_page
from encours.desk.paging import sliced
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cash.models import Payment
from encours.records.parties.models import Customer, Group, GroupMember
from encours.records.receivables.due import late, to_come
from encours.records.receivables.models import Receivable

_BOTH = ("GET", "POST")


@dataclass(frozen=True, slots=True)
class Whole:
    """What the members owe together in one currency, net of credits and unapplied cash."""

    currency: str
    net_cents: int
    overdue_cents: int


@dataclass(frozen=True, slots=True)
class Row:
    """A group in the list; of its members, those that the person sees."""

    group: Group
    members: int
    first: int | None  # a member by which its page is found
    wholes: list[Whole]


class Founded(forms.Form):
    """A group's name, and the customer that heads it."""

    name = forms.CharField(label=gettext_lazy("Nom du groupe"), max_length=200)
    customer = forms.CharField(
        label=gettext_lazy("Société mère"),
        max_length=100,
        help_text=gettext_lazy("Son numéro de compte ou son SIREN."),
    )


class Joined(forms.Form):
    """The customer that joins."""

    customer = forms.CharField(
        label=gettext_lazy("Client"),
        max_length=100,
        help_text=gettext_lazy("Son numéro de compte ou son SIREN."),
    )


@visiting()
def groups(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List the groups, by name; of a narrow sight, those with a member in it."""
    words = request.GET.get("q", "").strip()[:100]
    rows = _seen(visit)
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Exists(_members(visit, group=OuterRef("pk"), words=words))
        )
    page = sliced(rows, "name", request)
    context = {"rows": _rows(page.rows, visit), "slice": page, "words": words}
    return render(request, "customers/groups.html", context)


def _seen(visit: Visit) -> QuerySet[Group]:
    rows = Group.objects.of([visit.creditor.pk]).select_related("parent")
    return rows if visit.sight.whole else rows.filter(Exists(_members(visit, group=OuterRef("pk"))))


def _members(visit: Visit, *, words: str = "", **which: Any) -> QuerySet[GroupMember]:
    rows = GroupMember.objects.seen(visit.sight).filter(**which)
    return rows.filter(customer__name__icontains=words) if words else rows


def _rows(shown: Sequence[Group], visit: Visit) -> list[Row]:
    keys = [one.pk for one in shown]
    counted = _members(visit, group_id__in=keys).values_list("group_id")
    found = {key: (count, first) for key, count, first in counted.annotate(Count("pk"), Min("customer_id"))}
    sums = consolidated(keys, visit)
    return [Row(one, *found.get(one.pk, (0, None)), sums.get(one.pk, [])) for one in shown]


def consolidated(groups: Sequence[int], visit: Visit) -> Mapping[int, list[Whole]]:
    """The sums of what the members seen owe, by group, a currency at a time; none is converted."""
    members = _members(visit, group_id__in=groups).values("customer_id")
    of = ("customer__grouping__group", "currency")
    open_ones = Receivable.objects.filter(customer__in=members, gone_on__isnull=True).exclude(open_cents=0)
    later = to_come(open_ones, *of, on=visit.on)
    owed = {
        (group, currency): (net, overdue - later.get((group, currency), 0))
        for group, currency, net, overdue in open_ones.values_list(*of).annotate(
            net=Sum("open_cents"), overdue=Coalesce(Sum("open_cents", filter=late(visit.on)), 0)
        )
    }
    unapplied = Payment.objects.filter(customer__in=members, gone_on__isnull=True).exclude(unapplied_cents=0)
    cash = {
        (group, currency): cents
        for group, currency, cents in unapplied.values_list(*of).annotate(Sum("unapplied_cents"))
    }
    found: dict[int, list[Whole]] = defaultdict(list)
    for key in sorted({*owed, *cash}):
        net, overdue = owed.get(key, (0, 0))
        found[key[0]].append(Whole(key[1], net - cash.get(key, 0), overdue))
    return found


def _named(visit: Visit, typed: str) -> Customer:
    """The customer that an account or a SIREN names, among those seen.

    Raises
        RuleError: none, or several of the same SIREN.
    """
    rows = Customer.objects.seen(visit.sight).order_by("pk")
    siren = "".join(typed.split())
    found = list(rows.filter(account=typed.strip())) or list(rows.filter(siren=siren, siren__gt="")[:2])
    if not found:
        raise RuleError("customer_wrong", _("Aucun client n’a ce compte ni ce SIREN."))
    if len(found) > 1:
        raise RuleError("customer_wrong", _("Plusieurs clients ont ce SIREN : écrire le numéro de compte."))
    return found[0]


@visiting(right="collect", methods=_BOTH)
def add_group(request: DeskRequest, visit: Visit) -> HttpResponse:
    """Make a group around a customer named by its account."""
    ask = Ask(
        title=_("Créer un groupe"),
        lead=_("Chaque client garde son compte, ses factures et ses relances ; le groupe les lit ensemble."),
        verb=_("Créer le groupe"),
        back=reverse("groups"),
        done=_("Le groupe est créé : ajoutez-y ses filiales."),
    )
    return act_page(
        request,
        ask,
        Founded,
        lambda told: make_group(
            visit.creditor,
            name=told["name"],
            parent=_named(visit, told["customer"]),
            author=visit.author,
            at=visit.at,
        ),
    )


@visiting(right="collect", methods=_BOTH, subject=Group.objects)
def fill_group(request: DeskRequest, visit: Visit, group: Group) -> HttpResponse:
    """Add a customer named by its account to a group."""
    ask = Ask(
        title=_("Ajouter au groupe %(name)s") % {"name": group.name},
        verb=_("Ajouter"),
        back=reverse("groups"),
        done=_("Le client est dans le groupe."),
    )
    return act_page(
        request,
        ask,
        Joined,
        lambda told: add_to_group(group, _named(visit, told["customer"]), author=visit.author, at=visit.at),
    )
