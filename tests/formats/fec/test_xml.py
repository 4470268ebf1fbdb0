"""The XML form says what the flat one says, whatever its schema; what is hostile or cut is refused in words."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from encours.core.frames import LedgerLine
from encours.core.refusals import UnreadableFileError
from encours.formats.fec import read, sniff
from encours.formats.pieces import Piece
from encours.formats.registry import detect

Fec = Callable[..., io.BytesIO]
Taken = Callable[..., dict[str, Any]]
BOUNDED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
OF_ENTRY = (
    "EcritureNum",
    "EcritureDate",
    "EcritureLib",
    "PieceRef",
    "PieceDate",
    "EcritureLet",
    "DateLet",
    "ValidDate",
)
OF_LINE = ("CompteNum", "CompteLib", "CompAuxNum", "CompAuxLib", "Montantdevise", "Idevise")
CASH = ("DateRglt", "ModeRglt", "NatOp", "IdClient")
Line = dict[str, str]


def entry(
    number: str, *lines: Line, on: str = "2026-01-10", piece: str = "F1", **told: str
) -> tuple[Line, list[Line]]:
    common = {
        "EcritureNum": number,
        "EcritureDate": on,
        "EcritureLib": f"Facture é {piece}",
        "PieceRef": piece,
        "PieceDate": on,
        "ValidDate": "2026-01-31",
    }
    return common | told, list(lines)


def line(account: str, customer: str = "", **amount: str) -> Line:
    told = {"CompteNum": account, "CompteLib": "Compte", "CompAuxNum": customer, "CompAuxLib": customer}
    return {name: text for name, text in told.items() if text} | amount


SALE = entry(
    "1", line("411000", "C1", Debit="120.00"), line("707000", Credit="100.00"), line("445710", Credit="2.0E1")
)
PAID = entry(
    "2", line("512000", Debit="120"), line("411000", "C1", Credit="120.0"), on="2026-02-20", piece="V2"
)


def xml(*journals: tuple[str, str, list[tuple[Line, list[Line]]]], closing: str = "2026-12-31") -> bytes:
    """A ledger in the XML form, in the order of the schemas."""

    def cells(told: Line, names: tuple[str, ...]) -> str:
        return "".join(f"<{name}>{escape(told[name])}</{name}>" for name in names if name in told)

    def written(common: Line, lines: list[Line]) -> str:
        rows = "".join(
            f"<ligne>{cells(each, (*OF_LINE, 'Debit', 'Credit', 'Montant', 'Sens'))}</ligne>"
            for each in lines
        )
        return f"<ecriture>{cells(common, OF_ENTRY + CASH)}{rows}</ecriture>"

    body = "".join(
        f"<journal><JournalCode>{code}</JournalCode><JournalLib>{label}</JournalLib>"
        + "".join(written(*each) for each in entries)
        + "</journal>"
        for code, label, entries in journals
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f"<comptabilite><exercice><DateCloture>{closing}</DateCloture>{body}</exercice></comptabilite>"
    ).encode()


BOOK = xml(("VE", "Ventes", [SALE]), ("BQ", "Banque", [PAID]))


def test_the_xml_form_is_read_as_the_flat_one(taken: Taken) -> None:
    told = taken(io.BytesIO(BOOK))
    rows = told["frame"]
    assert told["refusals"] == []
    assert rows["debit_cents"].to_list() == [12_000, 0, 0, 12_000, 0]
    assert rows["credit_cents"].to_list() == [0, 10_000, 2_000, 0, 12_000]
    assert rows["journal"].to_list() == ["VE", "VE", "VE", "BQ", "BQ"]
    assert rows["auxiliary"].to_list() == ["C1", None, None, None, "C1"]
    assert rows["entry_on"].to_list()[0] == date(2026, 1, 10)
    assert rows["line"].to_list() == [1, 2, 3, 4, 5]
    assert told["facts"] == {
        "format": "fec",
        "siren": None,
        "siren_valid": False,
        "closing_on": date(2026, 12, 31),
        "oldest_on": date(2026, 1, 10),
        "newest_on": date(2026, 2, 20),
        "full": True,
        "encoding": "utf-8",
        "separator": "xml",
        "form": "VII-1",
    }


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ("formatA47A-I-VII-1.xsd", {}),
        ("formatA47A-I-VIII-3.xsd", {}),
        ("formatA47A-I-VIII-5.xsd", {"DateRglt": "2026-02-20", "ModeRglt": "VIR"}),
        ("formatA47A-I-VIII-7.xsd", {"DateRglt": "2026-02-20", "ModeRglt": "VIR", "IdClient": "C9"}),
    ],
)
def test_what_the_official_schemas_admit_is_read(
    shared: Path, taken: Taken, schema: str, told: dict[str, str]
) -> None:
    sale = (SALE[0] | told, SALE[1])
    content = xml(("VE", "Ventes", [sale]))
    etree.XMLSchema(file=str(shared / "fec" / "dgfip_xsd" / schema)).assertValid(etree.fromstring(content))
    read_ = taken(io.BytesIO(content))
    assert (read_["refusals"], read_["controls"].debit_cents) == ([], 12_000)
    assert read_["facts"]["form"] == {"VII-1": "VII-1", "VIII-3": "VII-1"}.get(schema[13:-4], schema[13:-4])


def test_amounts_with_a_side_and_days_with_an_hour_are_read(taken: Taken) -> None:
    sale = entry(
        "1",
        line("411000", "C1", Montant="120.00", Sens="D"),
        line("707000", Montant="120.00", Sens="-1"),
        on="2026-01-10T08:30:00",
    )
    rows = taken(io.BytesIO(xml(("VE", "Ventes", [sale]))))["frame"]
    assert rows.select("debit_cents", "credit_cents").rows() == [(12_000, 0), (0, 12_000)]
    assert rows["entry_on"].to_list() == [date(2026, 1, 10)] * 2


def test_books_kept_by_payments_say_whose_a_line_is_by_idclient(taken: Taken) -> None:
    sale = entry("1", line("411000", Debit="120.00"), line("707000", Credit="120.00"), IdClient="C9")
    assert taken(io.BytesIO(xml(("VE", "Ventes", [sale]))))["frame"]["auxiliary"].to_list() == ["C9", None]


def test_the_closing_day_of_the_file_wins_over_its_name_and_says_so(taken: Taken) -> None:
    told = taken(io.BytesIO(BOOK), name="732829320FEC20251231.xml")
    assert told["facts"]["closing_on"] == date(2026, 12, 31)
    assert told["notices"]["closing_differs"].value == "2026-12-31"


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        (BOOK[:-40], "broken_xml"),
        (b'<?xml version="1.0"?><!DOCTYPE comptabilite [<!ENTITY x "y">]>' + BOOK[38:], "xml_doctype"),
        (b'<?xml version="1.0"?><schema><element/></schema>', "wrong_root"),
        (xml(), "empty"),
        (
            xml(
                (
                    "VE",
                    "Ventes",
                    [(SALE[0], [line("411000", "C1", Debit="12"), line("707", Debit="1")])],
                )
            ),
            "unbalanced",
        ),
    ],
)
def test_what_cannot_be_trusted_is_refused_in_words(content: bytes, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as refusal:
        list(read(io.BytesIO(content)))
    assert refusal.value.rule == rule
    assert refusal.value.remedy


def test_a_bad_line_is_refused_with_its_rank(taken: Taken) -> None:
    bad = entry("1", line("411000", "C1", Montant="12", Sens="x"), line("707000", Credit="12"))
    (refusal,) = taken(io.BytesIO(xml(("VE", "Ventes", [bad]))))["refusals"]
    assert (refusal.line, refusal.rule, refusal.critical) == (1, "amount_invalid", True)


def test_it_is_recognised_by_its_first_bytes_whatever_its_name() -> None:
    assert detect(BOOK[:2000], "export.xml").name == "fec"
    assert (
        detect(BOOK.decode().replace("UTF-8", "UTF-16").encode("utf-16")[:2000], "export.xml").name == "fec"
    )


def told(content: bytes) -> list[Piece] | UnreadableFileError:
    try:
        return list(read(io.BytesIO(content)))
    except UnreadableFileError as refusal:
        return refusal


def check(pieces: list[Piece]) -> None:
    controls = pieces[-1].controls
    assert controls is not None
    assert controls.debit_cents == controls.refused_debit_cents + sum(
        int(piece.frame["debit_cents"].sum()) for piece in pieces
    )
    for piece in pieces:
        LedgerLine.validate(piece.frame)


@BOUNDED
@given(
    st.lists(
        st.tuples(
            st.integers(0, 1200),
            st.integers(0, 30),
            st.binary(max_size=8)
            | st.sampled_from([b"<", b"</ligne>", b"&lt;", b"&x;", b"1E99", b"<ecriture>"]),
        ),
        max_size=3,
    )
)
def test_damaged_xml_adds_up_or_is_refused(splices: list[tuple[int, int, bytes]]) -> None:
    content = BOOK
    for start, length, fresh in splices:
        content = content[:start] + fresh + content[start + length :]
    assert 0 <= sniff(content, "x") <= 1
    answer = told(content)
    if isinstance(answer, UnreadableFileError):
        assert all((answer.rule, answer.sentence, answer.remedy))
        return
    check(answer)
