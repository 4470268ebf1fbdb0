"""What is typed to go somewhere."""

from __future__ import annotations

import pytest

from encours.core.work.commands import Asked, asked


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Martin", Asked("", "Martin", None)),
        ("  suspendre   boulangerie  Martin ", Asked("hold", "boulangerie Martin", None)),
        ("Délai Colin", Asked("terms", "Colin", None)),
        ("note", Asked("note", "", None)),
        ("aller impayés", Asked("go", "impayés", None)),
        ("1 200,5 €", Asked("", "1 200,5 €", 120_050)),
        ("1200 EUR", Asked("", "1200 EUR", 120_000)),
        ("FA-2026-001", Asked("", "FA-2026-001", None)),
        ("12", Asked("", "12", 1_200)),
        ("", Asked("", "", None)),
    ],
)
def test_what_is_typed_is_a_verb_and_its_words(text: str, read: Asked) -> None:
    assert asked(text) == read


def test_what_is_typed_is_read_no_further_than_a_hundred_signs() -> None:
    assert len(asked("x" * 500).words) == 100
