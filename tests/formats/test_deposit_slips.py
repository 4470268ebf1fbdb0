"""A slip is read as people write it; what is not understood is refused with its line, nothing is guessed."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from encours.core.refusals import UnreadableFileError
from encours.formats.deposit_slips import MOST, SlipLine, read_slip
from encours.formats.registry import detect


def test_a_slip_is_read_with_or_without_heading_whatever_parts_its_columns() -> None:
    wanted = [SlipLine("123", "DUPONT", 123_450, "FA101 FA102"), SlipLine("124", "Durand", 500, "")]
    rows = [["123", "DUPONT", "1 234,50", "FA101 FA102"], ["124", "Durand", "5,00"]]
    for mark in (";", "\t"):
        text = "\n".join(mark.join(row) for row in rows)
        assert read_slip(text).lines == wanted
        assert read_slip(f"N°{mark}Client{mark}Montant{mark}Factures\n\n{text}\n").lines == wanted
    assert read_slip('123,DUPONT,"1234.50",FA101 FA102').lines == wanted[:1]


@pytest.mark.parametrize("line", ["123;DUPONT", "123;DUPONT;5,001", "123;DUPONT;-5,00", "1;A;0", "1;A;1e5"])
def test_a_line_that_is_not_understood_is_refused_with_its_number(line: str) -> None:
    slip = read_slip(f"1;A;5,00\n{line}")
    assert len(slip.lines) == 1
    assert [each.line for each in slip.refusals] == [2]


def test_a_slip_has_its_bounds() -> None:
    slip = read_slip("1;A;1,00\n" * (MOST + 50))
    assert len(slip.lines) == MOST
    assert [each.rule for each in slip.refusals] == ["too_many"]


@given(st.text(max_size=400))
def test_no_text_breaks_the_reader_and_every_amount_is_above_zero(text: str) -> None:
    slip = read_slip(text)
    assert all(each.amount_cents > 0 for each in slip.lines)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=30))
def test_no_cent_is_lost_between_what_is_written_and_what_is_read(amounts: list[int]) -> None:
    text = "\n".join(f"{rank};P;{cents // 100},{cents % 100:02}" for rank, cents in enumerate(amounts))
    assert [each.amount_cents for each in read_slip(text).lines] == amounts


LINES = "N°;Client;Montant;Factures\n1234;DUPONT;1 200,00;FA101\n1235;DURAND;50,00;\n"
ITSELF = "Bordereau;4711001\nDate de remise;02/10/2026\nNature;Effets (LCR)\nFrais;3,20\nDevise;EUR\n"


def slip_of(text: str, name: str = "export.csv") -> dict[str, Any]:
    found = detect(text.encode("cp1252"), name)
    assert found.kind == "deposit", found.name
    (piece,) = found.read(io.BytesIO(text.encode("cp1252")))
    (told,) = piece.facts["deposits"]
    return dict(told)


def test_a_file_that_says_its_number_and_day_is_known_as_a_slip() -> None:
    told = slip_of(ITSELF + LINES)
    assert (told["kind"], told["number"], told["on"]) == ("bill", "4711001", date(2026, 10, 2))
    assert (told["total_cents"], told["fee_cents"], told["currency"]) == (125_000, 320, "EUR")
    assert [each.number for each in told["lines"]] == ["1234", "1235"]
    assert read_slip(ITSELF + LINES).lines == told["lines"]  # the page reads the same file


@pytest.mark.parametrize("name", ["remise-cheques-4711001-2026-10-02.csv", "Bordereau 4711001 20261002.txt"])
def test_its_name_may_say_it_instead(name: str) -> None:
    told = slip_of(LINES, name)
    assert (told["kind"], told["number"], told["on"]) == ("cheque", "4711001", date(2026, 10, 2))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (LINES, "remises.csv"),
        ("Bordereau;4711001\n" + LINES, "x.csv"),
        ("Compte;Nom;Ville\nC1;Dupont;Lille\nC2;Durand;Lens\n", "remise-cheques-1-2026-10-02.csv"),
    ],
)
def test_another_table_is_no_slip(text: str, name: str) -> None:
    assert detect(text.encode(), name).kind in {"companion", "table"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (ITSELF + LINES + "1236;SANS MONTANT;;\n", "slip_amount"),
        (ITSELF.replace("02/10", "32/10") + LINES, "unreadable_day"),
        (ITSELF.replace("Effets (LCR)", "espèces") + LINES, "slip_kind"),
        (ITSELF.replace("3,20", "trois") + LINES, "slip_fee"),
    ],
)
def test_a_slip_that_is_not_understood_whole_is_refused_whole(text: str, rule: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        slip_of(text)
    assert caught.value.rule == rule


def test_any_end_of_line_is_one_and_a_quote_never_closed_is_refused() -> None:
    wanted = [SlipLine("1", "A", 100, ""), SlipLine("2", "B", 200, "")]
    for end in ("\n", "\r\n", "\r"):
        assert read_slip(f"1;A;1,00{end}2;B;2,00{end}").lines == wanted
    endless = read_slip('1;A;1,00;"' + "x" * 200_000)
    assert [one.rule for one in endless.refusals] == ["columns"]
