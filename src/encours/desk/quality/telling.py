"""Findings as the desk shows them: a sentence, the amount at stake, the form that corrects."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from encours.core.quality import CODES
from encours.core.quality.rules import DUPLICATE, LIKELY_DOUBLE
from encours.desk.visits import Visit
from encours.records.prepared import prepared
from encours.records.quality.models import Finding
from encours.words import quality as words
from encours.words.languages import nearest

_PRICES = frozenset({"terms_beyond_ceiling", "due_not_as_agreed"})
_TYPED = frozenset({"due_before_issue", "date_impossible"})
_FORMS = {
    "customer": "edit_customer",
    "add_contact": "add_contact",
    "terms": "confirm_customer_terms",
    "regime": "confirm_customer_regime",
    "account": "customer",
    "merge": "merge_customer",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One finding: what is wrong, what stands there, where it is corrected (empty: not by this person)."""

    finding: Finding
    name: str
    sentence: str
    held: str
    correct: str


_FEW = 5


def of_customer(visit: Visit, customer_id: int) -> list[Row]:
    """The errors that weigh on one customer, the gravest and dearest first, for its page."""
    # By the customer alone, whom this person was found to see: its index finds the few rows there are.
    return rows(visit, _gravest(customer_id), back=reverse("customer", args=[customer_id]))


@prepared
def _gravest(key: int) -> QuerySet[Finding]:
    found = Finding.objects.filter(customer=key, accepted=False, weighs=True)
    return found.select_related("receivable", "other").order_by("severity", "-at_stake_cents", "pk")[:_FEW]


def rows(visit: Visit, found: Iterable[Finding], *, back: str) -> list[Row]:
    """Word a page of findings; a value of a class that this person does not see is left out."""
    return [
        Row(
            one,
            words.rule_name(one.rule),
            said(visit, one),
            words.held(one.holds),
            _place(one, back) if visit.may("collect") else "",
        )
        for one in found
    ]


def said(visit: Visit, finding: Finding) -> str:
    """What stands there, as far as this person sees it."""
    rule = CODES[finding.rule]
    if (rule.subject == "contact" or rule.field == "address") and not visit.shows("personal"):
        return ""
    if finding.rule in _PRICES and not visit.shows("pricing"):
        return ""
    return words.sentence(
        finding.rule, finding.value, finding.count, finding.currency, nearest(get_language())
    )


def _place(finding: Finding, back: str) -> str:
    rule = CODES[finding.rule]
    if finding.contact_id is not None:
        name, key = "edit_contact", finding.contact_id
    elif finding.receivable_id is not None:
        usual = "double_invoice" if finding.rule in {DUPLICATE, LIKELY_DOUBLE} else "invoice"
        name, key = ("edit_invoice" if finding.rule in _TYPED else usual), finding.receivable_id
    else:
        name, key = _FORMS[rule.remedy], finding.customer_id
    told = {"next": back}
    if rule.remedy == "merge" and finding.other_id is not None:  # into the one known longer
        key, told = finding.other_id, {"other": str(finding.customer_id)}
    return f"{reverse(name, args=[key])}?{urlencode(told)}"
