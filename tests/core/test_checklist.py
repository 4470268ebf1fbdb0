"""What a new case must hold, and what lacks of it."""

from __future__ import annotations

import pytest

from encours.core.checklist import (
    CODES,
    DEFAULTS,
    MANDATORY,
    REGIMES,
    WISHED,
    check_list,
    gathered,
    wanted_of,
)
from encours.core.refusals import RuleError


def test_a_public_debtor_needs_what_chorus_pro_asks() -> None:
    far = gathered(wanted_of(DEFAULTS, ["public"]), {"email", "address", "regime", "terms", "engagement"})
    assert far.mandatory == ("siret", "service")
    assert far.documents == ("order", "delivery", "contract")
    assert far.facts == ("siret", "service", "phone")


def test_what_we_alone_decide_is_not_asked_of_the_customer() -> None:
    far = gathered({"regime": MANDATORY, "terms": MANDATORY}, ())
    assert (far.lacks, far.facts, far.documents) == (("regime", "terms"), (), ())


def test_what_a_regime_wishes_and_a_segment_demands_is_mandatory() -> None:
    lists = {"b2b": {"phone": WISHED, "email": MANDATORY}, "own:key": {"phone": MANDATORY, "order": WISHED}}
    assert wanted_of(lists, ["b2b", "own:key"]) == {"phone": MANDATORY, "email": MANDATORY, "order": WISHED}


def test_a_case_of_which_nothing_is_wanted_is_whole() -> None:
    assert gathered({}, ()).percent == 100
    assert gathered({"email": MANDATORY, "phone": WISHED}, {"phone"}).percent == 50


def test_every_code_of_the_house_s_lists_is_one() -> None:
    for kind, wanted in DEFAULTS.items():
        check_list(kind, wanted, kinds=REGIMES, codes=CODES)


@pytest.mark.parametrize(
    ("kind", "wanted"), [("b2c", {}), ("b2b", {"shoe_size": WISHED}), ("b2b", {"email": "loved"})]
)
def test_a_list_of_what_there_is_not_is_refused(kind: str, wanted: dict[str, str]) -> None:
    with pytest.raises(RuleError):
        check_list(kind, wanted, kinds=REGIMES, codes=CODES)
