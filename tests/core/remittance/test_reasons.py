"""Why a payer pays less, in the house's own codes, and what a creditor does of it."""

from __future__ import annotations

import pytest

from encours.core.remittance.reasons import REASONS, TREATMENTS, reason_of
from encours.core.remittance.shorts import Shorts, wrong_in

SAID = {
    ("EDI:4", ""): "shortage",
    ("EDI:19", ""): "trade_discount",
    ("EDI:53", ""): "duplicate",
    ("X12:59", ""): "not_received",
    ("X12:56", ""): "promotion",
    ("X12:54", ""): "freight",
    ("", "Manquant 2 cartons"): "shortage",
    ("", "Retenue de garantie 5 %"): "retention",
    ("", "Goods damaged in transit"): "damaged",
    ("", "Pénalités de retard de livraison"): "late",
    ("", "Escompte 2 %"): "discount",
    ("", "solde à suivre"): "later",
    ("022", "code de l’enseigne"): "other",
    ("", ""): "other",
}


@pytest.mark.parametrize(("told", "reason"), SAID.items())
def test_a_payers_code_or_words_say_why(told: tuple[str, str], reason: str) -> None:
    assert reason_of(*told) == reason


def test_a_creditors_own_words_go_first() -> None:
    assert reason_of("022", "litige quai", {"022": "shortage"}) == "shortage"
    assert reason_of("", "Litige quai 14", {"litige quai": "damaged"}) == "damaged"


def test_no_code_of_a_list_is_two_reasons() -> None:
    for listed in ("edi", "x12"):
        codes = [code for why in REASONS.values() for code in getattr(why, listed).split()]
        assert len(codes) == len(set(codes)), listed
    assert {why.usual for why in REASONS.values()} <= set(TREATMENTS)


def test_what_is_given_up_is_bounded_by_both_limits() -> None:
    rule = Shorts(accept_cents=500, accept_bps=50)
    assert rule.treatment("rounding", 500, 100_000) == "accept"
    assert rule.treatment("rounding", 501, 1_000_000) == "ask"
    assert rule.treatment("rounding", 100, 10_000) == "ask"  # beyond half a percent of it
    assert rule.treatment("shortage", 100, 100_000) == "deduct"
    assert Shorts(treatments={"shortage": "ask"}).treatment("shortage", 100, 100_000) == "ask"


def test_a_rule_out_of_its_bounds_is_named() -> None:
    assert wrong_in(Shorts()) == ""
    assert wrong_in(Shorts(accept_bps=1_001)) == "accept_bps"
    assert wrong_in(Shorts(treatments={"shortage": "burn"})) == "treatments"
