"""Who a note names with an @."""

from __future__ import annotations

import pytest

from encours.core.work.mentions import mentioned

CAMILLE, ELODIE, OTHER = (1, "Camille Roux", "c.roux@example.com"), (2, "Élodie Blanc", "eb@example.com"), (
    3, "Camille Petit", "camille.petit@example.com",
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Vu avec @elodie, à relancer", [2]),
        ("@Élodie : et @c.roux ?", [2, 1]),
        ("@camille.roux.", [1]),
        ("@camille", []),  # two bear this first name
        ("@c.roux@example.com, @c.roux", [1]),
        ("écrire à eb@example.com", []),  # an address is no mention
        ("@personne", []),
    ],
)
def test_a_mention_names_whom_it_can_only_mean(text: str, named: list[int]) -> None:
    assert mentioned(text, [CAMILLE, ELODIE, OTHER]) == named
