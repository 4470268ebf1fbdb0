"""What cannot be taken is said: line, field, rule, remedy; and a file not to be trusted is refused whole."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from encours.core.refusals import UnreadableFileError
from encours.formats.fec import limits, read

Fec = Callable[..., io.BytesIO]
Taken = Callable[..., dict[str, Any]]


@pytest.mark.parametrize(
    ("row", "column", "text", "rule", "critical"),
    [
        (0, "EcritureDate", "20261332", "date_invalid", True),
        (0, "EcritureDate", "", "date_missing", True),
        (1, "EcritureDate", "00210901", "date_invalid", False),
        (1, "CompteNum", "", "account_missing", True),
        (1, "CompteNum", "VENTES", "account_invalid", True),
        (0, "Debit", "12O,00", "amount_invalid", True),
        (1, "Credit", "1,005", "amount_invalid", False),
        (0, "Idevise", "EUX", "currency_unknown", True),
        (1, "PieceRef", "P" * 61, "too_long", False),
    ],
)
def test_a_bad_row_is_refused_by_line_field_and_rule(
    fec: Fec, taken: Taken, row: int, column: str, text: str, rule: str, critical: bool
) -> None:
    given = taken(fec(replace={(row, column): text}))
    (refusal,) = given["refusals"]
    assert (refusal.line, refusal.field, refusal.rule) == (row + 2, column, rule)
    assert refusal.critical is critical
    assert refusal.remedy
    assert given["frame"].height == 4


def test_refused_sums_and_kept_sums_make_the_sums_that_came_in(fec: Fec, taken: Taken) -> None:
    given = taken(fec(replace={(1, "EcritureDate"): "?"}))
    controls = given["controls"]
    assert (controls.rows_read, controls.rows_kept) == (5, 4)
    assert controls.credit_cents == controls.refused_credit_cents + given["frame"]["credit_cents"].sum()
    assert (controls.debit_cents, controls.refused_debit_cents, controls.refused_credit_cents) == (
        24_000,
        0,
        10_000,
    )


def test_a_missing_amount_and_a_wrong_sense_are_refused(fec: Fec, taken: Taken) -> None:
    both = taken(fec(replace={(1, "Debit"): "", (1, "Credit"): ""}))
    assert [(r.line, r.rule) for r in both["refusals"]] == [(3, "amount_missing")]
    columns = fec().getvalue().decode().split("\n")[0].split("\t")
    columns[11:13] = ["Montant", "Sens"]
    sense = taken(fec(columns=columns, transform=lambda row: [*row[:11], "1,00", "X", *row[13:]]))
    assert {refusal.rule for refusal in sense["refusals"]} == {"sens_invalid"}


def test_a_field_too_many_is_refused_not_shifted(fec: Fec, taken: Taken) -> None:
    content = fec().getvalue().replace(b"Facture F1\t0,00\t20", b"Facture\tF1\t0,00\t20")
    assert "too_many_fields" in {refusal.rule for refusal in taken(io.BytesIO(content))["refusals"]}


@pytest.mark.parametrize(
    ("column", "text", "rule"),
    [
        ("PieceDate", "00210910", "piece_date_ignored"),
        ("DateLet", "{today}", "lettering_date_ignored"),
        ("ValidDate", "x", "validation_date_ignored"),
        ("Montantdevise", "n/a", "currency_amount_ignored"),
        ("ValidDate", "", "interim"),
        ("EcritureNum", "", "entry_number_blank"),
        ("Idevise", "USD", "foreign_currency"),
    ],
)
def test_what_is_not_needed_is_read_with_a_notice(
    fec: Fec, taken: Taken, column: str, text: str, rule: str
) -> None:
    given = taken(fec(replace={(0, column): text}))
    assert given["refusals"] == []
    assert given["frame"].height == 5
    assert (given["notices"][rule].line, given["notices"][rule].value) == (2, "1")


def test_negative_zero_and_two_sided_amounts_are_read_with_a_notice(fec: Fec, taken: Taken) -> None:
    given = taken(
        fec(
            replace={
                (0, "Debit"): "-120,00",
                (1, "Credit"): "100,00-",
                (2, "Credit"): "-20,00",
                (3, "Credit"): "120,00",
                (4, "Credit"): "0,00",
            }
        )
    )
    assert set(given["notices"]) == {"negative_amount", "both_sides", "zero_amount"}
    assert given["frame"]["debit_cents"].sum() == given["frame"]["credit_cents"].sum() == 0


def refused(content: bytes, **options: Any) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        list(read(io.BytesIO(content), **options))
    assert caught.value.sentence
    assert caught.value.remedy
    return caught.value


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"  "])
def test_an_empty_file_is_refused(content: bytes) -> None:
    assert refused(content).rule in {"empty", "wrong_header"}


def test_a_header_alone_is_refused(fec: Fec) -> None:
    assert refused(fec(rows=()).getvalue()).rule == "empty"


def test_a_wrong_header_names_what_is_missing(fec: Fec) -> None:
    wrong = refused(fec().getvalue().replace(b"CompAuxNum", b"Client", 1))
    assert (wrong.rule, wrong.line) == ("wrong_header", 1)
    assert "CompAuxNum" in wrong.sentence
    assert refused(b"<html>\n<body>\n").rule == "wrong_header"
    assert refused(fec().getvalue().replace(b"Idevise", b"Debit", 1)).rule == "duplicate_column"


def test_a_header_of_too_many_columns_is_refused_before_its_rows(fec: Fec) -> None:
    wide = b"\t".join(b"c%d" % i for i in range(limits.MAX_COLUMNS + 2)) + b"\n"
    assert refused(wide).rule == "too_many_columns"


def test_a_truncated_file_names_its_last_line(fec: Fec) -> None:
    content = fec().getvalue()
    wrong = refused(content[: content.rindex(b"VIR FORGE")])
    assert (wrong.rule, wrong.line) == ("truncated", 6)


def test_a_truncated_file_is_found_in_whatever_block_it_ends(fec: Fec) -> None:
    content = fec().getvalue()
    for size in (16, 128, 4096):
        assert refused(content[: content.rindex(b"VIR FORGE")], block_bytes=size).rule == "truncated"


def test_a_full_ledger_that_does_not_balance_names_the_first_entry(fec: Fec) -> None:
    wrong = refused(fec(replace={(3, "Debit"): "121,00"}).getvalue())
    assert (wrong.rule, wrong.line) == ("unbalanced", 5)
    assert "1,00 €" in wrong.sentence


def test_a_balanced_ledger_with_an_unbalanced_entry_is_read_with_a_notice(fec: Fec, taken: Taken) -> None:
    given = taken(fec(replace={(3, "Debit"): "121,00", (1, "Credit"): "101,00"}))
    assert given["notices"]["unbalanced_entries"].value == "2"


def test_an_extract_of_customer_accounts_need_not_balance(fec: Fec, taken: Taken) -> None:
    only = fec().getvalue().split(b"\n")
    given = taken(io.BytesIO(b"\n".join(only[:2]) + b"\n"))
    assert given["facts"]["full"] is False
    assert "customer_extract" in given["notices"]


def test_mixed_encodings_are_refused_by_line(fec: Fec) -> None:
    one_byte = fec(encoding="iso-8859-15").getvalue()
    for first, second in (
        (b"Ventes", "Vent\u00e9s".encode()),
        (b"VIR FORGE", "VIR CAF\u00c9 \u20ac".encode()),
    ):
        assert refused(one_byte.replace(first, second)).rule == "mixed_encodings"
    both = fec().getvalue() + one_byte.split(b"\n")[1] + b"\n"
    wrong = refused(both)
    assert (wrong.rule, wrong.line) == ("mixed_encodings", 7)
    for size in (100, 300):
        assert refused(both, block_bytes=size).rule == "mixed_encodings"


def test_other_bytes_are_refused(fec: Fec) -> None:
    assert refused(fec(encoding="utf-16").getvalue()).rule == "unknown_encoding"
    assert refused(fec().getvalue() + b"\x00" * 64).rule == "binary"
    assert refused(fec(encoding="cp1252").getvalue() + b"\x81\x8d\n").rule == "unknown_encoding"


def test_a_file_over_the_stated_size_is_refused(fec: Fec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("encours.formats.fec.blocks.MAX_BYTES", 200)
    assert refused(fec().getvalue()).rule == "too_large"


def test_a_line_that_never_ends_is_refused() -> None:
    assert refused(b"x" * (limits.MAX_LINE_BYTES + 10), block_bytes=1 << 18).rule == "line_too_long"


def test_a_file_mostly_wrong_is_refused_whole(fec: Fec, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("encours.formats.fec.reading.MAX_REFUSALS", 3)
    wrong = refused(fec(transform=lambda row: [*row[:3], "?", *row[4:]]).getvalue())
    assert (wrong.rule, wrong.line) == ("too_many_refusals", 2)


def test_a_line_break_inside_quotes_is_refused(fec: Fec) -> None:
    points = fec(separator=";", transform=lambda row: [cell.replace(",", ".") for cell in row]).getvalue()
    assert refused(points.replace(b"Facture F1", b'"Facture\nF1"', 1)).rule == "line_break_in_quotes"
