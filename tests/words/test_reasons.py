"""Every reason that the core can give has a sentence, filled from its facts."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest

from encours.core.freshness import Acceptance, how_fresh
from encours.core.reasons import POSITION_FACTS, Reason, ReasonCode, of_position
from encours.core.scenario import DEFAULT_SCENARIO
from encours.core.why import InterestFacts, explain
from encours.words import typography
from encours.words.languages import speaking
from encours.words.reason_labels import STEPS
from encours.words.reason_sentences import SENTENCES
from encours.words.reasons import say, say_position, sentence
from portfolio import customer, customers_frame, item, items_frame

PLACEHOLDER = re.compile(r"%\((\w+)\)s")
HARD = "\N{NO-BREAK SPACE}"


def french(code: ReasonCode) -> str:
    with speaking("fr"):
        return str(SENTENCES[code])


def test_every_code_has_a_sentence_and_no_sentence_lacks_its_code() -> None:
    assert set(SENTENCES) == set(ReasonCode)


@pytest.mark.parametrize("code", list(ReasonCode))
def test_a_sentence_is_a_sentence_and_its_placeholders_are_well_formed(code: ReasonCode) -> None:
    text = french(code)
    assert text.endswith((".", ")s"))  # an optional fact closes with its own stop
    assert text[0].isupper()
    assert text.count("%") == len(PLACEHOLDER.findall(text))
    assert "'" not in text  # French typography


@pytest.mark.parametrize("code", list(POSITION_FACTS))
def test_a_position_s_sentence_asks_only_for_facts_that_a_position_has(code: ReasonCode) -> None:
    known = {name for name in POSITION_FACTS[code] if name} | {"hold_reason", "invoice", "which"}
    assert set(PLACEHOLDER.findall(french(code))) <= known


def test_days_amounts_and_lengths_are_written_for_the_reader() -> None:
    facts = {"gap_until_on": "2026-10-01", "gap_days": 7}
    assert sentence("gap", facts, "fr") == (
        "Le message précédent à ce client date de moins de 7 jours. Le suivant attend le 1er octobre 2026."
    ).replace("7 jours", f"7{HARD}jours").replace("1er octobre 2026", f"1er{HARD}octobre{HARD}2026")
    amounts = sentence("below_minimum", {"minimum_cents": 150_000, "currency": "EUR"}, "fr")
    assert "1 500,00 €" in amounts.replace("\N{NARROW NO-BREAK SPACE}", " ").replace(HARD, " ")


def test_optional_facts_are_told_only_when_they_are_there() -> None:
    facts = {"held_from_on": "2026-06-15"}
    assert "Motif" not in sentence("held", facts, "fr")
    assert sentence("held", {**facts, "hold_reason": "promesse"}, "fr").endswith(
        typography.french("Motif : promesse.")
    )
    late = {"due_on": "2026-06-01", "days": 1}
    assert "présumée" in sentence("overdue_by", {**late, "assumed": True}, "fr")
    assert "présumée" not in sentence("overdue_by", {**late, "assumed": False}, "fr")


def test_a_fact_that_an_old_history_lacks_is_a_dash() -> None:
    assert sentence("closed_day", {}, "fr").endswith("reprend le —.")


def test_a_code_that_the_core_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        sentence("nonsense", {}, "fr")


def test_a_percent_sign_inside_a_fact_changes_nothing() -> None:
    said = sentence("held", {"held_from_on": "2026-06-15", "hold_reason": "remise de 5 % (%(x)s)"}, "fr")
    assert said.endswith(typography.french("Motif : ") + "remise de 5 % (%(x)s).")


def test_a_stored_position_is_said_in_its_own_currency() -> None:
    reason = of_position("disputed", None, 5_000)
    assert "$" in say_position(reason.code, reason.facts, "en", currency="USD")


def test_every_step_of_the_default_ladder_has_a_name() -> None:
    assert {step.code for step in DEFAULT_SCENARIO.steps} <= set(STEPS)


CHAINS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"due_on": date(2026, 6, 1)}, {}),
    ({"due_on": date(2026, 6, 1), "due_assumed": True, "disputed_cents": 4}, {}),
    ({"due_on": date(2026, 7, 1), "held_from": date(2026, 6, 1), "held_days": 3}, {"regime": "consumer"}),
    ({"due_on": date(2026, 5, 1), "kind": "opening"}, {"regime_assumed": True}),
    ({"due_on": date(2026, 5, 1)}, {"unapplied_cents": 500_000}),
    ({"due_on": date(2026, 5, 1), "delivered_position": 5, "delivered_on": date(2026, 6, 1)}, {}),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("row", "about"), CHAINS)
def test_a_whole_chain_is_said_without_a_hole(
    row: dict[str, Any], about: dict[str, Any], language: str
) -> None:
    on = date(2026, 6, 17)
    frames = items_frame([item(1, **row)]), customers_frame([customer(**about)])
    stale = how_fresh({}, date(2026, 6, 1), on=on, acceptance=Acceptance(on, "A. Martin"))
    interest = InterestFacts(1_234, 4_000, provisional=True)
    chain = explain(1, *frames, DEFAULT_SCENARIO, on=on, interest=interest, freshness=stale)
    said = [say(reason, language) for reason in chain]
    assert all(text and "—" not in text and "%(" not in text for text in said)


def test_no_reason_is_said_the_same_as_another() -> None:
    said = [french(code) for code in ReasonCode]
    assert len(said) == len(set(said))
    assert say(Reason(ReasonCode.GO), "fr") == "Rien ne s’oppose à l’envoi."


def test_a_step_is_called_by_its_name_where_it_is_known() -> None:
    facts = {"position": 3, "step_on": "2026-11-27"}
    assert sentence("waits_for_step", facts, "fr").startswith("L’étape 3 attend sa date")
    assert sentence("waits_for_step", {**facts, "step": "firm"}, "fr").startswith("L’étape 3 (relance ferme)")


def test_what_a_channel_refused_is_a_sentence_in_the_language_of_its_reader() -> None:
    facts = {"detail": "L'adresse e-mail est vide : l'indiquer."}
    told = sentence("undeliverable", facts, "fr").replace("\u00a0", " ")
    assert told == "Le message ne peut pas partir tel quel. Détail : L’adresse e-mail est vide : l’indiquer."
    assert "adresse" not in sentence("undeliverable", facts, "en")
