"""Credit transfer orders: what a bank checks of them, in both versions."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from encours.formats.pain001 import Order, Transfer, write
from encours.formats.pain001.writing import VERSIONS

DAY, NEXT = date(2026, 12, 1), date(2026, 12, 4)
IBAN = "FR7630006000011234567890189"
# The order of elements in ISO 20022, of which a file has all.
ORDER = {
    "GrpHdr": ["MsgId", "CreDtTm", "NbOfTxs", "CtrlSum", "InitgPty"],
    "PmtInf": [
        "PmtInfId", "PmtMtd", "BtchBookg", "NbOfTxs", "CtrlSum", "PmtTpInf", "ReqdExctnDt", "Dbtr", "DbtrAcct",
        "DbtrAgt", "ChrgBr", "CdtTrfTxInf",
    ],
    "CdtTrfTxInf": ["PmtId", "Amt", "Cdtr", "CdtrAcct", "RmtInf"],
}  # fmt: skip


def transfer(rank: int = 1, cents: int = 12_345, on: date = DAY) -> Transfer:
    return Transfer(f"RB{rank:08}", cents, on, "Dupont", IBAN, f"RB{rank:08} Atelier Vauban")


def read(*transfers: Transfer, version: str = VERSIONS[0], bic: str = "BNPAFRPPXXX") -> Any:
    at = datetime(2026, 12, 1, 10, tzinfo=UTC)
    return etree.fromstring(
        write(Order("RBT1-261201-1", at, "Atelier Vauban", IBAN, bic, transfers), version)
    )


def texts(root: Any, name: str) -> list[str]:
    return [each.text for each in root.iter(f"{{*}}{name}")]


@pytest.mark.parametrize("version", VERSIONS)
def test_elements_stand_in_the_order_of_the_standard_once_each(version: str) -> None:
    root = read(transfer(), version=version)
    assert etree.QName(root).namespace == f"urn:iso:std:iso:20022:tech:xsd:{version}"
    for name, wanted in ORDER.items():
        (element,) = root.iter(f"{{*}}{name}")
        assert [etree.QName(each).localname for each in element] == wanted


def test_a_day_is_a_block_of_its_own_and_each_transfer_bears_its_reference_twice() -> None:
    root = read(transfer(1), transfer(2, on=NEXT), transfer(3))
    assert texts(root, "ReqdExctnDt") == [DAY.isoformat(), NEXT.isoformat()]
    assert texts(root, "EndToEndId") == ["RB00000001", "RB00000003", "RB00000002"]
    assert [each.split()[0] for each in texts(root, "Ustrd")] == texts(root, "EndToEndId")
    assert len(set(texts(root, "PmtInfId"))) == 2


def test_versions_name_the_bank_and_the_day_each_in_its_way() -> None:
    assert texts(read(transfer()), "BIC") == ["BNPAFRPPXXX"]
    latest = read(transfer(), version=VERSIONS[1])
    assert (texts(latest, "BICFI"), texts(latest, "Dt")) == (["BNPAFRPPXXX"], [DAY.isoformat()])
    assert "NOTPROVIDED" in texts(read(transfer(), bic=""), "Id")
    with pytest.raises(ValueError, match="pain"):
        read(transfer(), version="pain.001.001.02")


@given(st.lists(st.tuples(st.integers(1, 10**11), st.sampled_from([DAY, NEXT])), min_size=1, max_size=20))
def test_every_control_sum_is_that_of_what_it_covers(rows: list[tuple[int, date]]) -> None:
    root = read(*(transfer(rank, cents, on) for rank, (cents, on) in enumerate(rows)))
    total, *blocks = (Decimal(each) for each in texts(root, "CtrlSum"))
    assert total == sum(blocks) == sum(Decimal(each) for each in texts(root, "InstdAmt"))
    assert total == Decimal(sum(cents for cents, _ in rows)) / 100
    count, *parts = (int(each) for each in texts(root, "NbOfTxs"))
    assert count == sum(parts) == len(rows)
