from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from encours.core.formal_notice import MENTIONS, missing_mentions

ON = date(2026, 11, 21)


def item(**changes: Any) -> dict[str, Any]:
    return {
        "number": "F2026-0123",
        "issued_on": date(2026, 9, 1),
        "due_on": date(2026, 10, 1),
        "due_assumed": False,
        "open_cents": 123_450,
        "basis": "Commande 4500-77",
        **changes,
    }


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "on": ON,
        "subject": "MISE EN DEMEURE de payer 1 234,50 €",
        "language": "fr",
        "regime": "b2b",
        "creditor": {"name": "Ateliers Morvan SAS", "address_lines": ["12 rue des Forges", "69003 Lyon"]},
        "customer": {"name": "Boulangerie Dupré", "address_lines": ["14 rue du Moulin", "38000 GRENOBLE"]},
        "items": [item()],
        "principal_cents": 123_450,
        "interest_cents": 0,
        "daily_interest_cents": 41,
        "indemnity_cents": 4_000,
        "deadline_days": 10,
        "deadline_on": ON + timedelta(days=10),
        "ways_to_pay": [{"kind": "transfer"}],
        "consequence": "À défaut, nous saisirons le tribunal.",
        "earlier": [{"on": date(2026, 10, 20)}],
        "signature": {"name": "Claire Martin"},
        **changes,
    }


def test_a_complete_notice_lacks_nothing() -> None:
    assert missing_mentions(facts()) == []


def test_without_any_fact_every_mention_is_missing() -> None:
    assert missing_mentions({}) == list(MENTIONS)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": "Dernier rappel"}, "words_formal_notice"),
        ({"language": "en"}, "words_formal_notice"),
        ({"creditor": {"name": " ", "address_lines": ["x"]}}, "creditor_identity"),
        ({"creditor": {"name": "Morvan", "address_lines": []}}, "creditor_address"),
        ({"customer": {"name": "", "address_lines": ["x"]}}, "debtor_identity"),
        ({"customer": {"name": "Dupré", "address_lines": [" "]}}, "debtor_address"),
        ({"items": [item(basis="")]}, "facts_and_basis"),
        ({"items": [item(number="")]}, "facts_and_basis"),
        ({"items": [item(), item(due_on=ON)]}, "items_all_due"),
        ({"items": [item(due_assumed=True)]}, "items_all_due"),
        ({"items": [item(open_cents=0)]}, "amounts_itemised"),
        ({"principal_cents": 0}, "amounts_itemised"),
        ({"principal_cents": None}, "amounts_itemised"),
        ({"interest_cents": None}, "interest_and_indemnity"),
        ({"daily_interest_cents": None}, "interest_and_indemnity"),
        ({"indemnity_cents": None}, "interest_and_indemnity"),
        ({"regime": "consumer"}, "interest_and_indemnity"),
        ({"regime": None}, "interest_and_indemnity"),
        ({"deadline_days": 0, "deadline_on": ON}, "deadline"),
        ({"deadline_on": ON + timedelta(days=9)}, "deadline"),
        ({"deadline_on": None}, "deadline"),
        ({"ways_to_pay": []}, "ways_to_pay"),
        ({"consequence": ""}, "consequence"),
        ({"earlier": []}, "earlier_reminders"),
        ({"earlier": [{"on": ON}]}, "earlier_reminders"),
        ({"signature": {"name": ""}}, "signature"),
    ],
)
def test_each_mention_that_is_missing_is_named_alone(changes: dict[str, Any], code: str) -> None:
    assert missing_mentions(facts(**changes)) == [code]


def test_a_consumer_is_asked_for_the_principal_alone() -> None:
    nothing = {"interest_cents": None, "daily_interest_cents": None, "indemnity_cents": None}
    assert missing_mentions(facts(regime="consumer", **nothing)) == []
