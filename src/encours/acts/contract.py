"""Contracts of a customer: saved with their terms, and the due dates that they give, used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from encours.acts.agreement import write_agreement
from encours.acts.import_file.table_known import redate
from encours.acts.quality.assess import look_again
from encours.core.contracts import by_contract
from encours.core.evidence import plain
from encours.core.refusals import RuleError
from encours.records.contracts.models import Contract
from encours.records.contracts.reading import agreed_with
from encours.records.history.writing import recording
from encours.records.parties.models import TERM_MODES, Attachment, Customer
from encours.records.receivables.models import Receivable

FIELDS = (
    "number", "from_on", "until_on", "terms_days", "terms_mode", "discount_bps", "discount_days", "penalty_bps",
    "document",
)  # fmt: skip
_LONGEST = 365
_DATED_AT_ONCE = 2_000


def save_contract(
    customer: Customer,
    values: Mapping[str, Any],
    *,
    author: str,
    at: datetime,
    contract: Contract | None = None,
    made_from: int | None = None,
) -> Contract:
    """Add a contract (`FIELDS`), or change one; invoices whose due date is another are then told in quality.

    Raises
        RuleError: a number already used at this customer, days that cannot be, a document of another customer.
        StaleFormError: somebody changed it since the form was made.
    """
    act = "add_contract" if contract is None else "edit_contract"
    with recording(customer.creditor_id, act, author=author, cause="desk", at=at) as record:
        _check(customer, values, contract)
        saved = write_agreement(
            record, Contract, customer, values, row=contract, name="number", made_from=made_from
        )
        told = {name: plain(value) for name, value in values.items() if name != "document"}
        record.of(customer.pk, contract=saved.pk, number=saved.number, terms=told)
        look_again(record, [customer.pk])
    return saved


def _check(customer: Customer, values: Mapping[str, Any], contract: Contract | None) -> None:
    same = Contract.objects.filter(customer=customer, number=values["number"])
    if (same if contract is None else same.exclude(pk=contract.pk)).exists():
        raise RuleError("number_wrong", "Ce numéro de contrat existe déjà chez ce client.")
    if values["until_on"] is not None and values["until_on"] < values["from_on"]:
        raise RuleError("until_on_wrong", "Le contrat finit avant de commencer.")
    if values["terms_mode"] not in TERM_MODES or not 0 <= values["terms_days"] <= _LONGEST:
        raise RuleError("terms_days_wrong", "Le délai va de 0 à 365 jours.")
    if (values["discount_bps"] is None) != (values["discount_days"] is None):
        raise RuleError(
            "discount_days_wrong", "Un escompte demande son taux et le nombre de jours qui l’ouvre."
        )
    document = values.get("document")
    if document is not None and not Attachment.objects.filter(pk=document.pk, customer=customer).exists():
        raise RuleError("document_wrong", "Choisir un document de ce client.")


def use_contract_dates(
    customer: Customer,
    receivables: Sequence[Receivable] | None = None,
    *,
    author: str,
    at: datetime,
) -> int:
    """Give invoices the due date of their contract: these, or all that are open; return how many changed.

    Raises
        RuleError: no contract governs them, or their dates are the contract's already.
    """
    with recording(customer.creditor_id, "use_contract_dates", author=author, cause="desk", at=at) as record:
        contracts = agreed_with(customer.pk)
        owed = Receivable.objects.filter(customer=customer, amount_cents__gt=0, gone_on__isnull=True)
        if receivables is None:
            owed = owed.filter(open_cents__gt=0)
        else:
            owed = owed.filter(pk__in=[one.pk for one in receivables])
        rows = []
        for one in owed.order_by("due_on", "pk")[:_DATED_AT_ONCE]:
            dated = by_contract(contracts, one.issued_on, one.due_on)
            if dated is not None and dated.due_on != one.due_on:
                rows.append((one.pk, dated.due_on, "person", one.po_number, one.version + 1))
        if not rows:
            raise RuleError("nothing_to_date", "Aucune échéance n’est autre que celle du contrat.")
        columns = ["id", "due_on", "due_source", "po_number", "version"]
        changed = redate(record, pl.DataFrame(rows, schema=columns, orient="row"))
        record.of(customer.pk, dated=changed, contracts=sorted({one.number for one in contracts}))
        look_again(record, [customer.pk])
    return changed
