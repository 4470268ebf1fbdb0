"""Which format a file has, and what is read at all."""

from __future__ import annotations

import io
from datetime import date

import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats import registry
from encours.formats.registry import FORMATS, Format, detect, detect_file, register

FEC = (
    b"JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|CompAuxLib|PieceRef|"
    b"PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|ValidDate|Montantdevise|Idevise\n"
)


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (FEC, "export.txt", "fec"),
        (
            b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">',
            "x.xml",
            "camt",
        ),
        (b"compte;ville;email\n", "clients.csv", "companion"),
        (b"%PDF-1.7", "facture.pdf", "einvoice"),
    ],
)
def test_a_file_is_told_by_its_first_bytes(head: bytes, name: str, expected: str) -> None:
    assert detect(head, name).name == expected


def test_an_unknown_file_is_answered_with_the_list_of_what_is_read() -> None:
    with pytest.raises(UnreadableFileError) as caught:
        detect(b"\x89PNG\r\n", "scan.png")
    assert caught.value.rule == "unknown_format"
    for known in FORMATS.values():
        assert known.label in caught.value.remedy


@pytest.mark.parametrize("head", [b"", b"\xef\xbb\xbf", b" \r\n"])
def test_an_empty_file_is_told_as_such(head: bytes) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        detect(head, "x")
    assert caught.value.rule == "empty"


def test_detection_leaves_the_file_at_its_beginning() -> None:
    file = io.BytesIO(FEC)
    assert detect_file(file, "x").kind == "ledger"
    assert file.tell() == 0


def test_the_name_given_to_detection_tells_siren_and_closing_day_of_nameless_bytes() -> None:
    row = b"VE|Ventes|1|20260110|411000|Clients|C1|Forge|F1|20260110|F1|1,00|0,00|||20260131||\n"
    *_, last = detect(FEC, "123456782FEC20261231.txt").read(io.BytesIO(FEC + row))
    assert (last.facts["siren"], last.facts["closing_on"]) == ("123456782", date(2026, 12, 31))


def test_a_format_whose_room_is_missing_only_fails_when_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "FORMATS", dict(FORMATS))
    register(Format("far", "format lointain", "bank", "encours.formats.far_away"))
    assert detect(FEC, "x").name == "fec"
    with pytest.raises(ModuleNotFoundError):
        next(registry.FORMATS["far"].read(io.BytesIO(b"x")))


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        register(FORMATS["fec"])
