"""The list of customers, the page of one, and the acts about its identity, contacts, holds and notes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from encours.acts import edit_customer as editing
from encours.acts import hold as holding
from encours.desk import filters
from encours.desk.acting import act_page, made_from
from encours.desk.custom_fields import showing as own_fields
from encours.desk.customers import (
    forms,
    identity,
    knowing,
    listing,
    reaching,
    selling,
    sparing,
    story,
    telling_file,
)
from encours.desk.customers.asking import about
from encours.desk.customers.behaving import behaviour_of
from encours.desk.customers.conditions import conditions
from encours.desk.customers.following import following, last_call
from encours.desk.customers.owing import aged
from encours.desk.customers.present import Present, present
from encours.desk.customers.reminding import prepared_for
from encours.desk.customers.standing import Standing, standing_of
from encours.desk.deciding import stop_after, stop_for
from encours.desk.doubtful.telling import why_of
from encours.desk.filter_form import panel as filter_panel
from encours.desk.items import Item, items
from encours.desk.legal.life import life_of
from encours.desk.mail.telling import bounce_reason
from encours.desk.paging import SIZE, sliced
from encours.desk.promises import telling as promises
from encours.desk.quality import telling as quality_telling
from encours.desk.requests import telling as requests
from encours.desk.requests.gathering import told_of_one
from encours.desk.shell import render
from encours.desk.sources.telling import said_of_customer
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cases.models import Call, Hold, Leniency
from encours.records.disputes.models import Dispute
from encours.records.doubtful.models import Doubtful
from encours.records.doubtful.reading import running_marks
from encours.records.measures.models import Complaint
from encours.records.messages.models import Bounce
from encours.records.parties.models import Attachment, Contact, Customer, GroupMember
from encours.records.prepared import prepared
from encours.records.promises.models import Promise
from encours.records.provenance.models import CustomerTold
from encours.records.quality.models import Finding
from encours.records.requests.models import WAITING, DocumentRequest
from encours.records.sales.models import Order, Prospect

_WORDS_AT_MOST = 100
_BY_NAME = {"name": "search_key", "-name": "-search_key"}


@visiting()
def customers(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List customers, searched and sorted."""
    words = request.GET.get("q", "").strip()[:_WORDS_AT_MOST]
    shown = request.GET.get("shown", "all")
    sort = request.GET.get("sort", "name")
    sort = sort if sort in listing.SORTS else "name"
    order = _BY_NAME.get(sort, sort) if words else sort  # searched, the index that finds also sorts
    panel = filter_panel(request, visit, "customers", reverse("customers"))
    found = filters.customers(listing.found(visit, words, shown), panel.values, visit)
    page = sliced(found, order, request)
    context = {
        "panel": panel,
        "whole": urlencode({"q": words, "shown": shown}) + f"&{panel.query}",
        "words": words,
        "shown": shown if shown in listing.SHOWN else "all",
        "slice": page,
        "rows": listing.with_balances(page.rows, visit.on),
        "own": own_fields.columns(visit, "customer", [one.pk for one in page.rows]),
        "invoices": listing.invoices_named(visit, words),
    }
    return render(request, "customers/list.html", context)


_SAID = {"said": telling_file, "bounce_reason": bounce_reason}


@visiting(subject=Customer.objects)
def customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show all that is known of one customer."""
    there = present(customer.pk)
    standing = standing_of(customer, visit, there)
    contacts = _contacts(customer.pk)
    told = conditions(customer, visit.creditor)
    documents = _documents(customer.pk) if Attachment in there else []
    file = knowing.file_of(
        customer,
        contacts,
        documents,
        ordered=Order in there,
        terms_told=not told["terms_assumed"],
        regime_told=not told["regime_assumed"],
    )
    context = {
        "customer": customer,
        "standing": standing,
        "life": life_of(customer.pk, standing.case),
        "aged": aged(standing.open_items, on=visit.on),
        "prepared": prepared_for(standing.waiting),
        "items": _first_items(standing, there, visit),
        "more_items": standing.more,
        "contacts": knowing.by_role(contacts),
        "refused": reaching.refused(customer, contacts) if Bounce in there else {},
        "opposed": reaching.opposed(customer.pk, visit.on) if Complaint in there else None,
        "file": file,
        "gathered": told_of_one(visit, customer, file.known, there),
        **told,
        "wrong": quality_telling.of_customer(visit, customer.pk) if Finding in there else [],
        "behaviour": behaviour_of(customer.pk, visit, standing.open_items),
        "stakes": selling.stakes_of(customer, visit, there, standing.balances),
        "documents": documents,
        **_asked_and_declared(customer, visit, there),
        "member": _membership.first(customer.pk) if GroupMember in there else None,
        **identity.of(customer, there),
        "told_by": said_of_customer(customer, visit) if CustomerTold in there else [],
        **_SAID,
        "story": story.of_customer(customer, visit, request),
    }
    return render(request, "customers/customer.html", context)


def _first_items(standing: Standing, there: Present, visit: Visit) -> list[Item]:
    return items(
        standing.first_items,
        on=visit.on,
        disputed=Dispute in there,
        held=Hold in there,
        due=standing.due_days,
    )


def _asked_and_declared(customer: Customer, visit: Visit, there: Present) -> dict[str, object]:
    """What is asked of it, who follows it, how it is spared, what own fields say, whether it is a prospect."""
    return {
        "requests": _requests(customer, visit) if DocumentRequest in there else [],
        "followed": following(customer, visit, there),
        "call": last_call(customer) if Call in there else None,
        "spared": sparing.of_customer(customer.pk, visit.on) if Leniency in there else [],
        "hold_name": sparing.hold_name,
        "promises": promises.of_customer(customer.pk, visit.on) if Promise in there else [],
        "promise_state": promises.state_name,
        "own": own_fields.sheet_of(visit, "customer", customer.pk),
        **_doubtful(customer.pk, there),
        "prospect": _prospect.first(customer.pk) if Prospect in there else None,
    }


def _doubtful(customer: int, there: Present) -> dict[str, object]:
    """The mark that runs, and why."""
    mark = running_marks([customer]).get(customer) if Doubtful in there else None
    return {"doubtful": mark, "doubtful_why": why_of(mark) if mark else ""}


def _requests(customer: Customer, visit: Visit) -> list[requests.Told]:
    """The documents asked of it and not closed."""
    return requests.told(_asked(customer.pk), visit.on)


@prepared
def _asked(key: int) -> QuerySet[DocumentRequest]:
    asked = DocumentRequest.objects.filter(customer=key, state__in=WAITING).order_by("due_on", "pk")
    return asked.select_related("receivable")[:SIZE]


@prepared
def _contacts(key: int) -> QuerySet[Contact]:
    return Contact.objects.filter(customer=key, removed_at__isnull=True).order_by("pk")[:SIZE]


@prepared
def _documents(key: int) -> QuerySet[Attachment]:
    there = Attachment.objects.filter(customer=key, removed_at__isnull=True)
    return there.select_related("receivable", "kept").order_by("-pk")[:SIZE]


@prepared
def _membership(key: int) -> QuerySet[GroupMember]:
    return GroupMember.objects.filter(customer=key).select_related("group").order_by("pk")[:1]


@prepared
def _prospect(key: int) -> QuerySet[Prospect]:
    return Prospect.objects.filter(customer=key, state="open").order_by("pk")[:1]


@visiting(right="collect", shows=("personal",), methods=("GET", "POST"), subject=Customer.objects)
def edit_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Change who the customer is."""
    title = _("Modifier %(name)s") % {"name": customer.name}
    return act_page(
        request,
        about(customer.pk, title, _("Enregistrer"), _("La fiche est à jour."), version=customer.version),
        forms.EditCustomer,
        lambda values: editing.edit_customer(
            customer, values, made_from=made_from(request), author=visit.author, at=visit.at
        ),
        {name: getattr(customer, name) for name in forms.EditCustomer.base_fields},
    )


@visiting(right="collect", shows=("personal",), methods=("GET", "POST"), subject=Customer.objects)
def add_contact(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Add a person to write to."""
    done = _("Le contact est ajouté : les prochaines relances peuvent lui parvenir.")
    return act_page(
        request,
        about(customer.pk, _("Ajouter un contact"), _("Ajouter"), done, lead=customer.name),
        forms.Contact,
        lambda values: editing.add_contact(
            customer, forms.contact_of(values), author=visit.author, at=visit.at
        ),
    )


@visiting(right="collect", shows=("personal",), methods=("GET", "POST"), subject=Contact.objects)
def edit_contact(request: DeskRequest, visit: Visit, contact: Contact) -> HttpResponse:
    """Change a contact."""
    return act_page(
        request,
        about(
            contact.customer_id,
            _("Modifier un contact"),
            _("Enregistrer"),
            _("Le contact est à jour."),
            lead=contact.name or contact.email,
            version=contact.version,
        ),
        forms.Contact,
        lambda values: editing.edit_contact(
            contact, forms.contact_of(values), made_from=made_from(request), author=visit.author, at=visit.at
        ),
        forms.of_contact(contact),
    )


@visiting(right="collect", methods=("GET", "POST"), subject=Customer.objects)
def hold_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Pause all reminders to a customer."""
    lead = _("%(name)s ne recevra plus rien pendant ce temps, et son horloge s’arrête.")
    done = _("Les relances de ce client sont suspendues.")
    return act_page(
        request,
        about(
            customer.pk,
            _("Suspendre les relances"),
            _("Suspendre"),
            done,
            lead=lead % {"name": customer.name},
        ),
        forms.WholeHold,
        lambda values: stop_after(visit, holding.hold(customer, **values, author=visit.author, at=visit.at)),
        {"from_on": visit.on, "kind": "pause"},
    )


@visiting(right="collect", methods=("GET", "POST"), subject=Hold.objects)
def release_hold(request: DeskRequest, visit: Visit, hold: Hold) -> HttpResponse:
    """End a pause."""
    verb = _("Lever la suspension")
    done = _("La suspension est levée : les relances reprennent à leur étape.")
    lead = _("Motif de la suspension : %(reason)s") % {"reason": visit.free_text(hold.reason)}

    def act(_values: Mapping[str, Any]) -> None:
        holding.release(hold, on=visit.on, author=visit.author, at=visit.at)
        stop_for(visit, [hold.customer_id])

    return act_page(
        request,
        about(hold.customer_id, verb, verb, done, lead=lead),
        forms.Release,
        act,
    )
