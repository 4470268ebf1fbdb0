"""An advice goes with a line of its amount, near its day, that something says is that payer's; never by chance."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from encours.core.remittance.tying import Line, Told, pairs_of

ON = date(2026, 5, 12)


def tied(
    advices: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    *,
    owed: list[tuple[int, int]] | None = None,
    senders: list[tuple[int, int]] | None = None,
    named: list[tuple[int, str]] | None = None,
) -> list[tuple[int, int, str, bool]]:
    advice = {"total_cents": 100, "currency": "EUR", "paid_on": ON, "received_on": ON, "payer": "", "iban": "",
              "number": "", "bank_reference": ""}  # fmt: skip
    line = {
        "amount_cents": 100,
        "currency": "EUR",
        "booked_on": ON,
        "counterparty": "",
        "iban": "",
        "words": "",
    }
    kinds = {"remittance_id": pl.Int64, "customer_id": pl.Int64}
    found = pairs_of(
        pl.DataFrame([advice | one for one in advices], schema=Told.create_empty().schema),
        pl.DataFrame([line | one for one in lines], schema=Line.create_empty().schema),
        owed=pl.DataFrame(owed or [], schema=kinds, orient="row"),
        senders=pl.DataFrame(
            senders or [], schema={"line_id": pl.Int64, "customer_id": pl.Int64}, orient="row"
        ),
        named=pl.DataFrame(
            named or [], schema={"remittance_id": pl.Int64, "number": pl.String}, orient="row"
        ),
    )
    return list(found.select("remittance_id", "line_id", "because", "sure").iter_rows())


def test_a_reference_in_the_words_of_the_line_is_enough() -> None:
    assert tied(
        [{"remittance_id": 1, "number": "VIR-77812"}], [{"line_id": 9, "words": "SEPA VIR 77812 X"}]
    ) == [(1, 9, "reference", True)]


def test_the_amount_alone_is_only_proposed() -> None:
    assert tied([{"remittance_id": 1}], [{"line_id": 9}]) == [(1, 9, "amount", False)]


def test_another_amount_currency_or_month_is_not_proposed() -> None:
    others = [
        {"line_id": 1, "amount_cents": 101},
        {"line_id": 2, "currency": "USD"},
        {"line_id": 3, "booked_on": date(2026, 6, 12)},
        {"line_id": 4, "booked_on": date(2026, 5, 8)},
    ]
    assert tied([{"remittance_id": 1, "payer": "GRANDE SURFACE"}], others) == []


def test_two_lines_of_the_same_payer_are_proposed_and_none_chosen() -> None:
    lines = [{"line_id": 8, "counterparty": "DUPONT"}, {"line_id": 9, "counterparty": "DUPONT"}]
    assert [
        (line, sure) for _, line, _, sure in tied([{"remittance_id": 1, "payer": "Dupont SA"}], lines)
    ] == [
        (8, False),
        (9, False),
    ]


def test_of_two_lines_the_one_that_names_the_advice_is_chosen() -> None:
    lines = [
        {"line_id": 8, "counterparty": "DUPONT"},
        {"line_id": 9, "counterparty": "DUPONT", "words": "AVIS 55123"},
    ]
    found = tied([{"remittance_id": 1, "payer": "Dupont", "number": "AVIS-55123"}], lines)
    assert found == [(1, 9, "reference", True), (1, 8, "name", False)]


def test_a_line_that_two_advices_may_go_with_is_given_to_neither() -> None:
    advices = [{"remittance_id": 1, "payer": "Dupont"}, {"remittance_id": 2, "payer": "Dupont"}]
    assert [sure for *_, sure in tied(advices, [{"line_id": 9, "counterparty": "DUPONT"}])] == [False, False]


def test_a_line_known_to_come_from_who_owes_the_documents_is_tied() -> None:
    assert tied([{"remittance_id": 1}], [{"line_id": 9}], owed=[(1, 5)], senders=[(9, 5)]) == [
        (1, 9, "customer", True)
    ]
    assert tied([{"remittance_id": 1}], [{"line_id": 9}], owed=[(1, 5)], senders=[(9, 6)]) == [
        (1, 9, "amount", False)
    ]


def test_a_document_of_the_advice_in_the_words_ties_it() -> None:
    assert tied(
        [{"remittance_id": 1}], [{"line_id": 9, "words": "FACTURE F 1021/26"}], named=[(1, "F-1021-26")]
    ) == [(1, 9, "invoice", True)]
