"""The demo's files, read again by other means than those that wrote them."""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from schwifty import IBAN
from stdnum import iso11649
from stdnum.fr import siren, tva

from encours.core.ledger import rebuild
from encours.formats import camt, cfonb120, companion, fec, remittance
from encours.jobs.demo_company import DemoFiles, write_demo

ON = date(2026, 11, 21)
RECEIVABLES = ("411", "413", "416", "419")
PUNCHED = {sign: (digit, 1) for digit, sign in enumerate("{ABCDEFGHI")}
PUNCHED |= {sign: (digit, -1) for digit, sign in enumerate("}JKLMNOPQR")}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return write_demo(tmp_path_factory.mktemp("demo"), on=ON)


def rows_of(ledger: Path) -> list[dict[str, str]]:
    with ledger.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def balance(row: dict[str, str]) -> Decimal:
    return Decimal(row["Debit"].replace(",", ".")) - Decimal(row["Credit"].replace(",", "."))


def both(demo: DemoFiles) -> list[list[dict[str, str]]]:
    return [rows_of(demo.previous_fec), rows_of(demo.current_fec)]


def bank_balance(demo: DemoFiles, account: str, *, before: str) -> Decimal:
    rows = [row for rows in both(demo) for row in rows]
    kept = [row for row in rows if row["CompteNum"] == account and row["EcritureDate"] < before]
    opening = f"{demo.facts.closing_on + timedelta(days=1):%Y%m%d}"
    return sum(
        (balance(row) for row in kept if (row["JournalCode"], row["EcritureDate"]) != ("AN", opening)),
        Decimal(),
    )


def test_both_ledgers_bear_the_official_name_and_eighteen_columns(demo: DemoFiles) -> None:
    assert demo.previous_fec.name == f"{demo.facts.siren}FEC20260630.txt"
    assert demo.current_fec.name == f"{demo.facts.siren}FEC20261120.txt"
    for path in (demo.previous_fec, demo.current_fec):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompteNum")
        assert {line.count("\t") for line in lines} == {17}


def test_every_entry_balances_to_the_cent(demo: DemoFiles) -> None:
    for rows in both(demo):
        entries: dict[str, Decimal] = defaultdict(Decimal)
        for row in rows:
            entries[row["EcritureNum"]] += balance(row)
        assert set(entries.values()) == {Decimal("0.00")}
        assert [int(number) for number in entries] == list(range(1, len(entries) + 1))


def test_the_opening_takes_up_the_balances_of_the_year_before(demo: DemoFiles) -> None:
    previous, current = both(demo)
    closing: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in previous:
        kept = row["CompteNum"] if row["CompteNum"][0] < "6" else "120000"
        closing[kept, row["CompAuxNum"]] += balance(row)
    opening: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in current:
        if row["JournalCode"] == "AN":
            opening[row["CompteNum"], row["CompAuxNum"]] += balance(row)
    assert {key: cents for key, cents in closing.items() if cents} == dict(opening)


def test_full_letterings_sum_to_zero_and_partial_ones_do_not(demo: DemoFiles) -> None:
    full, partial = 0, 0
    for rows in both(demo):
        groups: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
        for row in rows:
            if row["EcritureLet"]:
                groups[row["CompteNum"], row["CompAuxNum"], row["EcritureLet"]].append(row)
        for (_, _, code), members in groups.items():
            closed = sum(balance(row) for row in members) == 0
            assert closed == code.isupper()
            assert all(bool(row["DateLet"]) == closed for row in members)
            full, partial = full + closed, partial + (not closed)
    assert full > 400
    assert partial >= 2


def test_the_open_total_is_the_balance_of_the_customer_accounts(demo: DemoFiles) -> None:
    current = rows_of(demo.current_fec)
    total = sum(balance(row) for row in current if row["CompteNum"].startswith(RECEIVABLES))
    assert int(total * 100) == demo.facts.open_cents
    assert sum(demo.facts.open_by_account.values()) == demo.facts.open_cents


def test_six_hundred_invoices_are_sold_to_forty_customers_over_fourteen_months(demo: DemoFiles) -> None:
    sales = {
        row["PieceRef"]: row["PieceDate"]
        for rows in both(demo)
        for row in rows
        if row["JournalCode"] == "VE" and row["PieceRef"].startswith("FA")
    }
    assert len(sales) == demo.facts.invoices == 600
    assert min(sales.values()) >= "20250922"
    assert max(sales.values()) <= "20261120"
    with demo.customers_csv.open(encoding="utf-8", newline="") as file:
        customers = list(csv.DictReader(file, delimiter=";"))
    assert len(customers) == demo.facts.customers == 40
    sold_to = {row["CompAuxNum"] for rows in both(demo) for row in rows if row["CompteNum"] == "411000"}
    assert sold_to == {row["account"] for row in customers}


def test_only_the_running_week_is_still_a_draft(demo: DemoFiles) -> None:
    previous, current = both(demo)
    assert all(row["ValidDate"] for row in previous)
    assert not [row for row in current if row["ValidDate"] and row["ValidDate"] > "20261120"]
    sunday = write_demo(demo.camt.parent / "midweek", on=date(2026, 11, 19))
    drafts = {row["EcritureDate"] for row in rows_of(sunday.current_fec) if not row["ValidDate"]}
    assert drafts
    assert drafts <= {"20261116", "20261117", "20261118"}


def test_the_companions_name_customers_and_invoices_of_the_ledger(demo: DemoFiles) -> None:
    pieces = {(row["CompAuxNum"], row["PieceRef"]) for rows in both(demo) for row in rows}
    with demo.invoices_csv.open(encoding="utf-8", newline="") as file:
        invoices = list(csv.DictReader(file, delimiter=";"))
    assert len(invoices) > 100
    assert all((row["account"], row["number"]) in pieces and row["po_number"] for row in invoices)


def test_nobody_in_the_demo_can_be_reached(demo: DemoFiles) -> None:
    with demo.customers_csv.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            assert row["contact_email"].endswith(".example") or not row["contact_email"]
            fictional = ("01 99 00", "02 61 91", "03 53 01", "04 65 71", "05 36 49", "+44 20 7946 0")
            assert row["contact_phone"].startswith(fictional)
            assert row["postcode"].startswith(("99", "ZZ"))
            if row["siren"]:
                assert row["siren"].startswith("000")
                assert siren.is_valid(row["siren"])
                assert tva.is_valid(row["vat"])


def test_every_situation_is_there(demo: DemoFiles) -> None:
    wanted = {
        "good_payer", "late_payer", "slow_payer", "disputer", "part_payer", "vanished", "public_commune",
        "public_hospital", "english", "group", "credit_notes", "advance", "retention", "doubtful", "bill",
        "consumer", "no_email", "returned_debit", "opening_balance", "assumed_terms",
    }  # fmt: skip
    assert set(demo.facts.situations) == wanted
    current = rows_of(demo.current_fec)
    held = {
        root: {row["CompAuxNum"] for row in current if row["CompteNum"].startswith(root)}
        for root in ("4117", "413", "416", "4191")
    }
    assert held == {"4117": {"CRETEN"}, "413": {"CEFFET"}, "416": {"CDOUTE"}, "4191": {"CACOMP"}}
    assert demo.facts.open_by_account["CACOMP"] == -410_000
    assert demo.facts.open_by_account["CXYLO"] > 0
    assert len({row["PieceRef"] for row in current} & set(demo.facts.credit_notes)) >= 1
    returned = [row for row in current if row["PieceRef"] == f"REJ-{demo.facts.returned}"]
    assert [row["CompteNum"] for row in returned] == ["411000", "512100"]


def test_the_camt_ties_to_the_ledger_and_to_itself(demo: DemoFiles) -> None:
    tree = etree.parse(demo.camt)
    names = {"c": "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"}

    def signed(node: etree._Element) -> Decimal:
        sign = 1 if node.findtext("c:CdtDbtInd", namespaces=names) == "CRDT" else -1
        return sign * Decimal(node.findtext("c:Amt", namespaces=names) or "")

    statements = tree.findall(".//c:Stmt", namespaces=names)
    first = statements[0].findtext("c:FrToDt/c:FrDtTm", namespaces=names) or ""
    balance_now = bank_balance(demo, "512100", before=first[:10].replace("-", ""))
    for statement in statements:
        opening, closing = (signed(node) for node in statement.findall("c:Bal", namespaces=names))
        assert opening == balance_now
        entries = statement.findall("c:Ntry", namespaces=names)
        for entry in entries:
            details = entry.findall("c:NtryDtls/c:TxDtls", namespaces=names)
            assert sum(signed(detail) for detail in details) == signed(entry)
        balance_now += sum(signed(entry) for entry in entries)
        assert closing == balance_now
    assert int(balance_now * 100) == demo.facts.closing_cents[demo.facts.iban]
    booked = [node.text for node in tree.findall(".//c:BookgDt/c:Dt", namespaces=names)]
    assert max(booked) == "2026-11-20"
    assert {node.text for node in tree.findall(".//c:NbOfTxs", namespaces=names)} == {"3"}
    assert [node.text for node in tree.findall(".//c:RtrInf/c:Rsn/c:Cd", namespaces=names)] == ["AM04"]
    references = [node.text for node in tree.findall(".//c:CdtrRefInf/c:Ref", namespaces=names)]
    assert references
    assert all(iso11649.is_valid(reference) for reference in references)
    assert all(IBAN(node.text) for node in tree.findall(".//c:IBAN", namespaces=names))


def test_a_payer_without_reference_is_known_by_an_earlier_line_of_its_iban(demo: DemoFiles) -> None:
    lines = etree.parse(demo.camt).findall(".//{*}TxDtls")
    silent = next(line for line in lines if line.findtext(".//{*}Ustrd") == "VIREMENT RECU")
    iban = silent.findtext(".//{*}DbtrAcct//{*}IBAN")
    earlier = [line for line in lines if line.findtext(".//{*}DbtrAcct//{*}IBAN") == iban]
    assert any("FA20" in (line.findtext(".//{*}Ustrd") or "") for line in earlier)


def test_the_cfonb_ties_to_the_ledger_and_to_itself(demo: DemoFiles) -> None:
    records = demo.cfonb.read_bytes().decode("latin-1").splitlines()
    assert {len(record) for record in records} == {120}

    def signed(record: str) -> int:
        digit, sign = PUNCHED[record[103]]
        return sign * (int(record[90:103]) * 10 + digit)

    day = records[0][34:40]
    now = int(bank_balance(demo, "512200", before=f"20{day[4:]}{day[2:4]}{day[:2]}") * 100)
    for record in records:
        if record[:2] == "04":
            now += signed(record)
        elif record[:2] in {"01", "07"}:
            assert signed(record) == now
    assert {record[:2] for record in records} == {"01", "04", "05", "07"}
    assert {record[45:48] for record in records if record[:2] == "05"} >= {"NPY", "LCC", "LCS", "RCN"}
    assert records[-1][34:40] == "201126"
    assert now in demo.facts.closing_cents.values()


def test_the_bank_repeats_lines_of_the_ledger_and_brings_new_ones(demo: DemoFiles) -> None:
    assert demo.facts.known_bank_lines > 10
    assert set(demo.facts.ways) == {
        "batch", "charges", "end_to_end", "english", "group", "known_iban", "not_a_customer", "part",
        "reference", "short", "structured", "supplier", "unknown_payer",
    }  # fmt: skip
    paid = [number for numbers in demo.facts.ways.values() for number in numbers]
    assert len(paid) == len(set(paid)) >= 12


def test_the_house_reads_its_own_demo_without_a_refusal(demo: DemoFiles) -> None:
    readers = {
        demo.previous_fec: fec, demo.current_fec: fec, demo.camt: camt, demo.cfonb: cfonb120,
        demo.customers_csv: companion, demo.invoices_csv: companion, **dict.fromkeys(demo.advices, remittance),
    }  # fmt: skip
    for path, reader in readers.items():
        with path.open("rb") as file:
            pieces = list(reader.read(file))
        assert [refusal for piece in pieces for refusal in piece.refusals] == []
        assert [notice for piece in pieces for notice in piece.notices] == []


def test_the_open_items_rebuilt_from_the_ledger_are_those_the_story_left(demo: DemoFiles) -> None:
    with demo.current_fec.open("rb") as file:
        lines = pl.concat([piece.frame for piece in fec.read(file)])
    ledger = rebuild(lines)
    owed = ledger.receivables.group_by("account").agg(cents=pl.col("open_cents").sum())
    unapplied = ledger.payments.group_by("account").agg(less=pl.col("unapplied_cents").sum())
    net = owed.join(unapplied, on="account", how="full", coalesce=True).with_columns(
        net=pl.col("cents").fill_null(0) - pl.col("less").fill_null(0)
    )
    assert {account: cents for account, _, _, cents in net.rows() if cents} == demo.facts.open_by_account


def digests(files: DemoFiles) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files.camt.parent.iterdir())]


@settings(max_examples=20, deadline=None)
@given(on=st.dates(date(2024, 1, 1), date(2032, 12, 31)), seed=st.integers(0, 10_000))
def test_any_day_and_seed_tell_a_whole_story_and_always_the_same(
    tmp_path_factory: pytest.TempPathFactory, on: date, seed: int
) -> None:
    files = write_demo(tmp_path_factory.mktemp("one"), on=on, seed=seed)
    again = write_demo(tmp_path_factory.mktemp("two"), on=on, seed=seed)
    assert digests(files) == digests(again)
    assert files.facts == again.facts
    assert files.facts.invoices == 600
    assert len(files.facts.ways) == 13
    assert min(files.facts.closing_cents.values()) > 0
    assert sum(balance(row) for rows in both(files) for row in rows) == 0
