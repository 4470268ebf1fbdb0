"""What a register says of a company is read, and corrects an address only where it gives one."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from encours.core.companies import ACTIVE, CEASED, company_of, corrections, section_of

TOLD = {
    "siren": "552100554",
    "nom_complet": "GARAGE MARTIN (GM)",
    "nom_raison_sociale": "GARAGE MARTIN",
    "etat_administratif": "A",
    "activite_principale": "45.20A",
    "section_activite_principale": "G",
    "tranche_effectif_salarie": "12",
    "date_fermeture": None,
    "siege": {
        "numero_voie": "12", "type_voie": "RUE", "libelle_voie": "DES LILAS", "code_postal": "59000",
        "libelle_commune": "LILLE", "indice_repetition": None,
    },
}  # fmt: skip
MOCK = Path(__file__).parents[3] / "shared/samples/registries/recherche_entreprises_mock/recherche-entreprise"


def test_state_sector_size_and_seat_are_read() -> None:
    found = company_of(TOLD)
    assert found is not None
    assert (found.name, found.state, found.naf, found.size) == ("GARAGE MARTIN", ACTIVE, "45.20A", "12")
    assert (found.address, found.postcode, found.city) == ("12 RUE DES LILAS", "59000", "LILLE")


def test_a_ceased_company_says_since_when() -> None:
    found = company_of({**TOLD, "etat_administratif": "C", "date_fermeture": "2025-06-30"})
    assert found is not None
    assert (found.state, found.ended_on) == (CEASED, date(2025, 6, 30))


def test_a_result_that_names_nobody_is_no_company() -> None:
    assert company_of({"siren": "123456789", "nom_complet": None, "siege": {}}) is None
    assert company_of({}) is None


@pytest.mark.parametrize(
    ("file", "proposed"),
    [
        ({"address": "", "postcode": "", "city": ""}, True),
        ({"address": "12, rue des Lilas", "postcode": "59000", "city": "Lille"}, False),
        ({"address": "1 rue Haute", "postcode": "59000", "city": "Lille"}, True),
    ],
    ids=["none", "the same, written otherwise", "another"],
)
def test_an_address_is_proposed_where_the_file_has_none_or_another(
    file: dict[str, str], proposed: bool
) -> None:
    found = company_of(TOLD)
    assert found is not None
    assert bool(corrections(file, found)) is proposed


def test_a_register_without_an_address_corrects_nothing() -> None:
    found = company_of({**TOLD, "siege": {}})
    assert found is not None
    assert corrections({"address": "", "postcode": "", "city": ""}, found) == {}


@pytest.mark.skipif(not MOCK.exists(), reason="../shared/samples is absent")
def test_every_answer_of_the_samples_is_read_or_names_nobody() -> None:
    for path in sorted(MOCK.glob("*.json")):
        for one in json.loads(path.read_text())["result"].get("results", []):
            found = company_of(one)
            assert found is None or (found.siren and found.state), path.name


def test_who_asks_that_no_more_be_told_has_neither_name_nor_address() -> None:
    hidden = dict.fromkeys(TOLD["siege"], "[NON-DIFFUSIBLE]")
    found = company_of(
        {**TOLD, "nom_complet": "[ND]", "nom_raison_sociale": "[NON-DIFFUSIBLE]", "siege": hidden}
    )
    assert found is not None
    assert (found.name, found.address, found.city, found.state) == ("", "", "", ACTIVE)


@pytest.mark.parametrize(
    ("naf", "section"),
    [("01.11Z", "A"), ("45.20A", "G"), ("62.01Z", "J"), ("99.00Z", "U"), ("00.00Z", ""), ("", "")],
)
def test_a_naf_code_tells_its_section(naf: str, section: str) -> None:
    assert section_of(naf) == section
