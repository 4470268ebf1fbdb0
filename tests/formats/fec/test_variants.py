"""Every lawful writing of a FEC, and a few lenient ones, says the same."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.frames import LedgerLine
from encours.formats.fec import sniff, typing
from encours.formats.fec.filename import told_by

Fec = Callable[..., io.BytesIO]
Taken = Callable[..., dict[str, Any]]


def amounts(row: list[str], form: Callable[[str], str]) -> list[str]:
    return [*row[:11], form(row[11]), form(row[12]), *row[13:]]


def one_sided(row: list[str], debit: str, credit: str) -> list[str]:
    owed = row[11] != "0,00"
    return [*row[:11], row[11] if owed else row[12], debit if owed else credit, *row[13:]]


VARIANTS: dict[str, dict[str, Any]] = {
    "pipe": {"separator": "|"},
    "crlf": {"end": "\r\n"},
    "cr": {"end": "\r"},
    "no line end at the end": {"last_end": False},
    "byte-order mark": {"encoding": "utf-8-sig"},
    "iso-8859-15": {"encoding": "iso-8859-15"},
    "decimal point": {"transform": lambda row: amounts(row, lambda text: text.replace(",", "."))},
    "padded with zeros": {"transform": lambda row: amounts(row, lambda text: text.zfill(18))},
    "padded with blanks": {"transform": lambda row: [f" {cell}  " for cell in row]},
    "plus first": {"transform": lambda row: amounts(row, "+{}".format)},
    "plus last": {"transform": lambda row: amounts(row, "{}+".format)},
    "blank side": {"transform": lambda row: amounts(row, lambda text: "" if text == "0,00" else text)},
    "no decimals": {"transform": lambda row: amounts(row, lambda text: text.removesuffix(",00"))},
    "Montant and Sens in letters": {"transform": lambda row: one_sided(row, "D", "C"), "sides": True},
    "Montant and Sens in figures": {"transform": lambda row: one_sided(row, "+1", "-1"), "sides": True},
    "extra columns": {"transform": lambda row: [*row, "20260220", "VIR", "", ""], "extra": True},
    "lower case header": {"lower": True},
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_variant_says_the_same_as_the_plain_file(fec: Fec, taken: Taken, name: str) -> None:
    options = dict(VARIANTS[name])
    columns = fec().getvalue().decode().split("\n")[0].split("\t")
    if options.pop("sides", False):
        columns = [*columns[:11], "Montant", "Sens", *columns[13:]]
    if options.pop("extra", False):
        columns = [*columns, "DateRglt", "ModeRglt", "NatOp", "IdClient"]
    if options.pop("lower", False):
        columns = [column.lower() for column in columns]
    plain, read = taken(fec()), taken(fec(columns=columns, **options))
    assert read["refusals"] == []
    assert read["frame"].equals(plain["frame"])
    assert read["controls"] == plain["controls"]
    LedgerLine.validate(read["frame"])


def test_the_plain_file_is_read_to_the_cent_and_to_the_day(fec: Fec, taken: Taken) -> None:
    read = taken(fec(), name="dossier/123456782FEC20261231.txt")
    assert read["frame"].row(0, named=True) == {
        "line": 2,
        "journal": "VE",
        "journal_label": "Ventes",
        "entry_number": "1",
        "entry_on": date(2026, 1, 10),
        "account": "411000",
        "account_label": "Clients",
        "auxiliary": "C1",
        "auxiliary_label": "Forge",
        "piece": "F1",
        "piece_on": date(2026, 1, 10),
        "label": "Facture é F1",
        "debit_cents": 12_000,
        "credit_cents": 0,
        "lettering": "A",
        "lettered_on": date(2026, 3, 1),
        "validated_on": date(2026, 1, 31),
        "currency": None,
        "currency_cents": None,
    }
    assert (read["controls"].debit_cents, read["controls"].credit_cents) == (24_000, 24_000)
    assert read["facts"]["closing_on"] == date(2026, 12, 31)
    assert read["facts"]["newest_on"] == date(2026, 2, 20)
    assert read["facts"]["siren"] == "123456782"
    assert read["facts"]["siren_valid"] is True
    assert read["notices"] == {}


@pytest.mark.parametrize("separator", [";", ","])
def test_a_separator_the_law_does_not_know_is_read_with_a_notice(
    fec: Fec, taken: Taken, separator: str
) -> None:
    points = {"transform": lambda row: amounts(row, lambda text: text.replace(",", "."))}
    read = taken(fec(separator=separator, **points))
    assert read["controls"].rows_kept == 5
    assert read["notices"]["lenient_separator"].value == separator


def test_memory_is_cut_in_pieces_that_change_nothing(fec: Fec, taken: Taken) -> None:
    whole = taken(fec(end="\r\n", encoding="iso-8859-15"))
    for size in (1, 7, 64, 150):
        cut = taken(fec(end="\r\n", encoding="iso-8859-15"), block_bytes=size)
        assert cut["frame"].equals(whole["frame"])
        assert cut["controls"] == whole["controls"]


def test_blank_lines_are_passed_over_and_do_not_shift_line_numbers(fec: Fec, taken: Taken) -> None:
    content = fec().getvalue().replace(b"\nBQ", b"\n\n\nBQ")
    assert taken(io.BytesIO(b"\n" + content + b"\n\n"))["frame"]["line"].to_list() == [3, 4, 5, 8, 11]


@pytest.mark.parametrize(
    ("name", "siren", "valid", "closing"),
    [
        ("123456782FEC20261231.txt", "123456782", True, date(2026, 12, 31)),
        ("dépôt/123456789fec20260630.TXT", "123456789", False, date(2026, 6, 30)),
        ("000000000FEC20231231.txt", "000000000", False, date(2023, 12, 31)),
        ("0000000001FEC20220831.txt", None, False, None),
        ("123456782FEC20261331.txt", "123456782", True, None),
        ("export.txt", None, False, None),
    ],
)
def test_the_name_tells_siren_and_closing_day(
    name: str, siren: str | None, valid: bool, closing: date | None
) -> None:
    told = told_by(name)
    assert (told.siren, told.siren_valid, told.closing_on) == (siren, valid, closing)


@given(
    st.integers(min_value=-(10**12), max_value=10**12),
    st.sampled_from([",", "."]),
    st.booleans(),
    st.integers(0, 6),
)
def test_any_amount_is_read_back_to_the_cent(cents: int, point: str, last: bool, zeros: int) -> None:
    import polars as pl

    body = "0" * zeros + f"{abs(cents) // 100}{point}{abs(cents) % 100:02d}"
    sign = "-" if cents < 0 else ""
    written = body + sign if last else sign + body
    assert typing.any_cents(pl.Series([written])).to_list() == [cents]


@pytest.mark.parametrize(
    "written", ["", "12,345", "1e3", "abc", "--5", "+5-", "1,2,3", "99999999999999,00", "٣"]
)
def test_an_amount_that_is_none_is_never_guessed(written: str) -> None:
    import polars as pl

    assert typing.any_cents(pl.Series([written])).to_list() == [None]


def test_a_fec_is_recognised_by_its_header_and_by_its_name(fec: Fec) -> None:
    assert sniff(fec(encoding="utf-8-sig").getvalue()[:200], "x") == 1.0
    assert sniff(b"hello", "123456782FEC20261231.txt") > 0.5
    assert sniff(b"account;number;due_on\n", "factures.csv") < 0.2


def test_quotation_marks_enclose_fields_or_stand_for_inches(fec: Fec, taken: Taken) -> None:
    points = {"transform": lambda row: amounts(row, lambda text: text.replace(",", "."))}
    content = fec(separator=";", **points).getvalue()
    for written, label in (
        (b'"VIR; FORGE"', "VIR; FORGE"),
        (b'Ecran 24"', 'Ecran 24"'),
        (b'"Lac" x', '"Lac" x'),
    ):
        read = taken(io.BytesIO(content.replace(b"VIR FORGE", written)))
        assert read["frame"]["label"].to_list()[3] == label
        assert read["controls"].rows_kept == 5
    quoted = b"\n".join(
        b"\t".join(b'"%s"' % cell for cell in line.split(b"\t")) for line in fec().getvalue().splitlines()
    )
    assert taken(io.BytesIO(quoted))["frame"].equals(taken(fec())["frame"])


def test_a_file_that_closes_its_lines_with_a_separator_is_read(fec: Fec, taken: Taken) -> None:
    closed = fec().getvalue().replace(b"\n", b"\t\n")
    assert taken(io.BytesIO(closed))["frame"].equals(taken(fec())["frame"])
    header, rest = closed.split(b"\n", 1)
    assert taken(io.BytesIO(header.rstrip(b"\t") + b"\t\t\n" + rest))["frame"].equals(taken(fec())["frame"])
