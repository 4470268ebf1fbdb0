from datetime import date

import pytest

from encours.law.figures import UnknownLawError
from encours.law.terms import ceiling, situations


@pytest.mark.parametrize(
    ("situation", "days", "starts", "mode"),
    [
        ("nothing_agreed", 30, "receipt", "net"),
        ("agreed", 60, "issue", "net"),
        ("agreed_end_of_month", 45, "issue", "end_of_month"),
        ("periodic_invoice", 45, "issue", "net"),
        ("perishable_food", 30, "delivery", "net"),
        ("perishable_food_periodic", 30, "delivery", "decade_then_days"),
        ("live_cattle", 20, "delivery", "net"),
        ("alcohol", 30, "delivery", "eom_then_days"),
        ("transport", 30, "issue", "net"),
        ("public_state", 30, "receipt", "net"),
        ("public_hospital", 50, "receipt", "net"),
        ("public_undertaking", 60, "receipt", "net"),
    ],
)
def test_each_situation_has_the_ceiling_of_its_text(
    situation: str, days: int, starts: str, mode: str
) -> None:
    found = ceiling(situation, on=date(2026, 1, 1))
    assert (found.days, found.starts, found.mode) == (days, starts, mode)
    assert situation in situations()


def test_a_ceiling_before_its_text_is_refused() -> None:
    with pytest.raises(UnknownLawError, match="Délai convenu"):
        ceiling("agreed", on=date(2018, 1, 1))
