"""Figures a jurist or an accountant can read and add to: each YAML case is one test, under its own title."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from cases.behaviour_facts import of_behaviour
from cases.doubtful_facts import of_doubtful
from cases.legal_facts import of_case
from cases.measure_facts import of_measure
from cases.scenario_facts import of_scenario
from encours.core.ageing import aged_balance
from encours.core.interest import Debt, Interest, Segment, interest
from encours.core.interest_rates import Clause, InterestRules
from encours.core.measures import DEFINITIONS, Measure, MonthOfSales, dso_count_back, dso_simple
from encours.core.movements import Movement
from encours.core.promises import Applied, Promised, judged
from encours.core.terms import PaymentTerms, check_terms, due_on, due_on_expr
from encours.law.rates import Confirmations, HalfYear

HERE = Path(__file__).parent

REGIMES = {"professionnel": "b2b", "public": "public", "consommateur": "consumer"}
KINDS = {"paiement": "payment", "avoir": "credit_note", "retour": "returned"}
MODES = {
    "net": "net",
    "jours_puis_fin_de_mois": "days_then_eom",
    "fin_de_mois_puis_jours": "eom_then_days",
    "fin_de_decade_puis_jours": "decade_then_days",
}
OPINIONS = {
    "terms_allowed": "permis",
    "terms_need_written_clause": "clause_ecrite",
    "terms_beyond_ceiling": "trop_long",
}
BALANCE = {
    "non_echu": "not_due_cents",
    "de_1_a_30": "late_1_30_cents",
    "de_31_a_60": "late_31_60_cents",
    "de_61_a_90": "late_61_90_cents",
    "de_91_a_120": "late_91_120_cents",
    "plus_de_120": "late_over_120_cents",
    "avoirs": "credits_cents",
    "non_affecte": "unapplied_cents",
    "echu": "overdue_cents",
    "total": "total_cents",
}
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
        known(movement, {"jour", "montant", "nature", "du_paiement_du"}, "mouvement")
    return Debt(
        regime=REGIMES[facts["regime"]],
        due_on=date.fromisoformat(facts["echeance"]),
        principal_cents=hundredths(facts["montant"]),
        movements=tuple(
            Movement(
                date.fromisoformat(m["jour"]),
                hundredths(m["montant"]),
                KINDS[m["nature"]],
                day_or_none(m.get("du_paiement_du")),
            )
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


def terms(facts: dict[str, Any]) -> PaymentTerms:
    day_of_month = int(facts["le"]) if "le" in facts else None
    return PaymentTerms(int(facts["jours"]), MODES[facts["mode"]], day_of_month)


def of_due_date(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    known(facts, {"depart", "jours", "mode", "le"}, "faits")
    known(expected, {"echeance"}, "attendu")
    start, wanted = date.fromisoformat(facts["depart"]), date.fromisoformat(expected["echeance"])
    assert due_on(start, terms(facts)) == wanted
    column = pl.DataFrame({"start": [start]}).select(due_on_expr(pl.col("start"), terms(facts)))
    assert column.item() == wanted


def of_ceiling(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    known(facts, {"situation", "jours", "mode", "le", "a_partir_du"}, "faits")
    known(expected, {"avis", "exces"}, "attendu")
    found = check_terms(
        terms(facts), on=date.fromisoformat(facts["a_partir_du"]), situation=facts["situation"]
    )
    assert OPINIONS[found.rule] == expected["avis"]
    assert found.excess_days == int(expected.get("exces", found.excess_days))


def of_dso(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    known(facts, {"encours", "mois", "ventes", "jours"}, "faits")
    known(expected, {"simple", "epuisement"}, "attendu")
    receivable, today = hundredths(facts["encours"]), date(2026, 11, 21)
    if "simple" in expected:
        sales = hundredths(facts["ventes"])
        found = dso_simple(receivable_cents=receivable, sales_cents=sales, days=int(facts["jours"]), on=today)
        assert tenths(found) == expected["simple"]
    if "epuisement" in expected:
        months = [
            MonthOfSales(hundredths(month["ventes"]), int(month["jours"]))
            for month in facts["mois"]
            if known(month, {"ventes", "jours"}, "mois")
        ]
        found = dso_count_back(receivable_cents=receivable, latest_first=months, on=today)
        assert tenths(found) == expected["epuisement"]


def tenths(measure: Measure) -> str:
    shown = measure.in_units_of(10)
    return "aucun" if shown is None else f"{shown // 10},{shown % 10}"


def of_balance(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    known(facts, {"au", "pieces", "non_affecte"}, "faits")
    known(expected, set(BALANCE), "attendu")
    pieces = [known(piece, {"echeance", "reste"}, "piece") for piece in facts["pieces"]]
    items = pl.LazyFrame(
        {
            "customer_id": [1] * len(pieces),
            "currency": ["EUR"] * len(pieces),
            "due_on": [day_or_none(piece.get("echeance")) for piece in pieces],
            "open_cents": [hundredths(piece["reste"]) for piece in pieces],
        }
    )
    cash = {"customer_id": [1], "currency": ["EUR"], "unapplied_cents": [hundredths(facts["non_affecte"])]}
    unapplied = pl.LazyFrame(cash)
    row = aged_balance(items, on=date.fromisoformat(facts["au"]), unapplied=unapplied).row(0, named=True)
    assert {word: row[BALANCE[word]] for word in expected} == {
        word: hundredths(text) for word, text in expected.items()
    }


PROMISES = {
    "running": "en_cours",
    "kept": "tenue",
    "part_kept": "en_partie",
    "broken": "rompue",
    "moot": "sans_objet",
}


def of_promise(facts: dict[str, Any], expected: dict[str, Any]) -> None:
    known(facts, {"au", "faite", "jusqu_au", "factures"}, "faits")
    made, until = date.fromisoformat(facts["faite"]), date.fromisoformat(facts["jusqu_au"])
    promised, applied = [], []
    for number, one in enumerate(facts["factures"]):
        known(one, {"promis", "imputations"}, "facture")
        promised.append((1, number, hundredths(one["promis"]), made, until, None))
        for paid in one["imputations"]:
            known(paid, {"le", "montant", "par"}, "imputation")
            on, by_money = date.fromisoformat(paid["le"]), paid.get("par", "paiement") == "paiement"
            applied.append((number, on, hundredths(paid["montant"]), by_money))
    found = judged(
        pl.DataFrame(promised, schema=Promised.create_empty().schema, orient="row"),
        pl.DataFrame(applied, schema=Applied.create_empty().schema, orient="row"),
        on=date.fromisoformat(facts["au"]),
    ).to_dicts()[0]
    told = {
        "etat": PROMISES[found["state"]],
        "promis": found["promised_cents"],
        "paye": found["paid_cents"],
    }
    for word, value in known(expected, set(told), "attendu").items():
        assert told[word] == (value if word == "etat" else hundredths(value)), word


CALCULATIONS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {
    "interets": of_interest,
    "echeance": of_due_date,
    "plafond": of_ceiling,
    "dso": of_dso,
    "balance": of_balance,
    "mesure": of_measure,
    "promesse": of_promise,
    "dossier": lambda facts, expected: of_case(facts, expected, hundredths),
    "depreciation": lambda facts, expected: of_doubtful(facts, expected, hundredths),
    "comportement": of_behaviour,
    "scenario": of_scenario,
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


def test_every_measure_of_the_house_has_a_case() -> None:
    told = {case.values[1]["faits"]["mesure"] for case in cases() if case.values[0] == "mesure"}
    assert told == set(DEFINITIONS)
