"""What there is of a customer at all, asked at once: most have nothing in most of the tables of their page."""

from __future__ import annotations

from functools import cache

from django.db import connection
from django.db.models import Model

from encours.records.cases.models import Call, Hold, Leniency
from encours.records.companies.models import Registered
from encours.records.contracts.models import Contract, Promotion
from encours.records.credit.models import CreditScore, RiskAssessment
from encours.records.debits.models import Mandate
from encours.records.disputes.models import Dispute
from encours.records.doubtful.models import Doubtful
from encours.records.experiments.models import Entered
from encours.records.fields.models import FieldValue
from encours.records.measures.models import Complaint
from encours.records.merging.models import Merging
from encours.records.messages.models import Bounce
from encours.records.parties.models import Attachment, CreditLimit, GroupMember
from encours.records.promises.models import Promise
from encours.records.provenance.models import CustomerTold
from encours.records.quality.models import Finding
from encours.records.requests.models import DocumentRequest
from encours.records.sales.models import Deal, Order, Prospect, Signal, Touch
from encours.records.work.models import Assignment

Present = frozenset[type[Model]]

# Each is found by an index on whose it is; the column, where it is not `customer`.
_ASKED: dict[type[Model], str] = {
    **dict.fromkeys(
        (
            Assignment, Attachment, Bounce, Call, Complaint, Contract, CreditLimit, CreditScore, CustomerTold, Deal,
            Dispute, DocumentRequest, Doubtful, Entered, FieldValue, Finding, GroupMember, Hold, Leniency, Mandate,
            Order, Promise, Promotion, Prospect, Registered, RiskAssessment, Signal, Touch,
        ),
        "customer",
    ),
    Merging: "into",
}  # fmt: skip


def present(customer_id: int) -> Present:
    """The tables, of those asked, that hold a row of this customer: one query."""
    with connection.cursor() as cursor:
        cursor.execute(_written(), [customer_id] * len(_ASKED))
        return frozenset(model for model, there in zip(_ASKED, cursor.fetchone(), strict=True) if there)


@cache
def _written() -> str:
    asked = (
        f'EXISTS (SELECT 1 FROM "{model._meta.db_table}" WHERE "{whose}_id" = %s)'  # noqa: S608 — names of our own
        for model, whose in _ASKED.items()
    )
    return f"SELECT {', '.join(asked)}"
