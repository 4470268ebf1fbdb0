"""Tables of movements of French banks, payment accounts and processors become bank lines by their signature alone."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from encours.core.frames import BankLine
from encours.core.inspection import inspect
from encours.core.refusals import UnreadableFileError
from encours.formats import banktables
from encours.formats.banktables.signatures import plain, signatures
from encours.formats.registry import detect

BANK = Path(__file__).resolve().parents[2] / "samples" / "bank"
TABLE, PAYPAL = (BANK / "credit_mutuel.csv").read_bytes(), (BANK / "paypal.csv").read_bytes()
IBAN = "FR1420041010050500013M02606"

BANKS = yaml.safe_load((Path(__file__).parent / "banks.yaml").read_text("utf-8"))
REVOLUT = BANKS["Revolut"]


def last(content: bytes, name: str = "") -> Any:
    return list(banktables.read(io.BytesIO(content), name))[-1]


def rule(content: bytes) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        last(content)
    return caught.value.rule


@pytest.mark.parametrize("bank", BANKS)
def test_each_bank_is_read_by_its_heading(bank: str) -> None:
    text = BANKS[bank]["above"] + BANKS[bank]["row"]
    for content in (text.encode(), text.encode("cp1252")):
        assert detect(content, "export.csv").name == "banktables"
        (line,) = last(content).frame.to_dicts()
        assert (line["amount_cents"], line["account"], line["currency"], line["wording"]) == tuple(
            BANKS[bank]["told"]
        )
        assert line["booked_on"] == date(2026, 3, 2)


def test_a_table_is_proved_by_its_running_balance_whichever_way_it_is_sorted() -> None:
    piece = last(TABLE)
    BankLine.validate(piece.frame)
    assert piece.frame["amount_cents"].to_list() == [4_550, -25_000, 120_000]
    (told,) = piece.facts["statements"]
    assert (told["account"], told["opening_cents"], told["closing_cents"]) == (
        "00040012345",
        1_000_000,
        1_099_550,
    )
    assert rule(TABLE.replace(b"10 950,00", b"10 950,01")) == "broken_running_balance"


def test_a_heading_that_lost_its_accents_is_known_all_the_same() -> None:
    assert last(TABLE.replace("é".encode(), "\ufffd".encode())).frame.height == 3


def test_balances_around_the_rows_prove_them() -> None:
    table = (
        "Numéro de compte : 08045168680;Devise : EUR;\nSolde en fin de période;;;;1030,00\n"
        "Date;Numéro d'opération;Libellé;Débit;Crédit;Détail;\n30/11/20;1;CB;;+30,00;CB AFUP;\n"
        "Solde en début de période;;;;1000,00\n"
    )
    (told,) = last(table.encode()).facts["statements"]
    assert (told["account"], told["opening_cents"], told["closing_cents"]) == (
        "08045168680",
        100_000,
        103_000,
    )
    assert rule(table.replace("1030", "1031").encode()) == "broken_bank_balance"


def test_gross_fee_and_net_of_a_processor_stand_apart() -> None:
    piece = last(PAYPAL)
    paid, fee, withdrawn = piece.frame.to_dicts()
    assert (paid["amount_cents"], paid["counterparty"], paid["end_to_end_id"]) == (
        120_000,
        "Boulangerie Martin",
        "FA-2026-0042",
    )
    assert (fee["amount_cents"], fee["counterparty"]) == (-3_515, None)
    assert fee["wording"].startswith("Frais PayPal")
    assert withdrawn["amount_cents"] == -100_000
    assert piece.facts["payouts"] == [
        {
            "account": "PAYPAL",
            "currency": "EUR",
            "gross_cents": 24_550,
            "fee_cents": -3_515,
            "net_cents": 16_485,
        }
    ]


def test_inspection_tells_gross_fee_and_net() -> None:
    told = inspect("banktables", "bank", banktables.read(io.BytesIO(PAYPAL)))
    assert [(each["gross_cents"], each["fee_cents"], each["net_cents"]) for each in told["payouts"]] == [
        (24_550, -3_515, 16_485)
    ]


def test_what_only_waits_and_moves_no_balance_is_not_booked() -> None:
    assert "TID3" not in last(PAYPAL).frame["bank_reference"].to_list()
    row = REVOLUT["row"]
    piece = last((REVOLUT["above"] + row + row.replace("COMPLETED", "PENDING")).encode())
    assert piece.frame.height == 1
    assert "pending_entries" in [notice.rule for notice in piece.notices]


def test_a_fee_of_a_payment_account_is_a_line_of_its_own() -> None:
    fee = "CARD,Current,2026-03-01 1:00,2026-03-02 1:00,EXCHANGE,-10.00,0.50,EUR,COMPLETED,1\n"
    assert last((REVOLUT["above"] + fee).encode()).frame["amount_cents"].to_list() == [-1_000, -50]


def test_a_settlement_that_does_not_clear_is_refused() -> None:
    heads = (
        "Merchant Account,Psp Reference,Merchant Reference,Creation Date,Type,Gross Currency,Gross Debit (GC),"
        "Gross Credit (GC),Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Batch Number\n"
    )
    settled = "SHOP,P1,FA-42,2026-03-02 00:21:32,Settled,EUR,,100,EUR,,98.5,1.5,7\n"
    payout = "SHOP,,,2026-03-03 00:00:00,MerchantPayout,,,,EUR,98.5,,,7\n"
    piece = last((heads + settled + payout).encode())
    assert piece.frame["amount_cents"].to_list() == [10_000, -150, -9_850]
    assert rule((heads + settled).encode()) == "broken_bank_balance"
    assert rule((heads + settled.replace("1.5,7", "1.4,7")).encode()) == "net_differs"


def test_a_stripe_payout_is_told_with_its_fees() -> None:
    heads = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Description\n"
    rows = (
        "txn_1,charge,ch_1,120.00,3.50,116.50,eur,2026-03-02 10:00,FA-42\n"
        "txn_2,payout,po_1,-116.50,0,-116.50,eur,2026-03-03 10:00,\n"
    )
    piece = last((heads + rows).encode())
    assert piece.frame["amount_cents"].to_list() == [12_000, -350, -11_650]
    assert {*piece.frame["currency"]} == {"EUR"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ((b"1 200,00", b"douze"), "unreadable_amount"),
        ((b"1 200,00", b""), "unreadable_amount"),
        ((b"1 200,00", b"$1200"), "unreadable_amount"),
        ((b"02/03/2026;02", b"32/03/2026;02"), "unreadable_day"),
        ((b"Date;Date de valeur", b"Jour;Autre"), "unknown_table"),
        ((TABLE, b""), "empty_file"),
    ],
)
def test_what_cannot_be_trusted_is_refused_whole(change: tuple[bytes, bytes], expected: str) -> None:
    assert rule(TABLE.replace(*change)) == expected


def test_a_table_of_what_customers_owe_is_left_to_its_own_reader() -> None:
    assert banktables.sniff(b"Date,Label,Amount,Balance\n2026-03-02,x,1,1\n", "x.csv") == 0.96
    assert (
        banktables.sniff(
            b"Date,Label,Customer,Invoice number,Amount,Balance\n2026-03-02,x,c,f,1,1\n", "x.csv"
        )
        == 0.0
    )


def test_every_signature_names_headings_as_they_are_compared() -> None:
    for known in signatures():
        for heading in (*known.headings, *known.words, known.booked_on, known.balance, known.account):
            assert heading == plain(heading), known.name
        assert known.amount or known.gross or known.net_debit or (known.debit and known.credit), known.name
