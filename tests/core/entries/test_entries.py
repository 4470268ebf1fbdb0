"""Entries for the accounting software: balanced, once, undone by the reverse, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from encours.core.entries.due import due, parts
from encours.core.entries.lines import LINE, lines_of, undoing
from encours.core.entries.policy import EntryPolicy, wrong_in
from encours.core.entry_keys import KEY, key_of

DAY = date(2026, 10, 2)
IBAN = "FR7630001007941234567890185"
CUSTOMERS = pl.DataFrame(
    {
        "customer_id": [1, 2],
        "account": ["DUPONT", "411MARTIN"],
        "name": ["Dupont SA", "Martin"],
        "control_account": ["411100", "411MARTIN"],
    }
)
PAYMENTS = {
    "payment_id": pl.Int64,
    "customer_id": pl.Int64,
    "on": pl.Date,
    "bank": pl.String,
    "of_provider": pl.Boolean,
    "unapplied_cents": pl.Int64,
}
DOCUMENT = {
    "receivable_id": pl.Int64,
    "number": pl.String,
    "issued_on": pl.Date,
    "settled": pl.Boolean,
    "applied_on": pl.Date,
    "amount_cents": pl.Int64,
}
APPLICATIONS = {"application_id": pl.Int64, "payment_id": pl.Int64, **DOCUMENT}
GIVEN_UP = {"application_id": pl.Int64, "kind": pl.String, "customer_id": pl.Int64, **DOCUMENT}
TRANSFERS = {
    "customer_id": pl.Int64,
    "to_customer_id": pl.Int64,
    "cents": pl.Int64,
    "on": pl.Date,
    "back_id": pl.Int64,
}
PAYOUTS = {
    "payout_id": pl.Int64,
    "line_id": pl.Int64,
    "on": pl.Date,
    "bank": pl.String,
    "provider_bank": pl.String,
    "provider": pl.String,
    "number": pl.String,
    "issued_on": pl.Date,
    "received_cents": pl.Int64,
    "fee_cents": pl.Int64,
}
NOTES = {
    "application_id": pl.Int64,
    "customer_id": pl.Int64,
    "applied_on": pl.Date,
    "amount_cents": pl.Int64,
    "receivable_id": pl.Int64,
    "number": pl.String,
    "issued_on": pl.Date,
    "settled": pl.Boolean,
    "note_id": pl.Int64,
    "note_number": pl.String,
    "note_issued_on": pl.Date,
    "note_settled": pl.Boolean,
}
EXPORTED = {
    "entry_id": pl.Int64,
    "subject": pl.String,
    "application_id": pl.Int64,
    "amount_cents": pl.Int64,
    "line_id": pl.Int64,
    "received_cents": pl.Int64,
    "fee_cents": pl.Int64,
    "settled": pl.Boolean,
}
NOTHING = pl.DataFrame(schema=EXPORTED)


def wanted(
    payments: list[tuple[int, int, int]],
    applied: list[tuple[int, int, int]],
    lost: list[tuple[int, str, int, int]] = [],  # noqa: B006 — never changed
    moved: list[tuple[int, int, int, int]] = [],  # noqa: B006 — never changed
    sent: list[tuple[int, int, int]] = [],  # noqa: B006 — never changed
    notes: list[tuple[int, int, int]] = [],  # noqa: B006 — never changed
) -> pl.DataFrame:
    """Parts of payments (key, customer, left on account), applications (key, payment, cents), what is given up.

    Then transfers, payouts (key, received, fee) and credit notes set against invoices (key, customer, cents).
    """
    return parts(
        pl.DataFrame(
            [(key, who, DAY, IBAN, False, left) for key, who, left in payments], PAYMENTS, orient="row"
        ),
        pl.DataFrame(
            [(key, of, key + 100, f"FA{key}", DAY, True, DAY, cents) for key, of, cents in applied],
            APPLICATIONS,
            orient="row",
        ),
        pl.DataFrame(
            [
                (key, kind, who, key + 100, f"FA{key}", DAY, True, DAY, cents)
                for key, kind, who, cents in lost
            ],
            GIVEN_UP,
            orient="row",
        ),
        pl.DataFrame([(who, to, cents, DAY, key) for key, who, to, cents in moved], TRANSFERS, orient="row"),
        pl.DataFrame(
            [
                (key, key + 50, DAY, IBAN, "STRIPE", "stripe", f"po_{key}", DAY, received, fee)
                for key, received, fee in sent
            ],
            PAYOUTS,
            orient="row",
        ),
        pl.DataFrame(
            [
                (key, who, DAY, cents, key + 100, f"FA{key}", DAY, True, key + 500, f"AV{key}", DAY, False)
                for key, who, cents in notes
            ],
            NOTES,
            orient="row",
        ),
    )


def exported(rows: pl.DataFrame, *, settled: bool = False) -> pl.DataFrame:
    ranked = rows.with_columns(
        entry_id=pl.col("subject").rank("dense").cast(pl.Int64), settled=pl.lit(settled)
    )
    return ranked.select(list(EXPORTED))


def balance(lines: pl.DataFrame) -> pl.DataFrame:
    return lines.group_by("sequence").agg(cents=(pl.col("debit_cents") - pl.col("credit_cents")).sum())


@st.composite
def situations(draw: st.DrawFn) -> pl.DataFrame:
    amounts = st.integers(1, 10**9)
    keys = iter(range(1, 1_000))
    payments, applied = [], []
    for payment in range(1, draw(st.integers(1, 6)) + 1):
        left = draw(st.one_of(st.just(0), amounts, amounts.map(int.__neg__)))
        shares = draw(st.lists(amounts, max_size=4 if left >= 0 else 0))
        if left or shares:
            payments.append((payment, draw(st.sampled_from([1, 2])), left))
            applied += [(next(keys), payment, cents) for cents in shares]
    kinds = draw(st.lists(st.sampled_from(["charge", "discount", "difference"]), max_size=3))
    lost = [(next(keys), kind, draw(st.sampled_from([1, 2])), draw(amounts)) for kind in kinds]
    fees = st.one_of(st.just(0), amounts.map(int.__neg__), st.integers(1, 100))
    sent = [(next(keys), draw(amounts) + 100, draw(fees)) for _ in range(draw(st.integers(0, 2)))]
    notes = [
        (next(keys), draw(st.sampled_from([1, 2])), draw(amounts)) for _ in range(draw(st.integers(0, 2)))
    ]
    return wanted(payments, applied, lost, sent=sent, notes=notes)


@settings(max_examples=60, deadline=None)
@given(situations())
def test_every_entry_balances_and_the_customers_get_what_was_applied(rows: pl.DataFrame) -> None:
    lines = lines_of(due(rows, NOTHING).post, CUSTOMERS, EntryPolicy(), first=7)
    assert (balance(lines)["cents"] == 0).all()
    assert (lines["debit_cents"] >= 0).all()
    assert (lines["credit_cents"] >= 0).all()
    owed = lines.filter(pl.col("account").str.starts_with("411"))
    assert owed["credit_cents"].sum() - owed["debit_cents"].sum() == rows["amount_cents"].sum()
    assert sorted(lines["sequence"].unique()) == list(range(7, 7 + rows["subject"].n_unique()))


@settings(max_examples=60, deadline=None)
@given(situations(), st.data())
def test_what_was_exported_is_not_exported_again_and_what_changed_is_undone_and_made_anew(
    rows: pl.DataFrame, data: st.DataObject
) -> None:
    before = exported(rows)
    assert due(rows, before).nothing
    subjects = sorted(rows["subject"].unique())
    gone = data.draw(st.sets(st.sampled_from(subjects))) if subjects else set()
    left = rows.filter(~pl.col("subject").is_in(list(gone)))
    told = due(left, before)
    assert told.post.is_empty()
    undone = set(before.filter(pl.col("entry_id").is_in(told.reverse.implode()))["subject"])
    assert undone == gone
    assert due(left, exported(rows, settled=True)).nothing  # the books have them: they are corrected there


def test_the_entry_that_undoes_is_the_reverse() -> None:
    lines = lines_of(wanted([(1, 1, 40)], [(1, 1, 60)]), CUSTOMERS, EntryPolicy(), first=1)
    back = undoing(lines.select(list(LINE)).to_dicts(), sequence=2, on=date(2026, 11, 3))
    both = pl.concat([lines.select(list(LINE)), back])
    net = both.group_by("account", "auxiliary", "piece").agg(
        cents=(pl.col("debit_cents") - pl.col("credit_cents")).sum()
    )
    assert (net["cents"] == 0).all()
    assert back["label"].str.starts_with(f"{key_of(2)} Annulation {key_of(1)} ").all()
    assert set(back["entry_on"]) == {date(2026, 11, 3)}


def test_a_payment_is_one_line_of_bank_and_one_line_an_invoice_as_the_ledger_writes_its_customer() -> None:
    rows = wanted([(1, 1, 40), (2, 2, 0)], [(1, 1, 60), (2, 2, 50)])
    policy = EntryPolicy(banks={IBAN: ("512100", "BQ2")})
    lines = lines_of(rows, CUSTOMERS, policy, first=1)
    told = lines.select(
        "journal", "account", "auxiliary", "piece", "debit_cents", "credit_cents", "lettering"
    )
    first, second = key_of(1), key_of(2)
    assert told.rows() == [
        ("BQ2", "512100", "", first, 100, 0, ""),
        ("BQ2", "411100", "DUPONT", "FA1", 0, 60, lines["lettering"][1]),
        ("BQ2", "411100", "DUPONT", first, 0, 40, ""),
        ("BQ2", "512100", "", second, 50, 0, ""),
        ("BQ2", "411MARTIN", "", "FA2", 0, 50, lines["lettering"][4]),
    ]
    assert lines["lettering"][1] != lines["lettering"][4]
    assert set(lines_of(rows, CUSTOMERS, replace(policy, letters=False), first=1)["lettering"]) == {""}


def test_what_is_given_up_goes_to_its_account_in_the_journal_of_sundry_entries() -> None:
    rows = wanted([], [], [(1, "charge", 1, 200), (2, "discount", 1, 300), (3, "difference", 2, 4)])
    lines = lines_of(rows, CUSTOMERS, EntryPolicy(), first=1)
    facing = lines.filter(pl.col("position") == 0).select("journal", "account", "debit_cents")
    assert facing.rows() == [("OD", "627000", 200), ("OD", "658000", 4), ("OD", "665000", 300)]


def test_a_payout_is_gross_off_the_provider_fee_and_net_in_the_bank() -> None:
    lines = lines_of(
        wanted([], [], sent=[(7, 121_850, -3_150)]), CUSTOMERS, EntryPolicy(fee="627810"), first=1
    )
    assert lines.select("account", "piece", "debit_cents", "credit_cents").rows() == [
        ("512000", "po_7", 121_850, 0),
        ("627810", "po_7", 3_150, 0),
        ("517000", "po_7", 0, 125_000),
    ]
    assert lines["auxiliary"].to_list() == ["", "", ""]
    assert lines["label"].str.contains(KEY).all()


def test_a_payout_of_which_only_the_net_is_told_moves_the_net() -> None:
    lines = lines_of(wanted([], [], sent=[(7, 121_850, 0)]), CUSTOMERS, EntryPolicy(), first=1)
    assert lines.select("account", "debit_cents", "credit_cents").rows() == [
        ("512000", 121_850, 0),
        ("517000", 0, 121_850),
    ]


def test_a_credit_note_set_against_an_invoice_is_lettered_on_both_sides_of_one_account() -> None:
    lines = lines_of(wanted([], [], notes=[(7, 1, 2_000)]), CUSTOMERS, EntryPolicy(), first=1)
    assert lines.select("account", "auxiliary", "piece", "debit_cents", "credit_cents").rows() == [
        ("411100", "DUPONT", "FA7", 0, 2_000),
        ("411100", "DUPONT", "AV7", 2_000, 0),
    ]
    assert [bool(code) for code in lines["lettering"]] == [True, False]  # the note has something left


def test_money_that_went_back_changes_sides() -> None:
    lines = lines_of(wanted([(1, 1, -500)], []), CUSTOMERS, EntryPolicy(), first=1)
    assert lines.select("account", "debit_cents", "credit_cents").rows() == [
        ("512000", 0, 500),
        ("411100", 500, 0),
    ]


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_key_is_found_in_any_label_and_names_one_entry(one: int, other: int) -> None:
    found = pl.Series([f"VIR {key_of(one)} Règlement FA1"]).str.extract(KEY)[0]
    assert f"ENC-{found}" == key_of(one)
    assert (key_of(one) == key_of(other)) == (one == other)


def test_there_is_no_entry_before_the_first() -> None:
    with pytest.raises(ValueError, match="from 1"):
        key_of(0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("bank", "411000"),
        ("customers", "401000"),
        ("charge", "6"),
        ("discount", "665 00"),
        ("difference", "58"),
        ("bank_journal", ""),
        ("other_journal", "O D"),
        ("banks", {IBAN: ("401000", "BQ")}),
        ("separator", "comma"),
        ("awaited_days", 0),
    ],
)
def test_an_account_or_journal_that_cannot_be_one_is_named(field: str, value: object) -> None:
    assert wrong_in(replace(EntryPolicy(), **{field: value})) == field  # type: ignore[arg-type]
    assert wrong_in(EntryPolicy()) == ""
