"""What providers' files announce: the payout that the bank will credit, with what it is made of where that is told."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

from encours.formats import banktables

_STRIPE = "id,Type,Source,Amount,Fee,Net,Currency,Created (UTC),Description"
_REPORT = (
    "balance_transaction_id,created_utc,currency,gross,fee,net,reporting_category,source_id,automatic_payout_id,"
    "automatic_payout_effective_at_utc"
)
_PAYPAL = Path(__file__).parents[2] / "samples" / "bank" / "paypal.csv"


def announced(text: str | bytes) -> list[dict[str, Any]]:
    content = text if isinstance(text, bytes) else text.encode()
    found: list[dict[str, Any]] = list(banktables.read(io.BytesIO(content)))[-1].facts["announced_payouts"]
    return found


def table(heads: str, *rows: str) -> str:
    return "\n".join([heads, *rows]) + "\n"


def test_a_stripe_payout_bears_its_source_and_what_it_is_made_of() -> None:
    (told,) = announced(
        table(
            _STRIPE,
            "txn_1,charge,ch_1,120.00,3.50,116.50,eur,2026-03-02 10:00,FA-42",
            "txn_2,payout,po_1,-116.50,0,-116.50,eur,2026-03-03 10:00,STRIPE PAYOUT",
        )
    )
    assert told.pop("fingerprint")
    assert told == {
        "account": "STRIPE",
        "currency": "EUR",
        "provider": "stripe",
        "reference": "po_1",
        "on": date(2026, 3, 3),
        "net_cents": 11_650,
        "gross_cents": 12_000,
        "fee_cents": -350,
        "failed": False,
    }


def test_each_payment_says_its_payout_where_the_export_has_it() -> None:
    told = announced(
        table(
            f"{_STRIPE},Transfer,Transfer Date (UTC)",
            "txn_1,charge,ch_1,120.00,3.50,116.50,eur,2026-03-02 10:00,FA-42,po_1,2026-03-04 00:00",
            "txn_2,charge,ch_2,50.00,1.00,49.00,eur,2026-03-02 11:00,FA-43,po_2,2026-03-05 00:00",
            "txn_3,payout,po_1,-116.50,0,-116.50,eur,2026-03-03 10:00,,,",
        )
    )
    assert [
        (one["reference"], one["on"], one["net_cents"], one["gross_cents"], one["fee_cents"]) for one in told
    ] == [
        ("po_1", date(2026, 3, 3), 11_650, 12_000, -350),
        ("po_2", date(2026, 3, 5), 4_900, 5_000, -100),
    ]
    assert [one["fingerprint"] is None for one in told] == [False, True]


def test_payments_between_two_payouts_are_what_the_second_is_made_of_whichever_way_the_file_goes() -> None:
    rows = [
        "txn_1,charge,ch_1,120.00,3.50,116.50,eur,2026-03-02 10:00,FA-42",
        "txn_2,payout,po_1,-116.50,0,-116.50,eur,2026-03-03 10:00,",
        "txn_3,charge,ch_2,50.00,1.00,49.00,eur,2026-03-04 11:00,FA-43",
        "txn_4,payout,po_2,-49.00,0,-49.00,eur,2026-03-05 10:00,",
        "txn_5,charge,ch_3,80.00,2.00,78.00,eur,2026-03-06 11:00,FA-44",
        "txn_6,payout,po_3,-70.00,0,-70.00,eur,2026-03-07 10:00,",
    ]
    for way in (rows, rows[::-1]):
        told = {
            one["reference"]: (one["gross_cents"], one["fee_cents"])
            for one in announced(table(_STRIPE, *way))
        }
        assert told == {"po_1": (12_000, -350), "po_2": (5_000, -100), "po_3": (None, None)}


def test_a_reconciliation_report_announces_without_a_row_of_its_own() -> None:
    (told,) = announced(
        table(
            _REPORT,
            "txn_1,2026-03-02 10:00,eur,120.00,3.50,116.50,charge,ch_1,po_9,2026-03-04 00:00",
            "txn_2,2026-03-02 11:00,eur,-20.00,0.00,-20.00,refund,re_1,po_9,2026-03-04 00:00",
        )
    )
    assert (told["reference"], told["net_cents"], told["gross_cents"], told["fee_cents"]) == (
        "po_9",
        9_650,
        10_000,
        -350,
    )


def test_what_an_instant_payout_costs_does_not_reach_the_bank() -> None:
    (told,) = announced(
        table(
            _STRIPE,
            "txn_1,charge,ch_1,120.00,3.50,116.50,eur,2026-03-02 10:00,FA-42",
            "txn_2,payout,po_1,-115.35,1.15,-116.50,eur,2026-03-03 10:00,",
        )
    )
    assert (told["net_cents"], told["gross_cents"], told["fee_cents"]) == (11_535, 12_000, -465)


def test_a_payout_that_came_back_is_told() -> None:
    told = announced(
        table(
            _STRIPE,
            "txn_2,payout,po_1,-116.50,0,-116.50,eur,2026-03-03 10:00,",
            "txn_3,payout_failure,po_1,116.50,0,116.50,eur,2026-03-05 10:00,",
        )
    )
    assert [(one["reference"], one["failed"], one["net_cents"]) for one in told] == [
        ("po_1", False, 11_650),
        ("po_1", True, 11_650),
    ]


def test_a_withdrawal_of_paypal_is_a_payout_and_a_payment_is_none() -> None:
    (told,) = announced(_PAYPAL.read_bytes())
    assert (told["provider"], told["reference"], told["net_cents"], told["gross_cents"]) == (
        "paypal",
        "TID2",
        100_000,
        None,
    )


def test_a_description_that_speaks_of_a_payout_is_none() -> None:
    row = "txn_1,adjustment,adj_1,-5.00,0,-5.00,eur,2026-03-02 10:00,payout correction"
    assert announced(table(_STRIPE, row)) == []


def test_an_adyen_payout_bears_its_batch() -> None:
    heads = (
        "Merchant Account,Psp Reference,Merchant Reference,Creation Date,Type,Gross Currency,Gross Debit (GC),"
        "Gross Credit (GC),Net Currency,Net Debit (NC),Net Credit (NC),Commission (NC),Batch Number"
    )
    (told,) = announced(
        table(
            heads,
            "SHOP,P1,FA-42,2026-03-02 00:21:32,Settled,EUR,,100,EUR,,98.5,1.5,7",
            "SHOP,,,2026-03-03 00:00:00,MerchantPayout,,,,EUR,98.5,,,7",
        )
    )
    assert (told["account"], told["reference"], told["net_cents"], told["fee_cents"]) == (
        "SHOP",
        "7",
        9_850,
        -150,
    )
