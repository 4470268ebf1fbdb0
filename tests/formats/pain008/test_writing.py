"""Direct debit orders: what a bank checks of them, in both versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from encours.formats.pain008 import Group, Order, Transaction, write

VERSIONS = ("pain.008.001.02", "pain.008.001.08")
FIRST = Transaction(
    "ENC1-261201-1-T1",
    120_000,
    "RUM-1",
    date(2026, 1, 5),
    "Dupont",
    "FR7630006000011234567890189",
    "",
    "FA101",
)
GROUP = Group("ENC1-261201-1-1", "CORE", "FRST", date(2026, 12, 4), (FIRST,))
# The order of elements in ISO 20022, of which a file has some.
ORDER = {
    "GrpHdr": ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"],
    "PmtInf": [
        "PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdColltnDt", "Cdtr", "CdtrAcct",
        "CdtrAgt", "ChrgBr", "CdtrSchmeId", "DrctDbtTxInf",
    ],
    "PmtTpInf": ["SvcLvl", "LclInstrm", "SeqTp"],
    "DrctDbtTxInf": ["PmtId", "InstdAmt", "DrctDbtTx", "DbtrAgt", "Dbtr", "DbtrAcct", "RmtInf"],
    "MndtRltdInf": ["MndtId", "DtOfSgntr", "AmdmntInd", "AmdmntInfDtls"],
    "AmdmntInfDtls": ["OrgnlMndtId", "OrgnlDbtrAcct"],
}  # fmt: skip
NEEDED = {
    name: set(told) - {"AmdmntInd", "AmdmntInfDtls"}
    for name, told in ORDER.items()
    if name != "AmdmntInfDtls"
}


def order(*groups: Group) -> Order:
    return Order(
        "ENC1-261201-1", datetime(2026, 12, 1, 10, tzinfo=UTC), "Atelier Vauban", "FR72ZZZ123456",
        "FR7630006000011234567890189", "BNPAFRPPXXX", groups or (GROUP,),
    )  # fmt: skip


def read(told: Order, version: str = VERSIONS[0]) -> Any:
    return etree.fromstring(write(told, version))


def names(element: Any) -> Iterator[str]:
    for each in element:
        yield etree.QName(each).localname


def texts(root: Any, path: str) -> list[str]:
    return [each.text for each in root.iterfind(f".//{path}")]


def check(root: Any) -> None:
    """Elements are in their order and all there; counts and sums tie, of the whole and of each group."""
    for name, wanted in ORDER.items():
        for each in root.iter(f"{{*}}{name}"):
            found = list(dict.fromkeys(names(each)))
            assert found == sorted(found, key=wanted.index), name
            assert set(found) >= NEEDED.get(name, set()), name
    whole = root.find(".//{*}GrpHdr")
    for holder, under in [(whole, root), *((each, each) for each in root.iter("{*}PmtInf"))]:
        amounts = [Decimal(each.text) for each in under.iter("{*}InstdAmt")]
        assert int(holder.findtext("{*}NbOfTxs")) == len(amounts)
        assert Decimal(holder.findtext("{*}CtrlSum")) == sum(amounts)
        assert all(amount.as_tuple().exponent == -2 for amount in amounts)


@pytest.mark.parametrize("version", VERSIONS)
def test_both_versions_are_whole_and_in_the_order_of_the_standard(version: str) -> None:
    root = read(order(), version)
    assert etree.QName(root).namespace == f"urn:iso:std:iso:20022:tech:xsd:{version}"
    check(root)
    assert texts(root, "{*}SvcLvl/{*}Cd") == ["SEPA"]
    assert texts(root, "{*}LclInstrm/{*}Cd") == ["CORE"]
    assert texts(root, "{*}CdtrSchmeId//{*}Othr/{*}Id") == ["FR72ZZZ123456"]
    assert texts(root, "{*}CdtrSchmeId//{*}Prtry") == ["SEPA"]


def test_a_bank_is_named_as_each_version_does_or_said_not_to_be_told() -> None:
    assert texts(read(order(), VERSIONS[0]), "{*}CdtrAgt//{*}BIC") == ["BNPAFRPPXXX"]
    assert texts(read(order(), VERSIONS[1]), "{*}CdtrAgt//{*}BICFI") == ["BNPAFRPPXXX"]
    assert texts(read(order()), "{*}DbtrAgt//{*}Othr/{*}Id") == ["NOTPROVIDED"]


def test_an_amended_mandate_says_what_it_was() -> None:
    told = Transaction(*[getattr(FIRST, name) for name in FIRST.__slots__[:8]], "RUM-0", True)
    root = read(order(Group("G", "B2B", "RCUR", date(2026, 12, 4), (told,))))
    check(root)
    assert texts(root, "{*}AmdmntInd") == ["true"]
    assert texts(root, "{*}OrgnlMndtId") == ["RUM-0"]
    assert texts(root, "{*}OrgnlDbtrAcct//{*}Id/{*}Othr/{*}Id") == ["SMNDA"]


def test_a_version_that_no_bank_asks_for_is_refused() -> None:
    with pytest.raises(ValueError, match=r"pain\.001"):
        write(order(), "pain.001.001.03")


@given(st.lists(st.lists(st.integers(1, 99_999_999_999), min_size=1, max_size=4), min_size=1, max_size=4))
def test_whatever_is_collected_the_control_sums_tie(amounts: list[list[int]]) -> None:
    groups = tuple(
        Group(
            f"G{number}", "CORE", "RCUR", date(2026, 12, 4),
            tuple(
                Transaction(f"G{number}T{rank}", cents, "RUM", date(2026, 1, 5), "Dupont", FIRST.iban, "", "F")
                for rank, cents in enumerate(rows)
            ),
        )
        for number, rows in enumerate(amounts)
    )  # fmt: skip
    root = read(order(*groups), VERSIONS[1])
    check(root)
    assert len(set(texts(root, "{*}EndToEndId"))) == sum(map(len, amounts))
