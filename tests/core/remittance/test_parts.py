"""What one document leaves out, part by part: nothing lost, nothing invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.remittance.parts import Part, Said, parts_told, wrong_parts
from encours.core.remittance.shorts import Shorts

CENTS = st.integers(0, 10**9)
WORDS = st.sampled_from(["", "manquant", "solde fin octobre", "casse, solde à suivre", "escompte"])


@given(CENTS, CENTS, CENTS, CENTS, WORDS)
def test_the_parts_come_to_what_is_missing_to_the_cent(
    missing: int, paid: int, deduction: int, discount: int, text: str
) -> None:
    parts = parts_told(
        Said(deduction, discount, "", text), missing_cents=missing, paid_cents=paid, shorts=Shorts()
    )
    assert sum(part.cents for part in parts) == missing
    assert all(part.cents > 0 and part.treatment in {"deduct", "promise", "ask"} for part in parts)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (Said(5_000, text="manquant"), [("deduct", "shortage", 5_000), ("ask", "other", 5_000)]),
        (
            Said(5_000, text="manquant, solde fin mai"),
            [("deduct", "shortage", 5_000), ("promise", "later", 5_000)],
        ),
        (Said(text="solde à suivre"), [("promise", "later", 10_000)]),
        (Said(5_000, 5_000, text="manquant"), [("deduct", "shortage", 5_000), ("deduct", "discount", 5_000)]),
        (Said(20_000, text="manquant"), [("deduct", "shortage", 10_000)]),
    ],
)
def test_what_a_document_calls_a_deduction_is_a_part_of_its_own(
    said: Said, told: list[tuple[str, str, int]]
) -> None:
    parts = parts_told(said, missing_cents=10_000, paid_cents=0, shorts=Shorts())
    assert [(one.treatment, one.reason, one.cents) for one in parts] == told


def test_a_persons_parts_come_to_what_is_asked() -> None:
    assert wrong_parts([], 100) == "treatment"
    assert wrong_parts([Part("deduct", "price", 99)], 100) == "sum"
    assert wrong_parts([Part("deduct", "price", 120), Part("accept", "price", -20)], 100) == "sum"
    assert wrong_parts([Part("promise", "later", 100)], 100) == "day"
    assert wrong_parts([Part("deduct", "price", 60), Part("accept", "price", 40)], 100) == ""
