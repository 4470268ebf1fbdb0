"""What a customer exposes us to, and how complete its file is."""

from __future__ import annotations

from encours.core.completeness import CRITERIA, completeness
from encours.core.exposure import Exposure


def test_exposure_is_what_is_owed_and_ordered_less_cash_not_applied() -> None:
    one = Exposure("EUR", 100_000, 50_000, 20_000, limit_cents=130_000)
    assert one.total_cents == 130_000
    assert one.left_cents == 0
    assert not one.exceeded
    assert one.used_percent == 100


def test_one_cent_above_the_limit_exceeds_it() -> None:
    assert Exposure("EUR", 100_001, 0, 0, limit_cents=100_000).exceeded


def test_without_a_limit_nothing_is_exceeded() -> None:
    one = Exposure("EUR", 10**12, 0, 0)
    assert not one.exceeded
    assert one.left_cents is None
    assert one.used_percent is None


def test_a_limit_of_nothing_is_exceeded_by_anything() -> None:
    assert Exposure("EUR", 1, 0, 0, limit_cents=0).exceeded
    assert not Exposure("EUR", 0, 0, 0, limit_cents=0).exceeded


def test_a_customer_in_credit_uses_nothing_of_its_limit() -> None:
    assert Exposure("EUR", 0, 0, 5_000, limit_cents=1_000).used_percent == 0


def test_completeness_counts_what_is_known_and_names_the_rest() -> None:
    found = completeness({code: code != "email" for code in CRITERIA})
    assert (found.known, found.counted, found.missing) == (9, 10, ("email",))
    assert found.percent == 90


def test_no_registration_is_asked_of_a_consumer() -> None:
    found = completeness(dict.fromkeys(CRITERIA, False), consumer=True)
    assert found.counted == 7
    assert "registration" not in found.missing
