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
from unpaid_240 import Unpaid, unpaid

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


def camt(kind: str, *entries: str, tag: str = "") -> bytes:
    """A report of the day (052), a statement (053) or a notice (054) of our account."""
    body, block = {
        "052": ("BkToCstmrAcctRpt", "Rpt"),
        "053": ("BkToCstmrStmt", "Stmt"),
        "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    }[kind]
    return (
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08"><{body}><GrpHdr><MsgId>M{tag}</MsgId>'
        f"<CreDtTm>2026-10-02T18:00:00</CreDtTm></GrpHdr><{block}><Id>{kind}{tag}</Id>"
        f"<CreDtTm>2026-10-02T18:00:00</CreDtTm><Acct><Id><IBAN>{OURS.iban}</IBAN></Id><Ccy>EUR</Ccy></Acct>"
        f"{''.join(entries)}</{block}></{body}></Document>"
    ).encode()


def entry(cents: int, *parts: int, status: str = "BOOK", words: str = "VIR") -> str:
    """A credit, in one piece or with its transactions."""
    details = "".join(
        f'<TxDtls><Amt Ccy="EUR">{each / 100:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd>'
        f"<RmtInf><Ustrd>PART {rank}</Ustrd></RmtInf></TxDtls>"
        for rank, each in enumerate(parts)
    )
    return (
        f'<Ntry><Amt Ccy="EUR">{cents / 100:.2f}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>{status}</Cd></Sts>'
        f"<BookgDt><Dt>{PAID}</Dt></BookgDt><AcctSvcrRef>REF{cents}</AcctSvcrRef>"
        f"{f'<NtryDtls>{details}</NtryDtls>' if parts else ''}<AddtlNtryInf>{words}</AddtlNtryInf></Ntry>"
    )


def states() -> list[tuple[int, str]]:
    return list(BankLine.objects.order_by("amount_cents").values_list("amount_cents", "state"))


@pytest.mark.parametrize("first", ["052", "053"])
def test_a_report_of_the_day_and_its_statement_are_counted_once_whichever_comes_first(
    creditor: Creditor, house: Path, first: str
) -> None:
    report = camt("052", entry(700), entry(900, status="PDNG"))
    whole = camt("053", entry(700), entry(900), entry(1_100))
    files = [("052.xml", report), ("053.xml", whole)]
    for name, content in files if first == "052" else files[::-1]:
        take_in(creditor, content, name, house)
    assert states() == [(700, "unapplied"), (900, "unapplied"), (1_100, "unapplied")]
    assert set(Statement.objects.values_list("kind", flat=True)) == {"camt.052", "camt.053"}
    sound(creditor, house)


def test_what_is_pending_is_not_booked(creditor: Creditor, house: Path) -> None:
    intake = take_in(creditor, camt("052", entry(900, status="PDNG")), "052.xml", house).intake
    assert not BankLine.objects.exists()
    assert "pending_entries" in {notice["rule"] for notice in intake.notices}


@pytest.mark.both
def test_a_notice_tells_apart_the_batch_that_the_statement_booked(creditor: Creditor, house: Path) -> None:
    take_in(creditor, camt("053", entry(1_000), entry(50)), "053.xml", house)
    take_in(creditor, camt("054", entry(1_000, 300, 700)), "054.xml", house)
    assert states() == [(50, "unapplied"), (300, "unapplied"), (700, "unapplied"), (1_000, "detailed")]
    assert (
        take_in(creditor, camt("053", entry(1_000), tag="again"), "again.xml", house).intake.counts["new"]
        == 0
    )
    sound(creditor, house)


def test_a_statement_that_books_a_batch_already_told_apart_adds_nothing(
    creditor: Creditor, house: Path
) -> None:
    take_in(creditor, camt("054", entry(1_000, 300, 700)), "054.xml", house)
    counts = take_in(creditor, camt("053", entry(1_000), entry(50)), "053.xml", house).intake.counts
    assert (counts["new"], counts["elsewhere"]) == (1, 1)
    assert states() == [(50, "unapplied"), (300, "unapplied"), (700, "unapplied")]


def test_a_batch_that_is_settled_is_not_told_apart_any_more(creditor: Creditor, house: Path) -> None:
    take_in(creditor, camt("053", entry(1_000), entry(50)), "053.xml", house)
    BankLine.objects.filter(amount_cents=1_000).update(state="set_aside")
    take_in(creditor, camt("054", entry(1_000, 300, 700)), "054.xml", house)
    assert states() == [(50, "unapplied"), (1_000, "set_aside")]


def test_a_report_of_the_day_in_mt942_counts_once_and_is_no_link_of_the_chain(
    creditor: Creditor, house: Path
) -> None:
    told = f":20:A\n:25:{OURS.iban}\n:28C:1\n:34F:EUR0\n:13D:2610021815+0100\n:61:2610021002C3,00NTRFX\n:90C:1EUR3,00\n"
    take_in(creditor, told.encode(), "a.942", house)
    assert states() == [(300, "unapplied")]
    counts = take_in(creditor, mt940(0, 300, 400), "a.sta", house).intake.counts
    assert (counts["new"], counts["elsewhere"]) == (1, 1)
    assert Statement.objects.get(kind="mt942").opening_cents is None
    sound(creditor, house)


def test_transfers_received_in_cfonb240_are_counted_once_with_the_statement(
    creditor: Creditor, house: Path
) -> None:
    def record(kind: str, cents: int = 0) -> str:
        account = f"{OURS.bank}{OURS.branch}{OURS.number}"
        return f"{kind}00000120021026E    {account}".ljust(228) + f"{cents:012}"

    content = "\n".join((record("31"), record("34", 700), record("39", 700)))
    take_in(creditor, content.encode(), "a.240", house)
    assert states() == [(700, "unapplied")]
    take_in(creditor, statement(received(PAID, 700, "VIR A"), received(PAID, 50, "VIR B")), "a.xml", house)
    assert states() == [(50, "unapplied"), (700, "unapplied")]
    with pytest.raises(UnreadableFileError) as caught:
        take_in(creditor, content.replace("3400000120", "3400000107", 1).encode(), "b.240", house)
    assert caught.value.rule == "unknown_operation"


@pytest.mark.parametrize("notice_first", [True, False])
def test_rejects_told_one_by_one_and_in_one_sum_of_the_statement_count_once(
    creditor: Creditor, house: Path, *, notice_first: bool
) -> None:
    notice = unpaid(PAID, Unpaid(700, "20"), Unpaid(50, "14"))
    whole = statement(received(PAID, -750, "REJETS PRLV", return_reason="op_27"))
    files = [(notice, "a.240"), (whole, "a.xml")]
    for content, name in files if notice_first else reversed(files):
        take_in(creditor, content, name, house)
    counted = [told for told in states() if told[1] != "detailed"]
    assert sorted(counted) == [(-700, "returned"), (-50, "returned")]
    sound(creditor, house)
