"""Whatever the bytes, a companion table is read or refused in words; nothing is lost between read and refused."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats.companion import read, sniff
from encours.formats.companion.reading import SHAPES
from formats.damage import Changes, changes, damaged

CUSTOMERS = (
    "Compte;Nom;Pays;SIREN;N° TVA;Régime;Délai;E-mail;Téléphone\n"
    'C1;"Forge ""du"" Lac";France;732 829 320;FR44732829320;entreprise;45 jours fin de mois;a@b.example;0450000000\n'
).encode()
INVOICES = (
    "Compte;Facture;Date;Échéance;Montant TTC;Reste dû;Devise;Statut\n"
    "C1;F1;01/03/2026;31/03/2026;1 234,56;;EUR;impayée\nC1;F2;20260401;2026-04-30;12.5;0;€;réglée\n"
).encode()
WORDS = [
    b'"',
    b";",
    b",",
    b"\t",
    b"\n",
    b"\r",
    b"\0",
    b"\xff\xfe",
    b"=1+1",
    b"9" * 40,
    b"\xc2\xb2",
    b"29/02/2027",
    b"",
]
CHANGES = changes(WORDS)


def faults(content: bytes) -> list[str]:
    """What is wrong with how a table was taken: a refusal that says too little, rows lost, values of no shape."""
    if not 0 <= sniff(content, "a.csv") <= 1:
        return ["no confidence"]
    try:
        pieces = list(read(io.BytesIO(content)))
    except UnreadableFileError as error:
        return [] if error.rule and error.sentence else ["refused without a word"]
    controls, kept = pieces[-1].controls, sum(piece.frame.height for piece in pieces)
    mute = [one for piece in pieces for one in piece.refusals if not (one.remedy and one.line)]
    for piece in pieces:
        SHAPES[pieces[-1].facts["table"]].validate(piece.frame)
    tied = controls is not None and controls.rows_kept == kept <= controls.rows_read
    return ["refused without a word" for _each in mute] + ([] if tied else ["rows lost"])


@pytest.mark.parametrize("content", [CUSTOMERS, INVOICES], ids=["customers", "invoices"])
@given(made=CHANGES)
def test_a_damaged_companion_table_is_read_or_refused(content: bytes, made: Changes) -> None:
    assert faults(damaged(content, made)) == []


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    assert faults(content) == []
