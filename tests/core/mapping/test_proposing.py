"""A table's columns are recognised by their names and by their cells; what is doubtful is asked."""

from __future__ import annotations

import pytest

from encours.core.mapping.names import signature, told_apart
from encours.core.mapping.plan import Mapping, check, from_json
from encours.core.mapping.proposing import propose
from encours.core.mapping.targets import TARGETS
from encours.core.refusals import RuleError

SAID = {
    "invoices": ("Code client;N° facture;Date de facture;Échéance;Total TTC", "C1;F1;13/01/2026;12/02/2026;10,50"),
    "customers": ("Compte;Raison sociale;Adresse;CP;Ville;E-mail", "C1;Dupont;1 rue Haute;59000;Lille;a@b.fr"),
    "orders": ("Customer ID;Order Number;Order Date;Amount", "C1;O1;2026-01-13;10.50"),
    "payments": ("Code client;Date de règlement;Montant réglé;Référence paiement", "C1;13/01/2026;10,50;VIR 1"),
    "credit_notes": ("Client;N° avoir;Date;Montant TTC", "C1;A1;13/01/2026;10,50"),
    "credit": ("Client;Limite de crédit;Note;Assureur", "C1;1000,00;A2;Assureur X"),
    "owners": ("Client;Responsable;Portefeuille", "C1;claire@vauban.example;Nord"),
    "deals": ("Client;Opportunité;Phase;Montant", "C1;Atelier;lead;10,50"),
    "campaigns": ("Client;Campagne;Exclu", "C1;Printemps;oui"),
}  # fmt: skip


@pytest.mark.parametrize("target", SAID)
def test_what_a_table_is_about_is_recognised(target: str) -> None:
    head, row = SAID[target]
    names, cells = head.split(";"), [[cell] for cell in row.split(";")]
    found = propose(names, cells)
    assert (found.mapping.target, len(found.mapping.columns), found.sure) == (target, len(names), True)


def test_an_unclear_order_of_days_is_a_doubt() -> None:
    found = propose(["Client", "Facture", "Échéance", "Montant"], [["C1"], ["F1"], ["03/04/2026"], ["10,50"]])
    assert (found.doubts, found.sure) == (("dates_ambiguous",), False)


def test_a_currency_named_by_the_heading_of_the_amount_is_not_lost() -> None:
    found = propose(
        ["Customer", "Invoice", "Due date", "Total (USD)"], [["C"], ["F"], ["2026-04-30"], ["1.50"]]
    )
    assert found.mapping.fixed == {"currency": "USD"}


def test_a_table_without_codes_knows_its_customers_by_their_names() -> None:
    found = propose(["Raison sociale", "N° facture", "Montant TTC"], [["Dupont"], ["F1"], ["10,50"]])
    assert found.mapping.columns["account"] == found.mapping.columns["name"] == "Raison sociale"
    check(found.mapping)


def test_a_layout_is_recognised_by_its_names_whatever_their_accents_and_spaces() -> None:
    assert signature(["N° Facture", "Échéance", ""]) == signature(["n°  facture", "Echeance"])
    assert signature(["a", "b"]) != signature(["b", "a"])


def test_names_met_twice_are_told_apart() -> None:
    assert told_apart(["Montant", "", "Montant"]) == ("Montant", "Colonne 2", "Montant (2)")


@pytest.mark.parametrize(
    ("told", "rule"),
    [
        ("text", "mapping_unreadable"),
        ({"target": "invoices", "columns": {}, "macro": 1}, "mapping_key_unknown"),
        ({"target": "gold", "columns": {"account": "A"}}, "target_wrong"),
        ({"target": "invoices", "columns": {"shoe": "A"}}, "field_unknown"),
        ({"target": "invoices", "columns": {"account": "A"}}, "field_missing"),
        ({"target": "invoices", "columns": {"account": "A", "number": "A"}}, "column_twice"),
        ({"target": "customers", "columns": {"account": "A"}, "date_order": "dd"}, "date_order_wrong"),
        ({"target": "customers", "columns": {"account": "A"}, "decimal": ";"}, "decimal_wrong"),
        ({"target": "customers", "columns": {"account": "A"}, "header_line": "x"}, "header_line_wrong"),
    ],
)
def test_a_mapping_that_cannot_be_followed_says_the_first_thing_wrong(told: object, rule: str) -> None:
    with pytest.raises(RuleError) as error:
        from_json(told)
    assert error.value.rule == rule


def test_a_mapping_written_out_reads_back_the_same() -> None:
    mapping = Mapping(
        "invoices", {"account": "A", "number": "B"}, "mdy", ".", 3, 2, "Feuille 1", {"currency": "USD"}
    )
    assert from_json(mapping.to_json()) == mapping


def test_each_needed_column_of_each_target_can_be_recognised() -> None:
    for target in TARGETS.values():
        assert all(field.ways for field in target.fields), target.code
