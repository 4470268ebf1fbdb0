"""Figures a jurist or an accountant can read and add to: each YAML case is one test, under its own title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from encours.core.interest import Debt, Interest, Movement, Segment, interest
from encours.core.interest_rates import Clause, InterestRules
from encours.law.rates import Confirmations, HalfYear

HERE = Path(__file__).parent

REGIMES = {"professionnel": "b2b", "public": "public", "consommateur": "consumer"}
KINDS = {"paiement": "payment", "avoir": "credit_note", "retour": "returned"}
RATE_KINDS = {"default": "defaut", "contract": "clause", "public": "public", "legal": "legal"}


def hundredths(text: str) -> int:
    """`12 000,00` to cents, `13,15` percent to basis points."""
    number = Decimal(text.replace(" ", "").replace("\u202f", "").replace(",", ".")) * 100
    if number != int(number):
        raise ValueError(f"{text} a plus de deux décimales")
    return int(number)


def yes(text: str) -> bool:
    return {"oui": True, "non": False}[text]


def known(words: dict[str, Any], allowed: set[str], where: str) -> dict[str, Any]:
    """Refuse a word that the calculation does not know, naming those that it does."""
    unknown = set(words) - allowed
    if unknown:
        raise ValueError(
            f"{where} : mots inconnus {', '.join(sorted(unknown))} ; possibles : {', '.join(sorted(allowed))}"
        )
    return words


def of_interest(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    words = {"regime", "montant", "echeance", "au", "mouvements", "mise_en_demeure", "procedure_collective"}
    known(facts, words | {"clause", "taux_fige_au_depart", "taux_confirmes"}, "faits")
    found = interest(debt(facts), on=date.fromisoformat(facts["au"]), rules=rules(facts))
    checks: dict[str, Callable[[str], tuple[object, object]]] = {
        "interets": lambda text: (found.cents, hundredths(text)),
        "par_jour": lambda text: (found.daily_cents, hundredths(text)),
        "indemnite": lambda text: (found.indemnity_cents, hundredths(text)),
        "plancher": lambda text: (found.floor_bps, hundredths(text)),
        "provisoire": lambda text: (found.provisional, yes(text)),
        "plancher_provisoire": lambda text: (found.floor_provisional, yes(text)),
        "sous_plancher": lambda text: (found.floor_breach, yes(text)),
        "nature_du_taux": lambda text: (RATE_KINDS[found.rate_kind], text),
    }
    known(expected, {*checks, "segments"}, "attendu")
    for word, check in checks.items():
        if word in expected:
            got, wanted = check(expected[word])
            assert got == wanted, word
    if "segments" in expected:
        of_segments(found, expected["segments"])


def debt(facts: dict[str, Any]) -> Debt:
    for movement in facts.get("mouvements", []):
        known(movement, {"jour", "montant", "nature"}, "mouvement")
    return Debt(
        regime=REGIMES[facts["regime"]],
        due_on=date.fromisoformat(facts["echeance"]),
        principal_cents=hundredths(facts["montant"]),
        movements=tuple(
            Movement(date.fromisoformat(m["jour"]), hundredths(m["montant"]), KINDS[m["nature"]])
            for m in facts.get("mouvements", [])
        ),
        formal_notice_on=day_or_none(facts.get("mise_en_demeure")),
        frozen_on=day_or_none(facts.get("procedure_collective")),
    )


def day_or_none(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def rules(facts: dict[str, Any]) -> InterestRules:
    written = known(facts.get("clause", {}), {"taux", "points_au_dessus_de_la_bce"}, "clause")
    confirmed = known(facts.get("taux_confirmes", {}), {"bce", "legal"}, "taux_confirmes")
    clause = None
    if "taux" in written:
        clause = Clause(hundredths(written["taux"]))
    elif written:
        clause = Clause(hundredths(written["points_au_dessus_de_la_bce"]), above_ecb=True)
    return InterestRules(
        clause=clause,
        reset="at_start" if yes(facts.get("taux_fige_au_depart", "non")) else "per_semester",
        confirmed=Confirmations(
            ecb=half_years(confirmed.get("bce", {})), legal=half_years(confirmed.get("legal", {}))
        ),
    )


def half_years(rates: dict[str, str]) -> dict[HalfYear, int]:
    return {HalfYear.from_code(code): hundredths(text) for code, text in rates.items()}


def of_segments(found: Interest, expected: list[dict[str, str]]) -> None:
    shown: dict[str, Callable[[Segment], object]] = {
        "du": lambda s: s.from_on.isoformat(),
        "au": lambda s: s.to_on.isoformat(),
        "jours": lambda s: s.days,
        "taux": lambda s: s.rate.bps,
        "base": lambda s: s.base_cents,
    }
    read: dict[str, Callable[[str], object]] = {"jours": int, "taux": hundredths, "base": hundredths}
    assert len(found.segments) == len(expected), found.segments
    for segment, wanted in zip(found.segments, expected, strict=True):
        for word, text in known(wanted, set(shown), "segment").items():
            assert shown[word](segment) == read.get(word, str)(text), word


CALCULATIONS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "interets": of_interest,
}


def cases() -> Iterator[Any]:
    for path in sorted(HERE.glob("*.yaml")):
        sheet = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 — text, lists and maps only
        known(sheet, {"calcul", "cas"}, path.name)
        for case in sheet["cas"]:
            yield pytest.param(sheet["calcul"], case, id=f"{path.stem}: {case['titre']}")


@pytest.mark.parametrize(("calculation", "case"), list(cases()))
def test_a_case_gives_the_figures_it_states(calculation: str, case: dict[str, Any]) -> None:
    known(case, {"titre", "source", "faits", "attendu"}, "cas")
    assert case["attendu"], "a case that expects nothing proves nothing"
    CALCULATIONS[calculation](case["faits"], case["attendu"])


def test_a_case_with_an_unknown_word_fails_and_names_the_words_it_may_use() -> None:
    facts = {"regime": "professionnel", "montant": "1,00", "echeance": "2025-01-31", "au": "2025-02-01"}
    with pytest.raises(ValueError, match=r"montnat.*possibles : .*montant"):
        of_interest(facts | {"montnat": "2,00"}, {"interets": "0,00"})
    with pytest.raises(ValueError, match=r"attendu : mots inconnus interet ;"):
        of_interest(facts, {"interet": "0,00"})


def test_titles_are_unique_so_that_a_failure_names_one_case() -> None:
    names = [case.id for case in cases()]
    assert len(names) == len(set(names)) > 0
