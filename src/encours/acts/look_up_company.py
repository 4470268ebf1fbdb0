"""Asking the public register about a customer, and taking over what it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime

from encours.acts.edit_customer import edit_customer
from encours.acts.quality.assess import look_again
from encours.core.companies import Company, corrections
from encours.core.refusals import RuleError
from encours.records.companies.models import Registered
from encours.records.history.writing import recording
from encours.records.parties.models import Creditor, Customer

Ask = Callable[[str], Company | None]


def look_up_company(
    customer: Customer, ask: Ask | None, *, on: date, author: str, at: datetime
) -> Registered:
    """Ask the register (`ask` by SIREN) and keep its answer with the day; nothing is written before it answered.

    Raises
        RuleError: no register is configured, nothing may leave in shadow mode, no SIREN, or no company of this number.
    """
    if ask is None:
        raise RuleError(
            "register_off",
            "Aucun registre n’est configuré : donner son adresse à ENCOURS_COMPANIES, puis redémarrer.",
        )
    if Creditor.objects.get(pk=customer.creditor_id).shadow:
        raise RuleError(
            "shadow", "En mode ombre rien ne sort : quitter le mode ombre pour consulter le registre."
        )
    if not customer.siren:
        raise RuleError(
            "siren_missing", "Donner d’abord le SIREN de ce client : le registre se consulte par lui."
        )
    found = ask(customer.siren)
    if found is None:
        raise RuleError(
            "siren_unknown", "Le registre ne connaît aucune entreprise de ce SIREN : le vérifier."
        )
    with recording(customer.creditor_id, "look_up_company", author=author, cause="register", at=at) as record:
        kept, _made = Registered.objects.update_or_create(
            customer=customer,
            defaults={
                **asdict(found),
                "creditor": record.creditor,
                "recorded_at": record.at,
                "entry": record.entry,
                "asked_on": on,
            },
        )
        record.of(customer.pk, siren=found.siren, state=found.state, naf=found.naf, ended_on=found.ended_on)
        look_again(record, [customer.pk])
    return kept


def proposed(customer: Customer, kept: Registered) -> dict[str, str]:
    """What the register would correct in the customer's file."""
    told = Company(
        siren=kept.siren, name=kept.name, state=kept.state, naf=kept.naf, section=kept.section, size=kept.size,
        address=kept.address, postcode=kept.postcode, city=kept.city, ended_on=kept.ended_on,
    )  # fmt: skip
    return corrections(
        {"address": customer.address, "postcode": customer.postcode, "city": customer.city}, told
    )


def take_over(customer: Customer, *, made_from: int | None, author: str, at: datetime) -> None:
    """Write the register's address in the customer's file.

    Raises
        RuleError: the register was not asked, or says nothing else than the file.
        StaleFormError: somebody changed the customer since the form was made.
    """
    kept = Registered.objects.filter(customer=customer).first()
    told = proposed(customer, kept) if kept is not None else {}
    if not told:
        raise RuleError("nothing_to_take", "Le registre ne dit rien d’autre que la fiche.")
    edit_customer(customer, told, made_from=made_from, author=author, at=at)
