"""Editing a customer and its contacts; the row before goes to the past."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import F

from encours.acts.marking import forget_no_address
from encours.acts.provenance.customers import person_says
from encours.acts.quality.assess import look_again
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.core.searching import search_key
from encours.records.frames.past import supersede
from encours.records.history.writing import recording
from encours.records.parties.models import Contact, Customer, GroupMember

CUSTOMER_FIELDS = frozenset(
    {"name", "siren", "vat_number", "address", "postcode", "city", "country", "language"}
)
CONTACT_FIELDS = frozenset({"name", "role", "email", "phone"})


def edit_customer(
    customer: Customer, changes: Mapping[str, Any], *, made_from: int | None, author: str, at: datetime
) -> None:
    """Change what we hold of a customer (`CUSTOMER_FIELDS`); terms and regime are confirmed elsewhere.

    Raises
        StaleFormError: somebody changed it since the form was made.
    """
    _only(changes, CUSTOMER_FIELDS)
    with recording(customer.creditor_id, "edit_customer", author=author, cause="desk", at=at) as record:
        now = Customer.objects.get(pk=customer.pk)
        same_version(now.version, made_from, now.name)
        changed = {name: value for name, value in changes.items() if getattr(now, name) != value}
        if not changed:
            return
        supersede(Customer, [now.pk], at=record.at)
        told = {"name": now.name, "siren": now.siren} | changed
        Customer.objects.filter(pk=now.pk).update(
            **changed,
            search_key=search_key(told["name"], now.account, told["siren"]),
            entry=record.entry,
            recorded_at=record.at,
            version=F("version") + 1,
        )
        written = Customer.objects.get(pk=now.pk)
        record.wrote(Customer, [written])
        person_says(record, written, changed)
        record.of(now.pk, changed=changed, before={name: getattr(now, name) for name in changed})
        forget_no_address(now.pk)
        look_again(record, [now.pk])


def add_contact(customer: Customer, values: Mapping[str, str], *, author: str, at: datetime) -> Contact:
    """Add a person to write to (`CONTACT_FIELDS`).

    Raises
        RuleError: neither an e-mail address nor a telephone number was given.
    """
    _only(values, CONTACT_FIELDS)
    if not (values.get("email") or values.get("phone")):
        raise RuleError("contact_unreachable", "Donner au contact une adresse e-mail ou un téléphone.")
    with recording(customer.creditor_id, "add_contact", author=author, cause="desk", at=at) as record:
        contact = Contact.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            customer=customer,
            **values,
        )
        record.wrote(Contact, [contact])
        record.of(customer.pk, contact=dict(values))
        forget_no_address(customer.pk)
        look_again(record, [customer.pk])
    return contact


def edit_contact(
    contact: Contact, changes: Mapping[str, str], *, made_from: int | None, author: str, at: datetime
) -> None:
    """Change a contact.

    Raises
        StaleFormError: somebody changed it since the form was made.
    """
    _only(changes, CONTACT_FIELDS)
    with recording(contact.creditor_id, "edit_contact", author=author, cause="desk", at=at) as record:
        now = Contact.objects.get(pk=contact.pk)
        same_version(now.version, made_from, now.name or now.email)
        supersede(Contact, [now.pk], at=record.at)
        Contact.objects.filter(pk=now.pk).update(
            **changes, entry=record.entry, recorded_at=record.at, version=F("version") + 1
        )
        record.wrote(Contact, [Contact.objects.get(pk=now.pk)])
        record.of(now.customer_id, contact=now.pk, changed=dict(changes))
        # Groups that are written to there: their members' messages must be looked at again.
        for member in GroupMember.objects.filter(group__head_contact=now).values_list(
            "customer_id", flat=True
        ):
            record.of(member, head_contact=now.pk)
        forget_no_address(now.customer_id)
        look_again(record, [now.customer_id])


def _only(changes: Mapping[str, Any], allowed: frozenset[str]) -> None:
    unknown = changes.keys() - allowed
    if unknown:
        raise RuleError("field_unknown", f"Champs non modifiables ici : {', '.join(sorted(unknown))}.")
