"""`encours measure` says any measure of any day, for a person or for a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from encours.core.measures import DEFINITIONS
from encours.core.refusals import RuleError
from encours.jobs.cli import house as encours
from encours.records.work.models import Assignment, Portfolio
from small_history import ON, a_creditor, a_customer, an_invoice


def said(*arguments: str) -> str:
    return CliRunner().invoke(encours, ["measure", *arguments], catch_exceptions=False).output


@pytest.fixture
def _owed(house: Path) -> None:
    customer = a_customer(a_creditor())
    an_invoice(customer, cents=12_000)
    an_invoice(customer, "F-2", 5_000, currency="USD")


@pytest.mark.usefixtures("_owed")
def test_a_measure_says_its_figure_its_formula_and_what_it_leaves_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ENCOURS_LANGUAGE", "fr")
    words = said("outstanding", "--on", ON.isoformat()).replace("\N{NO-BREAK SPACE}", " ")
    assert "Encours (outstanding v1) : 120,00 €" in words
    assert "moins les avoirs" in words
    assert "Hors du chiffre : 1 dans une autre devise." in words


@pytest.mark.usefixtures("_owed")
def test_without_a_code_every_measure_is_said_and_a_program_reads_exact_figures() -> None:
    told = json.loads(said("--on", ON.isoformat(), "--json"))
    assert [one["measure"] for one in told["measures"]] == list(DEFINITIONS)
    assert told["measures"][0] | {"facts": {}, "noted": {}} == {
        "measure": "outstanding", "version": 1, "on": ON.isoformat(), "known": "now", "unit": "cents",
        "currency": "EUR", "filter": "", "parts": 1, "value": 12_000, "figure": "12000/1", "facts": {},
        "left_out": {"other_currency": 1}, "noted": {}, "lines": [],
    }  # fmt: skip
    dollars = json.loads(said("outstanding", "--currency", "usd", "--on", ON.isoformat(), "--json"))
    assert dollars["measures"][0]["value"] == 5_000


@pytest.mark.usefixtures("_owed")
def test_an_unknown_measure_is_refused_with_a_sentence() -> None:
    with pytest.raises(RuleError, match="« dso » n’existe pas"):
        said("dso")


def test_a_measure_is_asked_among_the_customers_of_a_portfolio(house: Path) -> None:
    creditor = a_creditor()
    ours, other = a_customer(creditor), a_customer(creditor, "411AUTRE", "Autre SARL")
    an_invoice(ours, cents=12_000)
    an_invoice(other, "F-2", 5_000)
    fact = {"creditor": creditor, "recorded_at": ours.recorded_at}
    nord = Portfolio.objects.create(**fact, name="Nord")
    Assignment.objects.create(**fact, customer=ours, portfolio=nord)
    told = json.loads(said("outstanding", "--portfolio", "nord", "--on", ON.isoformat(), "--json"))
    assert (told["measures"][0]["value"], told["measures"][0]["filter"]) == (12_000, "nord")
    with pytest.raises(RuleError, match="portefeuille de ce nom"):
        said("outstanding", "--portfolio", "sud")
