"""Who a customer is beyond its file: accounts merged into it, contracts, promotions, what the public register says."""

from __future__ import annotations

from typing import Any

from encours.acts.look_up_company import proposed
from encours.desk.contracts.telling import basis_name
from encours.desk.paging import SIZE
from encours.desk.telling import terms_name
from encours.records.companies.models import Registered
from encours.records.contracts.models import Contract, Promotion
from encours.records.merging.models import Merging
from encours.records.parties.models import Customer
from encours.words import companies


def of(customer: Customer) -> dict[str, Any]:
    """What the customer's page shows of it."""
    registered = Registered.objects.filter(customer=customer).first()
    standing = Merging.objects.filter(into=customer, undoes__isnull=True, undone_by__isnull=True)
    return {
        "absorbed": standing.select_related("absorbed").order_by("-pk")[:SIZE],
        "contracts": Contract.objects.filter(customer=customer).order_by("-from_on", "-pk")[:SIZE],
        "promotions": Promotion.objects.filter(customer=customer).order_by("-from_on", "-pk")[:SIZE],
        "basis_name": basis_name,
        "terms_name": terms_name,
        "registered": registered,
        "correct": bool(registered and proposed(customer, registered)),
        "companies": companies,
    }
