from datetime import date
from fractions import Fraction

import rfc8785

from encours.core.interest import Debt, interest
from encours.core.interest_evidence import evidence


def test_the_evidence_lets_a_reader_compute_the_figure_again() -> None:
    told = evidence(interest(Debt("b2b", date(2025, 5, 31), 1_200_000), on=date(2025, 8, 20)))
    segments = told["segments"]
    assert isinstance(segments, list)
    again = sum(
        Fraction(s["base_cents"] * s["rate_bps"] * s["days"], 10_000 * s["day_count"]) for s in segments
    )
    assert str(again) == told["exact_cents"]
    assert (told["cents"], told["rounding"], told["rate_kind"]) == (33342, "half_up_once", "default")


def test_each_segment_names_its_half_year_its_rate_and_the_source() -> None:
    told = evidence(interest(Debt("b2b", date(2025, 5, 31), 1_200_000), on=date(2025, 8, 20)))
    first = told["segments"][0]
    assert first["exact_cents"] == str(Fraction(1_200_000 * 1315 * 30, 3_650_000))
    assert {key: first[key] for key in ("from_on", "to_on", "days", "rate_bps", "rate_of")} == {
        "from_on": "2025-06-01",
        "to_on": "2025-06-30",
        "days": 30,
        "rate_bps": 1315,
        "rate_of": "2025-S1",
    }
    assert "L441-10" in first["rate_source"]


def test_a_very_large_claim_still_fits_canonical_json() -> None:
    told = evidence(interest(Debt("public", date(2025, 5, 31), 10**13 + 1), on=date(2026, 8, 20)))
    assert rfc8785.dumps(told).startswith(b'{"cents":')
