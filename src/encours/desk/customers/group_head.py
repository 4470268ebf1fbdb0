"""How a group is written to: one e-mail to a contact of its head, or each member on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from encours.acts.group_head import write_at_head
from encours.acts.send.heads import heads_of
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.messages.models import Message
from encours.records.parties.models import Contact, Customer, Group, GroupMember


@dataclass(frozen=True, slots=True)
class Heading:
    """How a group stands: its contact, whether it can be written to, who is written to apart, today’s e-mail."""

    contact: Contact | None
    reached: bool
    apart: dict[int, str]  # members written to on their own, and why
    today: Message | None


def heading(group: Group, members: list[Customer], visit: Visit) -> Heading:
    """Read it for the page of a group; `members` are those shown."""
    if group.head_contact_id is None:
        return Heading(None, reached=False, apart={}, today=None)
    contact = Contact.objects.select_related("customer").get(pk=group.head_contact_id)
    keys = [one.pk for one in members]
    heads = heads_of(visit.creditor, on=visit.on, shadow=visit.creditor.shadow, customers=keys)
    waiting = Message.objects.seen(visit.sight).filter(
        customer__in=[key for key in keys if key in heads],
        state__in=("proposed", "approved"),
        channel="email",
        typed_recipient="",
        planned_on__lte=visit.on,
        courtesy_only=True,
    )
    return Heading(
        contact,
        reached=bool(heads),
        apart={one.pk: _apart(one, contact.customer) for one in members if one.pk not in heads},
        today=waiting.order_by("planned_on", "pk").first(),
    )


def _apart(member: Customer, head: Customer) -> str:
    if member.regime == "consumer":
        return _("un consommateur")
    if member.regime_source == "assumed":
        return _("régime à confirmer")
    if member.language != head.language:
        return _("autre langue")
    if member.regime != head.regime:
        return _("autre régime")
    return _("tête injoignable")


@visiting(right="collect", shows=("personal",), methods=("GET", "POST"), subject=Customer.objects)
def head(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Choose the contact at which the group is written to, or write to each member on its own."""
    member = GroupMember.objects.filter(customer=customer).select_related("group__parent").first()
    if member is None:
        raise Http404
    group = member.group
    people = Contact.objects.seen(visit.sight).filter(customer=group.parent_id, removed_at__isnull=True)
    contacts = {str(one.pk): one for one in people.exclude(email="").order_by("pk")}
    ask = Ask(
        title=_("Relances du groupe %(name)s") % {"name": group.name},
        lead=_lead(group, bool(contacts)),
        verb=_("Enregistrer"),
        back=reverse("customer_group", args=[customer.pk]),
        done=_("C’est réglé : la prochaine journée en tient compte."),
        version=group.version,
    )

    def act(values: Any) -> None:
        write_at_head(
            group,
            contacts.get(values["contact"]),
            sees_all=_sees_all(group, visit),
            made_from=made_from(request),
            author=visit.author,
            at=visit.at,
        )

    named = {key: " · ".join(part for part in (one.name, one.email) if part) for key, one in contacts.items()}
    return act_page(request, ask, _form(named), act, {"contact": str(group.head_contact_id or "")})


def _lead(group: Group, found: bool) -> str:
    if group.parent is None:
        return _("Ce groupe n’a pas de société mère : en choisir une d’abord, par « Modifier ».")
    if not found:
        return _("%(name)s n’a aucun contact avec une adresse e-mail : en ajouter un d’abord.") % {
            "name": group.parent.name
        }
    return _(
        "Les relances de courtoisie par e-mail de tous les membres partent alors en un seul message, au rythme de ce "
        "contact. Chaque membre y a sa partie, son total et sa référence. Les étapes fermes, les courriers, les mises "
        "en demeure, et les membres d’une autre langue ou d’un autre régime restent écrits à part."
    )


def _sees_all(group: Group, visit: Visit) -> bool:
    """Whether this person sees every member: it changes how each of them is written to."""
    seen = Customer.objects.seen(visit.sight).filter(grouping__group=group).count()
    return seen == group.members.count()


def _form(contacts: dict[str, str]) -> type[forms.Form]:
    class Headed(forms.Form):
        """Who receives the reminders of the whole group."""

        contact = forms.ChoiceField(
            label=gettext_lazy("Écrire à"),
            choices=[("", gettext_lazy("Chaque membre, à ses propres contacts")), *contacts.items()],
            required=False,
        )

    return Headed
