"""A file of companies tells of those asked for, whatever its columns; another file is refused in words."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.test_companies import TOLD
from encours.core.companies import Company
from encours.core.refusals import UnreadableFileError
from encours.formats.companies import read_companies

UNITS = """siren,statutDiffusionUniteLegale,trancheEffectifsUniteLegale,prenomUsuelUniteLegale,dateDebut,\
etatAdministratifUniteLegale,nomUniteLegale,denominationUniteLegale,activitePrincipaleUniteLegale
552100554,O,12,,2010-01-01,A,,GARAGE MARTIN,45.20A
732829320,O,NN,Zoé,2025-06-30,C,LEROY,,62.01Z
005520176,P,00,[ND],2020-01-01,A,[ND],[ND],01.11Z
""".replace("\\\n", "")
SEATS = """siren;siret;etablissementSiege;numeroVoieEtablissement;typeVoieEtablissement;libelleVoieEtablissement;\
codePostalEtablissement;libelleCommuneEtablissement;etatAdministratifEtablissement;activitePrincipaleEtablissement
552100554;55210055400013;true;12;RUE;DES LILAS;59000;LILLE;A;45.20A
552100554;55210055400021;false;1;RUE;HAUTE;75001;PARIS;A;45.20A
""".replace("\\\n", "")


def read(folder: Path, content: str | bytes, sirens: set[str] | None = None) -> list[Company]:
    path = folder / "companies"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_companies(path, sirens))


def test_units_tell_name_state_sector_and_size(tmp_path: Path) -> None:
    martin, zoe, hidden = read(tmp_path, UNITS)
    assert (martin.name, martin.state, martin.section, martin.size) == ("GARAGE MARTIN", "active", "G", "12")
    assert martin.ended_on is None
    assert (zoe.name, zoe.state, zoe.ended_on, zoe.size) == ("Zoé LEROY", "ceased", date(2025, 6, 30), "")
    assert (hidden.siren, hidden.name, hidden.section) == ("005520176", "", "A")


def test_of_establishments_only_the_seat_tells(tmp_path: Path) -> None:
    (seat,) = read(tmp_path, SEATS)
    assert (seat.address, seat.postcode, seat.city) == ("12 RUE DES LILAS", "59000", "LILLE")


def test_a_table_in_parquet_and_kept_answers_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS)
    pl.read_csv(tmp_path / "units.csv", infer_schema=False).write_parquet(tmp_path / "units.parquet")
    assert read(tmp_path, (tmp_path / "units.parquet").read_bytes()) == read(tmp_path, UNITS)
    answers = [
        json.dumps(told) for told in (TOLD, [TOLD], {"results": [TOLD]}, {"result": {"results": [TOLD]}})
    ]
    (first, *others) = [read(tmp_path, told) for told in answers]
    assert first[0].name == "GARAGE MARTIN"
    assert others == [first] * 3


def test_only_the_companies_asked_for_are_told(tmp_path: Path) -> None:
    assert [one.siren for one in read(tmp_path, UNITS, {"732829320", "123456789"})] == ["732829320"]
    assert [one.siren for one in read(tmp_path, UNITS.replace("005520176", "5520176"), {"005520176"})] == [
        "005520176"
    ]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("Compte;Facture\nC1;F1\n", "no_companies"),
        ("siren,name\n552100554,Martin\n", "no_companies"),
        ('{"results": []}', "no_companies"),
        ("{", "unreadable"),
        ("[" * 100_000, "unreadable"),
        (b"PAR1 cut", "unreadable"),
        (b"PK\x03\x04", "packed"),
        (b"", "unreadable"),
    ],
)
def test_another_file_is_refused_in_words(tmp_path: Path, content: str | bytes, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        read(tmp_path, content)
    assert refusal.value.rule == rule
    assert refusal.value.remedy


@given(
    st.integers(0, 400),
    st.integers(0, 40),
    st.binary(max_size=12),
    st.sampled_from([UNITS, json.dumps(TOLD)]),
)
def test_a_damaged_file_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, at: int, length: int, fresh: bytes, whole: str
) -> None:
    content = whole.encode()
    content = content[:at] + fresh + content[at + length :]
    found = read_or_refused(tmp_path_factory.getbasetemp(), content)
    if isinstance(found, UnreadableFileError):
        assert all((found.sentence, found.remedy))
        return
    assert all(len(one.siren) == len(TOLD["siren"]) and one.siren.isdecimal() for one in found)


def read_or_refused(folder: Path, content: bytes) -> list[Company] | UnreadableFileError:
    try:
        return read(folder, content)
    except UnreadableFileError as refusal:
        return refusal
