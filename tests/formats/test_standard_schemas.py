"""Files for a bank by the standard's own XSD (ISO 20022), where a package that holds it is installed.

The schemas come with `sepaxml` (`make test-xsd`), of which nothing else is used: they are read where
they lie, it is not imported.
"""

from __future__ import annotations

import importlib.util
import os
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from encours.core.debits.identifiers import latin
from encours.core.debits.rules import SCHEMES, SEQUENCES, VERSIONS
from encours.formats import pain001, pain008
from encours.formats.pain001.writing import VERSIONS as CREDIT_VERSIONS

AT = datetime(2026, 12, 1, 10, tzinfo=UTC)
IBANS = ("FR7630006000011234567890189", "DE89370400440532013000", "BE68539007547034")
BICS = ("", "BNPAFRPPXXX", "COBADEFF")
names = st.text(min_size=1, max_size=90).map(lambda told: latin(told, 70)).filter(bool)
cents = st.integers(1, 99_999_999_999)
days = st.dates(date(2026, 12, 1), date(2027, 12, 31))


@cache
def schema(version: str) -> Any:
    found = importlib.util.find_spec("sepaxml")
    if found is None:
        if os.environ.get("ENCOURS_XSD"):
            pytest.fail("sepaxml is not installed")
        pytest.skip("sepaxml, which holds the XSD, is not installed: make test-xsd")
    (folder,) = found.submodule_search_locations or ()
    return etree.XMLSchema(etree.parse(Path(folder) / "schemas" / f"{version}.xsd"))


def check(version: str, content: bytes) -> None:
    """Raise what the schema finds wrong."""
    schema(version).assertValid(etree.fromstring(content))


def _transaction(rank: int, told: dict[str, Any]) -> pain008.Transaction:
    return pain008.Transaction(
        f"ENC1-261201-1-T{rank}", told["cents"], f"RUM-{rank}", date(2026, 1, 5), told["name"], told["iban"],
        told["bic"], latin(told["words"], 140), told["was"], told["moved"],
    )  # fmt: skip


transactions = st.fixed_dictionaries(
    {
        "cents": cents,
        "name": names,
        "iban": st.sampled_from(IBANS),
        "bic": st.sampled_from(BICS),
        "words": st.text(max_size=200).map(lambda told: f"FA1 {told}"),
        "was": st.sampled_from(["", "RUM-0"]),
        "moved": st.booleans(),
    }
)
groups = st.tuples(
    st.sampled_from(SCHEMES),
    st.sampled_from(SEQUENCES),
    days,
    st.lists(transactions, min_size=1, max_size=3),
)


@pytest.mark.parametrize("version", VERSIONS)
@given(told=st.lists(groups, min_size=1, max_size=3), name=names, bic=st.sampled_from(BICS))
def test_a_file_of_direct_debits_is_valid_by_its_schema(
    version: str, told: list[tuple[str, str, date, list[dict[str, Any]]]], name: str, bic: str
) -> None:
    made = tuple(
        pain008.Group(
            f"ENC1-261201-1-{rank}",
            scheme,
            sequence,
            day,
            tuple(_transaction(10 * rank + place, one) for place, one in enumerate(rows)),
        )
        for rank, (scheme, sequence, day, rows) in enumerate(told)
    )
    order = pain008.Order("ENC1-261201-1", AT, name, "FR72ZZZ123456", IBANS[0], bic, made)
    check(version, pain008.write(order, version))


@pytest.mark.parametrize("version", CREDIT_VERSIONS)
@given(
    told=st.lists(st.tuples(cents, days, names, st.sampled_from(IBANS)), min_size=1, max_size=4),
    name=names,
    bic=st.sampled_from(BICS),
)
def test_a_file_of_refunds_is_valid_by_its_schema(
    version: str, told: list[tuple[int, date, str, str]], name: str, bic: str
) -> None:
    transfers = tuple(
        pain001.Transfer(f"RB{rank:08}", amount, day, payee, iban, f"RB{rank:08} Atelier Vauban")
        for rank, (amount, day, payee, iban) in enumerate(told)
    )
    order = pain001.Order("RBT1-261201-1", AT, name, IBANS[0], bic, transfers)
    check(version, pain001.write(order, version))


def test_a_file_that_breaks_the_schema_is_told_so() -> None:
    transfer = pain001.Transfer("R" * 36, 1, date(2026, 12, 1), "Dupont", IBANS[0], "RB1")  # 35 signs at most
    order = pain001.Order("RBT1", AT, "Atelier", IBANS[0], "", (transfer,))
    with pytest.raises(etree.DocumentInvalid, match="EndToEndId"):
        check(CREDIT_VERSIONS[0], pain001.write(order, CREDIT_VERSIONS[0]))
