"""Who a customer is beyond its file: accounts merged into it, what was agreed or signed, what the register says."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from encours.acts.look_up_company import proposed
from encours.desk.contracts.telling import basis_name
from encours.desk.customers.present import Present
from encours.desk.debits import telling as debits
from encours.desk.paging import SIZE
from encours.desk.telling import terms_name
from encours.records.companies.models import Registered
from encours.records.contracts.models import Contract, Promotion
from encours.records.debits.models import Mandate
from encours.records.merging.models import Merging
from encours.records.parties.models import Customer
from encours.records.prepared import prepared
from encours.words import companies


def of(customer: Customer, there: Present) -> dict[str, Any]:
    """What the customer's page shows of it; `there` says what there is."""
    registered = _registered.first(customer.pk) if Registered in there else None
    return {
        "absorbed": _absorbed(customer.pk) if Merging in there else [],
        "contracts": _contracts(customer.pk) if Contract in there else [],
        "promotions": _promotions(customer.pk) if Promotion in there else [],
        "mandates": _mandates(customer.pk) if Mandate in there else [],
        "debits": debits,
        "basis_name": basis_name,
        "terms_name": terms_name,
        "registered": registered,
        "correct": bool(registered and proposed(customer, registered)),
        "companies": companies,
    }


@prepared
def _registered(key: int) -> QuerySet[Registered]:
    return Registered.objects.filter(customer=key).order_by("pk")[:1]


@prepared
def _absorbed(key: int) -> QuerySet[Merging]:
    standing = Merging.objects.filter(into=key, undoes__isnull=True, undone_by__isnull=True)
    return standing.select_related("absorbed").order_by("-pk")[:SIZE]


@prepared
def _contracts(key: int) -> QuerySet[Contract]:
    return Contract.objects.filter(customer=key).order_by("-from_on", "-pk")[:SIZE]


@prepared
def _promotions(key: int) -> QuerySet[Promotion]:
    return Promotion.objects.filter(customer=key).order_by("-from_on", "-pk")[:SIZE]


@prepared
def _mandates(key: int) -> QuerySet[Mandate]:
    return Mandate.objects.filter(customer=key).order_by("-pk")[:SIZE]
