"""The pages of customers and the acts one does from them."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from encours.acts import edit_customer as editing
from encours.acts import hold as holding
from encours.acts import note as noting
from encours.desk.acting import Ask, act_page, made_from
from encours.desk.customers import forms, listing, story
from encours.desk.customers.conditions import conditions
from encours.desk.customers.standing import missing, standing_of
from encours.desk.items import items
from encours.desk.paging import SIZE, sliced
from encours.desk.shell import render
from encours.desk.visits import DeskRequest, Visit, visiting
from encours.records.cases.models import Hold
from encours.records.parties.models import Contact, Customer

_WORDS_AT_MOST = 100


@visiting()
def customers(request: DeskRequest, visit: Visit) -> HttpResponse:
    """List customers, searched and sorted."""
    words = request.GET.get("q", "").strip()[:_WORDS_AT_MOST]
    shown = request.GET.get("shown", "all")
    sort = request.GET.get("sort", "name")
    page = sliced(listing.found(visit, words, shown), sort if sort in listing.SORTS else "name", request)
    context = {
        "words": words,
        "shown": shown if shown in listing.SHOWN else "all",
        "slice": page,
        "rows": listing.with_balances(page.rows, visit.on),
        "invoices": listing.invoices_named(visit, words),
    }
    return render(request, "customers/list.html", context)


@visiting(subject=Customer.objects)
def customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Show all that is known of one customer."""
    page = story.page_number(request)
    standing = standing_of(customer, visit)
    contacts = list(Contact.objects.filter(customer=customer, removed_at__isnull=True).order_by("pk")[:SIZE])
    context = {
        "customer": customer,
        "standing": standing,
        "items": items(standing.first_items, on=visit.on),
        "more_items": standing.more,
        "contacts": contacts,
        "missing": missing(customer, contacts),
        **conditions(customer, visit.creditor),
        "story": story.told(customer, visit, page),
    }
    return render(request, "customers/customer.html", context)


@visiting(right="collect", shows=("personal",), methods=("GET", "POST"), subject=Customer.objects)
def edit_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Change who the customer is."""
    ask = Ask(
        title=_("Modifier %(name)s") % {"name": customer.name},
        verb=_("Enregistrer"),
        back=reverse("customer", args=[customer.pk]),
        done=_("La fiche est à jour."),
        version=customer.version,
    )
    return act_page(
        request,
        ask,
        forms.EditCustomer,
        lambda values: editing.edit_customer(
            customer, values, made_from=made_from(request), author=visit.author, at=visit.at
        ),
        {name: getattr(customer, name) for name in forms.EditCustomer.base_fields},
    )


@visiting(right="collect", shows=("personal",), methods=("GET", "POST"), subject=Customer.objects)
def add_contact(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Add a person to write to."""
    ask = Ask(
        title=_("Ajouter un contact"),
        lead=customer.name,
        verb=_("Ajouter"),
        back=reverse("customer", args=[customer.pk]),
        done=_("Le contact est ajouté : les prochaines relances peuvent lui parvenir."),
    )
    return act_page(
        request,
        ask,
        forms.Contact,
        lambda values: editing.add_contact(customer, values, author=visit.author, at=visit.at),
    )


@visiting(right="collect", shows=("personal",), methods=("GET", "POST"), subject=Contact.objects)
def edit_contact(request: DeskRequest, visit: Visit, contact: Contact) -> HttpResponse:
    """Change a contact."""
    ask = Ask(
        title=_("Modifier un contact"),
        lead=contact.name or contact.email,
        verb=_("Enregistrer"),
        back=reverse("customer", args=[contact.customer_id]),
        done=_("Le contact est à jour."),
        version=contact.version,
    )
    return act_page(
        request,
        ask,
        forms.Contact,
        lambda values: editing.edit_contact(
            contact, values, made_from=made_from(request), author=visit.author, at=visit.at
        ),
        {name: getattr(contact, name) for name in forms.Contact.base_fields},
    )


@visiting(right="collect", methods=("GET", "POST"), subject=Customer.objects)
def hold_customer(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Pause all reminders to a customer."""
    ask = Ask(
        title=_("Suspendre les relances"),
        lead=_("%(name)s ne recevra plus rien pendant la suspension, et son horloge s’arrête.")
        % {"name": customer.name},
        verb=_("Suspendre"),
        back=reverse("customer", args=[customer.pk]),
        done=_("Les relances de ce client sont suspendues."),
    )
    return act_page(
        request,
        ask,
        forms.Hold,
        lambda values: holding.hold(customer, **values, author=visit.author, at=visit.at),
        {"from_on": visit.on},
    )


@visiting(right="collect", methods=("GET", "POST"), subject=Hold.objects)
def release_hold(request: DeskRequest, visit: Visit, hold: Hold) -> HttpResponse:
    """End a pause."""
    ask = Ask(
        title=_("Lever la suspension"),
        lead=_("Motif de la suspension : %(reason)s") % {"reason": hold.reason},
        verb=_("Lever la suspension"),
        back=reverse("customer", args=[hold.customer_id]),
        done=_("La suspension est levée : les relances reprennent à leur étape."),
    )
    return act_page(
        request,
        ask,
        forms.Release,
        lambda _values: holding.release(hold, on=visit.on, author=visit.author, at=visit.at),
    )


@visiting(right=("collect", "note"), methods=("GET", "POST"), subject=Customer.objects)
def add_note(request: DeskRequest, visit: Visit, customer: Customer) -> HttpResponse:
    """Write a note on the timeline."""
    ask = Ask(
        title=_("Ajouter une note"),
        lead=customer.name,
        verb=_("Ajouter la note"),
        back=reverse("customer", args=[customer.pk]),
        done=_("La note est au fil du dossier."),
    )
    return act_page(
        request,
        ask,
        forms.Note,
        lambda values: noting.add_note(customer, text=values["text"], author=visit.author, at=visit.at),
    )
