"""Why money was set against an invoice, or is no longer, in words."""

from __future__ import annotations

import pytest

from encours.desk.matched import application_reason
from encours.records.cash.models import Application


@pytest.mark.parametrize(
    ("cents", "code", "said"),
    [
        (5_000, "by_person", "choisi par une personne"),
        (-5_000, "undone_by_person", "annulée par une personne"),
        (-5_000, "returned", "paiement rejeté ou repris par la banque"),
        (-5_000, "merging_undone", "réunion de clients défaite"),
    ],
)
def test_what_the_bank_takes_back_is_not_told_as_somebody_s_choice(cents: int, code: str, said: str) -> None:
    assert application_reason(Application(amount_cents=cents, source="person", reason=code)) == said
