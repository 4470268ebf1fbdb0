"""CAMT messages become bank lines, or a refusal that says why."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from encours.core.frames import BankLine
from encours.core.refusals import UnreadableFileError
from encours.formats import camt

SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "bank"

DETAIL = """<TxDtls><Refs><EndToEndId>{e2e}</EndToEndId></Refs>{amount}{charges}<RltdPties>
<Dbtr>{debtor}</Dbtr><DbtrAcct><Id><IBAN>DE89 3704 0044 0532 0130 00</IBAN></Id></DbtrAcct>
<UltmtDbtr><Nm>Holding Tournesol</Nm></UltmtDbtr><Cdtr><Nm>Nous</Nm></Cdtr></RltdPties>
<RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"""


def detail(
    amount: str = "",
    *,
    text: str = "FA-1",
    e2e: str = "E1",
    debtor: str = "<Nm>Tournesol SARL</Nm>",
    charges: str = "",
) -> str:
    stated = f'<AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls>' if amount else ""
    return DETAIL.format(amount=stated, text=text, e2e=e2e, debtor=debtor, charges=charges)


def batch(*details: str) -> str:
    return f"<AcctSvcrRef>BANK-1</AcctSvcrRef><NtryDtls>{''.join(details)}</NtryDtls>"


def refused(content: bytes) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        list(camt.read(io.BytesIO(content)))
    return caught.value


@pytest.mark.parametrize("name", ["camt053_v02.xml", "camt053_v08.xml"])
def test_both_versions_give_the_same_lines(name: Any, write: Any) -> None:
    piece = write.last((SAMPLES / name).read_bytes())
    BankLine.validate(piece.frame)
    assert piece.frame["amount_cents"].to_list() == [120000, -25000, 45050]
    assert piece.frame["counterparty"].to_list() == [
        "Boulangerie Martin",
        "Imprimerie du Canal",
        "Garage Leroy",
    ]
    assert piece.frame["reference"].to_list() == [None, None, "RF86F2026000123"]
    assert piece.controls.credit_cents == 165050
    assert piece.controls.debit_cents == 25000
    assert [each["closing_cents"] for each in piece.facts["statements"]] == [240050]


def test_both_versions_name_the_same_lines_alike(write: Any) -> None:
    names = [
        [row["fingerprint"] for row in write.rows((SAMPLES / f"camt053_v{version}.xml").read_bytes())]
        for version in ("02", "08")
    ]
    assert names[0] == names[1]


def test_a_credit_is_told_by_its_debtor_and_its_ultimate_debtor(write: Any, paid: Any) -> None:
    (row,) = write.rows(paid("12.50", write.entry("12.50", batch(detail()))))
    assert row["counterparty"] == "Tournesol SARL"
    assert row["ultimate"] == "Holding Tournesol"
    assert row["iban"] == "DE89370400440532013000"
    assert row["wording"] == "FA-1"
    assert row["bank_reference"] == "BANK-1"


def test_a_party_is_found_inside_its_wrapper(write: Any, paid: Any) -> None:
    wrapped = detail(debtor="<Pty><Nm>Tournesol SARL</Nm></Pty>")
    (row,) = write.rows(paid("1", write.entry("1", batch(wrapped)), version="08"))
    assert row["counterparty"] == "Tournesol SARL"


def test_an_end_to_end_id_not_provided_is_nothing(write: Any, paid: Any) -> None:
    (row,) = write.rows(paid("1", write.entry("1", batch(detail(e2e="NOTPROVIDED")))))
    assert row["end_to_end_id"] is None


def test_a_batch_is_split_when_its_details_add_up(write: Any, paid: Any) -> None:
    content = paid("30", write.entry("30", batch(detail("10", text="FA-1"), detail("20", text="FA-2"))))
    rows = write.rows(content)
    assert [(row["amount_cents"], row["wording"]) for row in rows] == [(1000, "FA-1"), (2000, "FA-2")]
    assert len({row["fingerprint"] for row in rows}) == 2


@pytest.mark.parametrize(
    "details",
    [(detail("30"), detail("30")), (detail("10"), detail()), (detail("10"), detail("19.99"))],
    ids=["each detail bears the total", "one amount is missing", "one cent is missing"],
)
def test_a_batch_that_does_not_add_up_stays_one_line_with_a_notice(
    write: Any, paid: Any, details: Any
) -> None:
    piece = write.last(paid("30", write.entry("30", batch(*details))))
    assert piece.frame["amount_cents"].to_list() == [3000]
    assert piece.frame["wording"].to_list()[0].startswith("LOT DE 2 OPERATIONS")
    assert [notice.rule for notice in piece.notices] == ["batch_kept_whole"]


def charged(amount: str, *, included: str = "true") -> str:
    return (
        f'<Chrgs><Rcrd><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>'
        f"<ChrgInclInd>{included}</ChrgInclInd></Rcrd></Chrgs>"
    )


def test_charges_held_back_by_the_bank_are_a_line_of_their_own(write: Any, paid: Any) -> None:
    rows = write.rows(paid("95", write.entry("95", batch(detail("100", charges=charged("5"))))))
    assert [row["amount_cents"] for row in rows] == [10000, -500]
    assert rows[1]["counterparty"] is None


def test_charges_that_the_figures_deny_are_not_split(write: Any, paid: Any) -> None:
    rows = write.rows(
        paid("100", write.entry("100", batch(detail("100", charges=charged("5", included="false")))))
    )
    assert [row["amount_cents"] for row in rows] == [10000]


def test_a_batch_less_its_charges_is_split_with_them(write: Any, paid: Any) -> None:
    body = charged("2") + batch(detail("10"), detail("20"))
    rows = write.rows(paid("28", write.entry("28", body)))
    assert [row["amount_cents"] for row in rows] == [1000, 2000, -200]


RETURN = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"
UNPAID = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>IDDT</Cd><SubFmlyCd>UPDD</SubFmlyCd></Fmly></Domn></BkTxCd>"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (batch(detail().replace("</TxDtls>", f"{RETURN}</TxDtls>")), "AC04"),
        ("<RvslInd>true</RvslInd>", "RVSL"),
        (UNPAID, "UPDD"),
        ("", None),
    ],
    ids=["stated return", "reversal", "unpaid direct debit", "plain debit"],
)
def test_a_return_keeps_its_reason(write: Any, body: Any, reason: Any) -> None:
    back = write.entry("5", body, sense="DBIT")
    (row,) = write.rows(write.message(write.statement("5", "0", back)))
    assert (row["amount_cents"], row["return_reason"]) == (-500, reason)


def test_a_return_is_told_by_the_debtor_whose_payment_came_back(write: Any) -> None:
    body = batch(
        detail().replace("</TxDtls>", f"{RETURN}</TxDtls>").replace("<Cdtr><Nm>Nous</Nm></Cdtr>", "")
    )
    (row,) = write.rows(write.message(write.statement("5", "0", write.entry("5", body, sense="DBIT"))))
    assert row["counterparty"] == "Tournesol SARL"


def test_a_pending_entry_is_left_for_a_later_statement(write: Any, paid: Any) -> None:
    piece = write.last(paid("1", write.entry("1"), write.entry("9", status="PDNG")))
    assert piece.frame["amount_cents"].to_list() == [100]
    assert [notice.rule for notice in piece.notices] == ["pending_entries"]


def test_a_statement_that_does_not_tie_is_refused_with_both_sums(write: Any) -> None:
    error = refused(write.message(write.statement("10", "12.01", write.entry("2"))))
    assert error.rule == "broken_bank_balance"
    assert "12,00 EUR" in error.sentence
    assert "12,01 EUR" in error.sentence


def test_a_statement_without_both_balances_is_read_with_a_notice(write: Any) -> None:
    piece = write.last(write.message(write.statement(None, "7", write.entry("2"))))
    assert piece.frame.height == 1
    assert [notice.rule for notice in piece.notices] == ["balance_not_stated"]


def test_a_later_page_starts_at_its_interim_balance(write: Any) -> None:
    account = f"<Acct><Id><IBAN>{write.home}</IBAN></Id></Acct>"
    balances = write.balance("ITBD", "4") + write.balance("CLBD", "6")
    page = f"<Stmt><Id>P2</Id>{account}{balances}{write.entry('2')}</Stmt>"
    (told,) = write.last(write.message(page)).facts["statements"]
    assert (told["opening_cents"], told["closing_cents"]) == (400, 600)


@pytest.mark.parametrize(
    ("text", "cents"), [("1.500", 150), ("12", 1200), ("0.05", 5), ("7.10000", 710), (".5", 50)]
)
def test_an_amount_is_whole_cents(write: Any, paid: Any, text: Any, cents: Any) -> None:
    assert write.rows(paid(text, write.entry(text)))[0]["amount_cents"] == cents


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("1.505", "amount_decimals"),
        ("1e3", "unreadable_amount"),
        ("", "unreadable_amount"),
        ("1,5", "unreadable_amount"),
    ],
)
def test_an_amount_that_cannot_be_kept_is_refused(write: Any, text: Any, rule: Any) -> None:
    assert refused(write.message(write.statement("0", None, write.entry(text)))).rule == rule


def test_zero_amounts_are_read_with_a_warning(write: Any, paid: Any) -> None:
    piece = write.last(paid("0", write.entry("0")))
    assert piece.frame["amount_cents"].to_list() == [0]
    assert [notice.rule for notice in piece.notices] == ["zero_amount"]


def test_a_statement_keeps_to_one_currency(write: Any) -> None:
    other = write.entry("2").replace('Ccy="EUR"', 'Ccy="USD"')
    assert refused(write.message(write.statement("0", "2", other))).rule == "mixed_currencies"


def test_an_unknown_currency_is_refused(write: Any) -> None:
    other = write.entry("2").replace('Ccy="EUR"', 'Ccy="ZZZ"')
    assert refused(write.message(write.statement("0", "2", other))).rule == "unknown_currency"


def test_two_statements_are_told_apart_and_a_gap_between_them_is_said(write: Any) -> None:
    content = write.message(
        write.statement("0", "2", write.entry("2"), name="A"),
        write.statement("5", "4", write.entry("1", sense="DBIT", day="2026-03-03"), name="B"),
    )
    piece = write.last(content)
    assert piece.frame["statement"].to_list() == [0, 1]
    assert [each["id"] for each in piece.facts["statements"]] == ["A", "B"]
    assert [notice.rule for notice in piece.notices] == ["statement_gap"]


def test_overlapping_files_give_each_line_once(write: Any) -> None:
    monday = [write.entry("2"), write.entry("2"), write.entry("3")]
    tuesday = [write.entry("4", day="2026-03-03")]
    first = write.message(write.statement("0", "7", *monday))
    second = write.message(write.statement("0", "11", *monday, *tuesday, name="S2"))
    names = [row["fingerprint"] for content in (first, second) for row in write.rows(content)]
    assert len(names) == 7
    assert len(set(names)) == 4


def test_the_same_statement_twice_in_one_file_gives_its_lines_once(write: Any) -> None:
    once = write.statement("0", "2", write.entry("2"))
    names = {row["fingerprint"] for row in write.rows(write.message(once, once))}
    assert len(names) == 1


def test_equal_lines_of_two_statements_that_follow_are_two_lines(write: Any) -> None:
    content = write.message(
        write.statement("0", "2", write.entry("2"), name="morning"),
        write.statement("2", "4", write.entry("2"), name="evening"),
    )
    assert len({row["fingerprint"] for row in write.rows(content)}) == 2


def test_a_text_beyond_all_measure_is_cut_to_what_is_kept(write: Any, paid: Any) -> None:
    (row,) = write.rows(paid("1", write.entry("1", batch(detail(text="x" * 9000, e2e="y" * 900)))))
    assert (len(row["wording"]), len(row["end_to_end_id"])) == (4000, 100)


def test_a_blank_line_before_the_xml_is_forgiven(write: Any, paid: Any) -> None:
    assert len(write.rows(b"\r\n " + paid("1", write.entry("1")))) == 1


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        (b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'>", True),
        (b"<Invoice/>", False),
        (b"", False),
    ],
)
def test_camt_is_recognised_by_its_namespace(head: Any, sure: Any) -> None:
    assert (camt.sniff(head, "x.xml") > 0.5) is sure


def test_an_announcement_says_that_it_books_nothing(write: Any) -> None:
    note = write.statement(None, None, write.entry("2")).replace("Stmt>", "Ntfctn>")
    piece = write.last(write.message(note))
    assert piece.facts["statements"][0]["kind"] == "camt.054"
    assert [notice.rule for notice in piece.notices] == ["not_a_booking"]


@pytest.mark.parametrize("version", [f"{number:02}" for number in range(1, 14)])
def test_every_version_is_recognised_and_read(version: str, write: Any, paid: Any) -> None:
    content = paid("12.00", write.entry("12.00"), version=version)
    assert camt.sniff(content[:400], "x") == 0.98
    assert [row["amount_cents"] for row in write.rows(content)] == [1200]
