"""Bank files seen together: the same movements in another format count once, and a missing statement is said."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from books import AT, AUTHOR, OURS, SIREN, ours, received, sound, statement, take_in
from encours.acts.open_creditor import open_creditor
from encours.core.refusals import UnreadableFileError
from encours.records.cash.models import BankAccount, BankLine, Statement
from encours.records.parties.models import Creditor

PAID = date(2026, 10, 2)


@pytest.fixture
def creditor(house: Path) -> Creditor:
    found = open_creditor(name="Atelier Vauban", siren=SIREN, author=AUTHOR, at=AT)
    ours(found)
    return found


def mt940(opening: int, *cents: int, on: date = PAID, rank: int = 1) -> bytes:
    """One day of our account, each amount a line."""
    lines = "".join(
        f":61:{on:%y%m%d}{on:%m%d}{'C' if each > 0 else 'D'}{money(abs(each))}NTRFNONREF//B{place}\n"
        f":86:VIREMENT {place}\n"
        for place, each in enumerate(cents)
    )
    return (
        f":20:R{rank}\n:25:{OURS.iban}\n:28C:{rank}\n:60F:{sign(opening, on)}\n{lines}"
        f":62F:{sign(opening + sum(cents), on)}\n-\n"
    ).encode()


def money(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02}"


def sign(cents: int, on: date) -> str:
    return f"{'C' if cents >= 0 else 'D'}{on:%y%m%d}EUR{money(abs(cents))}"


@pytest.mark.both
def test_the_same_movements_in_another_format_are_kept_once(creditor: Creditor, house: Path) -> None:
    take_in(creditor, statement(received(PAID, 700, "VIR A"), received(PAID, 700, "VIR B")), "a.xml", house)
    counts = take_in(creditor, mt940(500_000, 700, 700), "a.sta", house).intake.counts
    assert (counts["new"], counts["known"], counts["elsewhere"]) == (0, 2, 2)
    assert BankLine.objects.count() == 2
    sound(creditor, house)


def test_a_movement_that_the_other_format_did_not_tell_is_new(creditor: Creditor, house: Path) -> None:
    take_in(creditor, statement(received(PAID, 700, "VIR A")), "a.xml", house)
    counts = take_in(creditor, mt940(500_000, 700, 700, 300), "a.sta", house).intake.counts
    assert (counts["new"], counts["elsewhere"]) == (2, 1)


def test_a_day_of_the_same_sum_is_the_same_day_however_its_batches_are_told(
    creditor: Creditor, house: Path
) -> None:
    take_in(
        creditor, statement(received(PAID, 1_400, "REMISE"), received(PAID, -100, "FRAIS")), "a.xml", house
    )
    counts = take_in(creditor, mt940(500_000, 900, 500, -100), "a.sta", house).intake.counts
    assert (counts["new"], counts["elsewhere"]) == (0, 3)


def test_two_files_of_one_format_are_told_apart_by_their_lines(creditor: Creditor, house: Path) -> None:
    take_in(creditor, mt940(0, 700), "a.sta", house)
    counts = take_in(creditor, mt940(0, 700, 700, rank=2), "b.sta", house).intake.counts
    assert (counts["new"], counts["known"]) == (1, 1)
    assert "elsewhere" not in counts


def test_a_statement_missing_between_two_files_is_said_until_it_comes(
    creditor: Creditor, house: Path
) -> None:
    take_in(creditor, mt940(0, 700, on=date(2026, 10, 1)), "1.sta", house)
    third = take_in(creditor, mt940(900, 50, on=date(2026, 10, 3), rank=3), "3.sta", house).intake
    assert [told["rule"] for told in third.notices] == ["statement_gap"]
    second = take_in(creditor, mt940(700, 200, on=date(2026, 10, 2), rank=2), "2.sta", house).intake
    assert second.notices == []


def test_a_national_number_is_the_account_whose_iban_holds_it(creditor: Creditor, house: Path) -> None:
    take_in(creditor, statement(received(PAID, 700, "VIR A")), "a.xml", house)
    table = (
        f"Compte {OURS.number} ATELIER\nDate;Date de valeur;Débit;Crédit;Libellé;Solde\n"
        "02/10/2026;02/10/2026;;7,00;VIREMENT A;5007,00\n"
    )
    counts = take_in(creditor, table.encode(), "a.csv", house).intake.counts
    assert (counts["new"], counts["elsewhere"]) == (0, 1)
    assert [account.number for account in BankAccount.objects.all()] == [OURS.iban]


def test_the_iban_that_comes_after_the_national_number_tells_the_same_movements(
    creditor: Creditor, house: Path
) -> None:
    take_in(creditor, mt940(500_000, 700).replace(OURS.iban.encode(), OURS.number.encode()), "a.sta", house)
    counts = take_in(creditor, statement(received(PAID, 700, "VIR A")), "a.xml", house).intake.counts
    assert (counts["new"], counts["elsewhere"]) == (0, 1)


def test_a_quiet_day_is_kept_and_carries_the_balance_on(creditor: Creditor, house: Path) -> None:
    take_in(creditor, mt940(0, 700, on=date(2026, 10, 1)), "1.sta", house)
    quiet = take_in(creditor, mt940(700, on=date(2026, 10, 2), rank=2), "2.sta", house).intake
    assert (quiet.counts["statements"], quiet.counts["new"]) == (1, 0)
    assert Statement.objects.latest("pk").closing_cents == 700
    assert take_in(creditor, mt940(700, 5, on=date(2026, 10, 3), rank=3), "3.sta", house).intake.notices == []
    sound(creditor, house)


def test_what_only_announces_is_refused(creditor: Creditor, house: Path) -> None:
    told = f":20:A\n:25:{OURS.iban}\n:28C:1\n:34F:EUR0\n:13D:2610021815+0100\n:61:2610021002C3,00NTRFX\n:90C:1EUR3,00\n"
    with pytest.raises(UnreadableFileError, match="mt942") as caught:
        take_in(creditor, told.encode(), "a.942", house)
    assert caught.value.rule == "not_a_statement"
    assert not BankLine.objects.exists()
