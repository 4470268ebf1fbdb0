"""The group of a customer: what all its members owe together, each with its next step; and the acts about it."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.group import add_to_group, edit_group, make_group, remove_from_group
from encours.desk import telling
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.customers import listing
from encours.desk.customers.group_head import heading
from encours.desk.customers.group_list import consolidated
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.parties.models import Customer, Group, GroupMember
from encours.records.parties.searching import naming
from encours.records.policies.reading import current_scenario
from encours.records.runs.models import Position

_BOTH = ("GET", "POST")
_SHOWN = 200
_FOUND = 20


@visiting(subject=Customer.objects)
def group_page(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show a customer's group; of its members, those that the person sees."""
    group = _group_of(customer)
    if group is None:
        return render(request, "customers/group.html", {"customer": customer, "group": None})
    seen = Customer.objects.seen(visit.sight).filter(grouping__group=group)
    members = list(seen.order_by("name", "pk")[:_SHOWN])
    words = request.GET.get("q", "").strip()[:100]
    context = {
        "customer": customer,
        "group": group,
        "rows": listing.with_balances(members, visit.on),
        "wholes": consolidated([group.pk], visit).get(group.pk, []),
        "steps": _next_steps([one.pk for one in members], visit),
        "hidden": group.members.count() - len(members),
        "heading": heading(group, members, visit),
        "words": words,
        "found": _candidates(visit, words),
    }
    return render(request, "customers/group.html", context)


def _next_steps(keys: list[int], visit: Visit) -> dict[int, str]:
    """The soonest step of each member, as the last run left it."""
    scenario, _version = current_scenario(visit.creditor.pk)
    planned = Position.objects.filter(customer_id__in=keys, next_on__isnull=False, receivable__gone_on=None)
    rows = planned.exclude(receivable__open_cents=0).order_by("-next_on", "-pk")
    return {
        customer: telling.step_name(telling.step_code(scenario, step))
        for customer, step in rows.values_list("customer_id", "next_step")
    }


def _candidates(visit: Visit, words: str) -> list[Customer]:
    if not words:
        return []
    free = Customer.objects.seen(visit.sight).filter(naming(words), grouping__isnull=True)
    return list(free.order_by("search_key", "pk")[:_FOUND])


def _group_of(customer: Customer) -> Group | None:
    member = GroupMember.objects.filter(customer=customer).select_related("group__parent").first()
    return member.group if member else None


def _here(customer: Customer) -> str:
    return reverse("customer_group", args=[customer.pk])


class Named(forms.Form):
    """A group's name."""

    name = forms.CharField(label=gettext_lazy("Nom du groupe"), max_length=200)


@visiting(right="collect", methods=_BOTH, subject=Customer.objects)
def make(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Make a group around a customer."""
    ask = Ask(
        title=_("Créer un groupe"),
        lead=_("%(name)s en sera la société mère. Chaque client garde son compte et ses relances.")
        % {"name": customer.name},
        verb=_("Créer le groupe"),
        back=_here(customer),
        done=_("Le groupe est créé : ajoutez-lui ses filiales."),
    )
    return act_page(
        request,
        ask,
        Named,
        lambda values: make_group(
            visit.creditor, name=values["name"], parent=customer, author=visit.author, at=visit.at
        ),
        {"name": customer.name},
    )


@visiting(right="collect", methods=_BOTH, subject=Customer.objects)
def edit(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Rename a group, and say which member heads it."""
    group = _group_of(customer)
    if group is None:
        raise Http404
    members = Customer.objects.seen(visit.sight).filter(grouping__group=group).order_by("name")
    ask = Ask(
        title=_("Modifier le groupe %(name)s") % {"name": group.name},
        verb=_("Enregistrer"),
        back=_here(customer),
        done=_("Le groupe est à jour."),
        version=group.version,
    )
    return act_page(
        request,
        ask,
        _edit_form({str(one.pk): one.name for one in members[:_SHOWN]}),
        lambda values: edit_group(
            group,
            name=values["name"],
            parent=members.filter(pk=values["parent"]).first() if values["parent"] else None,
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        ),
        {"name": group.name, "parent": str(group.parent_id or "")},
    )


def _edit_form(members: dict[str, str]) -> type[forms.Form]:
    class Edited(Named):
        """A group's name and its head."""

        parent = forms.ChoiceField(
            label=gettext_lazy("Société mère"),
            choices=[("", gettext_lazy("Aucune")), *members.items()],
            required=False,
        )

    return Edited


@visiting(right="collect", methods=("POST",), subject=Customer.objects)
def join(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Add another customer to this one's group."""
    group = _group_of(customer)
    told = request.POST.get("customer", "")
    other = Customer.objects.seen(visit.sight).filter(pk=int(told) if told.isdecimal() else 0).first()
    if group is None or other is None:
        raise Http404
    ask = Ask(
        title=_("Ajouter au groupe"),
        verb=_("Ajouter"),
        back=_here(customer),
        done=_("%(name)s est dans le groupe.") % {"name": other.name},
    )
    return act_page(
        request,
        ask,
        forms.Form,
        lambda _values: add_to_group(group, other, author=visit.author, at=visit.at),
    )


@visiting(right="collect", methods=_BOTH, subject=Customer.objects)
def leave(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Take this customer out of its group."""
    member = GroupMember.objects.filter(customer=customer).select_related("group").first()
    if member is None:
        raise Http404
    ask = Ask(
        title=_("Sortir du groupe"),
        lead=_("%(name)s garde son compte, ses factures et ses relances.") % {"name": customer.name},
        verb=_("Sortir du groupe"),
        back=reverse("customer", args=[customer.pk]),
        done=_("Le client n’est plus dans le groupe."),
    )
    return act_page(
        request,
        ask,
        forms.Form,
        lambda _values: remove_from_group(member, author=visit.author, at=visit.at),
    )
