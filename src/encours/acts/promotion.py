"""Promotions agreed with a customer, saved by a person: what a deduction may later be held against."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from encours.acts.agreement import write_agreement
from encours.core.evidence import plain
from encours.core.promotions import BASES
from encours.core.refusals import RuleError
from encours.records.contracts.models import Promotion
from encours.records.history.writing import recording
from encours.records.parties.models import Customer

FIELDS = ("name", "from_on", "until_on", "rate_bps", "amount_cents", "currency", "basis", "items")


def save_promotion(
    customer: Customer,
    values: Mapping[str, Any],
    *,
    author: str,
    at: datetime,
    promotion: Promotion | None = None,
    made_from: int | None = None,
) -> Promotion:
    """Add a promotion (`FIELDS`), or change one; it changes no reminder.

    Raises
        RuleError: a promotion already told, days that cannot be, neither a rate nor an amount, or both.
        StaleFormError: somebody changed it since the form was made.
    """
    act = "add_promotion" if promotion is None else "edit_promotion"
    with recording(customer.creditor_id, act, author=author, cause="desk", at=at) as record:
        _check(customer, values, promotion)
        saved = write_agreement(
            record, Promotion, customer, values, row=promotion, name="name", made_from=made_from
        )
        told = {name: plain(value) for name, value in values.items()}
        record.of(customer.pk, promotion=saved.pk, terms=told)
        record.untouched.add(customer.pk)
    return saved


def _check(customer: Customer, values: Mapping[str, Any], promotion: Promotion | None) -> None:
    same = Promotion.objects.filter(customer=customer, name=values["name"], from_on=values["from_on"])
    if (same if promotion is None else same.exclude(pk=promotion.pk)).exists():
        raise RuleError("name_wrong", "Cette promotion, du même jour, existe déjà chez ce client.")
    if values["until_on"] is not None and values["until_on"] < values["from_on"]:
        raise RuleError("until_on_wrong", "La promotion finit avant de commencer.")
    if (not values["rate_bps"]) == (not values["amount_cents"]):
        raise RuleError("rate_bps_wrong", "Donner un taux, ou un montant : l’un des deux.")
    if (values["rate_bps"] or 0) < 0 or (values["amount_cents"] or 0) < 0 or values["basis"] not in BASES:
        raise RuleError("rate_bps_wrong", "Le taux ou le montant est positif.")
