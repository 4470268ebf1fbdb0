"""Which contract governs an invoice, and the due date that it gives."""

from __future__ import annotations

from datetime import date

import pytest

from encours.core.contracts import Agreed, by_contract, governing

FIRST = Agreed(1, "C-1", date(2026, 1, 1), date(2026, 6, 30), 30, "net")
SECOND = Agreed(2, "C-2", date(2026, 7, 1), None, 45, "days_then_eom")


@pytest.mark.parametrize(
    ("issued_on", "number"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), "C-1"),
        (date(2026, 6, 30), "C-1"),
        (date(2026, 7, 1), "C-2"),
        (date(2030, 1, 1), "C-2"),
    ],
)
def test_a_contract_governs_from_its_first_day_to_its_last(issued_on: date, number: str | None) -> None:
    found = governing([SECOND, FIRST], issued_on)
    assert (found.number if found else None) == number


def test_of_two_contracts_the_one_that_began_last_governs() -> None:
    later = Agreed(3, "C-3", date(2026, 8, 1), None, 60, "net")
    found = governing([later, SECOND], date(2026, 9, 1))
    assert found == later


def test_45_days_by_contract_against_30_of_the_invoice_is_a_difference_of_15() -> None:
    agreed = Agreed(1, "C-1", date(2026, 1, 1), None, 45, "net")
    dated = by_contract([agreed], date(2026, 9, 1), date(2026, 10, 1))
    assert dated is not None
    assert (dated.due_on, dated.apart, dated.differs) == (date(2026, 10, 16), 15, True)


def test_one_day_apart_is_no_difference_and_no_contract_compares_nothing() -> None:
    agreed = Agreed(1, "C-1", date(2026, 1, 1), None, 30, "net")
    dated = by_contract([agreed], date(2026, 9, 1), date(2026, 10, 2))
    assert dated is not None
    assert not dated.differs
    assert by_contract([agreed], date(2025, 9, 1), date(2025, 10, 1)) is None
