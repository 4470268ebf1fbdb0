"""Conditions: what is allowed is run as SQL runs it, the rest is refused by its sign and with a remedy."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.segments.catalogue import COLUMNS, Catalogue, own_column
from encours.core.segments.conditions import ConditionError, condition

OWN = (
    own_column(7, "rang", "choice"),
    own_column(8, "signe", "yes_no"),
    own_column(9, "fin", "day"),
    own_column(10, "poids", "number"),
)
KNOWN = Catalogue(OWN)


@pytest.mark.parametrize(
    ("text", "sql"),
    [
        ("encours > 5000", '("outstanding" > 500000)'),
        ("Échu >= -3.5", '("overdue" >= -350)'),
        ("30 < days_late", '("days_late" > 30)'),
        ("pays IN ('fr', 'Be')", "(\"country\" IN ('FR', 'BE'))"),
        ("country = ‘be’", "(\"country\" = 'BE')"),
        ("groupe = 'L’Écluse'", "(\"group_name\" = 'L ECLUSE')"),
        ("encours > plafond", '("outstanding" > "credit_limit")'),
        ("COALESCE(solvabilite, 100) < 50", '(COALESCE("solvency", 100) < 50)'),
        ("etat = 'cessée'", "(\"state\" = 'ceased')"),
        ("code_postal NOT LIKE '75%'", "(\"postcode\" NOT LIKE '75%')"),
        ("champ_rang = 'Stratégique'", "(\"own_rang\" = 'STRATEGIQUE')"),
        ("NOT field_signe", '(NOT "own_signe")'),
        ("champ_signe IS TRUE", '("own_signe" = TRUE)'),
        ("champ_fin <= '31/12/2026'", '("own_fin" <= 20261231)'),
        ("champ_poids BETWEEN 1.5 AND 2", '("own_poids" BETWEEN 1500 AND 2000)'),
        ("groupe LIKE '%l''écluse %'", "(\"group_name\" LIKE '%L ECLUSE %')"),
    ],
)
def test_a_condition_is_written_anew_from_what_was_read(text: str, sql: str) -> None:
    assert condition(text, KNOWN).sql == sql


@pytest.mark.parametrize(
    ("text", "sign", "words"),
    [
        ("", 1, "vide"),
        ("retard", 1, "n'est comparé à rien"),
        ("retard >", 8, "ne se lit pas"),
        ("retrad > 5", 1, "écrire « retard »"),
        ("retard > 'dix'", 10, "nombre, sans apostrophe"),
        ("encours > 1.234", 11, "deux décimales"),
        ("retard > 1.5", 10, "nombre entier"),
        ("retard > 1e3", 10, "nombre"),
        ("pays = FR", 8, "la colonne « FR » n'existe pas"),
        ("pays > 'A'", 1, "ni plus ni moins"),
        ("pays = ''", 8, "IS NULL"),
        ("secteur = 'ZZ'", 11, "choisir parmi 'A'"),
        ("encours > retard", 11, "ne se comparent pas"),
        ("retard > 3)", 11, "ne se lit pas"),
        ("((retard > 3", 12, "ne se lit pas"),
        ("pays = 'FR", 8, "ne se ferme pas"),
        ('pays = "FR"', 8, "apostrophes"),
        ("retard > 3 retard", 12, "ne se lit pas"),
        ("LENGTH(pays) > 2", 1, "la fonction « LENGTH »"),
        ("pays = 'FR' -- tous", 11, "commentaire"),
        ("pays IN (SELECT 1)", 10, "« SELECT » n'a pas sa place"),
        ("retard > 3; DROP TABLE x", 11, "« ; » n'a pas sa place"),
        ("retard > current_date", 10, "n'a pas sa place"),
        ("pays IN (1, (SELECT 2))", 14, "n'a pas sa place"),
        ("retard BETWEEN SYMMETRIC 9 AND 1", 1, "ne se lit pas"),
        ("1 = 1", 1, "une colonne est attendue"),
        ("retard = NULL", 1, "une valeur est attendue"),
        ("retard > 99999999999999999", 10, "trop grand"),
        ("champ_fin > 20260101", 13, "'2026-12-31'"),
        ("champ_signe = 'oui'", 15, "TRUE ou FALSE"),
        ("retard > 3 OR " * 30 + "retard > 3", 401, "400 signes"),
        ("(" * 13 + "retard > 3" + ")" * 13, 13, "12 parenthèses"),
    ],
)
def test_what_is_not_allowed_is_refused_by_its_sign_with_a_remedy(text: str, sign: int, words: str) -> None:
    with pytest.raises(ConditionError) as refusal:
        condition(text, KNOWN)
    assert refusal.value.at == sign, refusal.value.sentence
    assert words in refusal.value.sentence
    assert ";" in refusal.value.sentence, "a remedy follows what is wrong"


@given(st.text(max_size=60))
@settings(max_examples=300)
def test_whatever_is_typed_is_read_or_refused_and_never_breaks(text: str) -> None:
    with suppress(ConditionError):
        assert condition(text, KNOWN).columns


@pytest.mark.parametrize("column", [*COLUMNS, *OWN], ids=lambda column: column.name)
def test_every_column_is_named_by_either_of_its_words(column: Any) -> None:
    for word in (column.french, column.english):
        assert condition(f"{word} IS NOT NULL", KNOWN).columns == (column,)


ROWS = st.lists(
    st.tuples(
        st.none() | st.integers(-300, 300),
        st.none() | st.integers(0, 40),
        st.none() | st.sampled_from(["FR", "BE", "F", "FRANCE"]),
        st.none() | st.booleans(),
    ),
    min_size=1,
    max_size=12,
)
ATOMS = st.one_of(
    st.tuples(
        st.sampled_from(["encours", "retard"]), st.sampled_from(["=", "<>", "<", "<=", ">", ">="]), st.integers(-3, 40)
    ).map(lambda told: f"{told[0]} {told[1]} {told[2]}"),
    st.tuples(st.integers(-3, 3), st.integers(-3, 30)).map(lambda told: f"encours BETWEEN {told[0]} AND {told[1]}"),
    st.sampled_from([
        "pays IN ('FR', 'be')", "pays NOT IN ('BE')", "pays LIKE 'F%'", "pays LIKE '_R'", "pays NOT LIKE 'F%'",
        "retard IS NULL", "pays IS NOT NULL", "champ_signe", "champ_signe = FALSE", "COALESCE(retard, 5) > 4",
        "encours <> plafond",
    ]),
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        inner.map(lambda one: f"NOT ({one})"),
        st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(
            lambda told: f"({told[0]} {told[1]} {told[2]})"
        ),
    ),
    max_leaves=5,
)


@given(CONDITIONS, ROWS)
@settings(max_examples=150, deadline=None)
def test_polars_finds_the_rows_that_sql_finds(text: str, rows: list[tuple[Any, ...]]) -> None:
    names = ["outstanding", "days_late", "country", "own_signe"]
    kinds = {"outstanding": pl.Int64, "days_late": pl.Int64, "country": pl.String, "own_signe": pl.Boolean}
    sheet = (
        pl.DataFrame(rows, schema=kinds, orient="row").with_columns(credit_limit=pl.lit(500)).with_row_index()
    )
    sql = condition(text, KNOWN).sql
    database = sqlite3.connect(":memory:")
    database.execute("PRAGMA case_sensitive_like = ON")
    database.execute(f"CREATE TABLE t ({', '.join(names)}, credit_limit, number)")
    database.executemany(
        "INSERT INTO t VALUES (?, ?, ?, ?, 500, ?)", [(*row, at) for at, row in enumerate(rows)]
    )
    expected = [row[0] for row in database.execute(f"SELECT number FROM t WHERE {sql} ORDER BY number")]  # noqa: S608 - what we wrote
    database.close()
    assert sheet.filter(condition(text, KNOWN).expr)["index"].to_list() == expected
