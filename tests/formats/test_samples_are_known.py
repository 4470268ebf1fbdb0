"""Every file of the shared samples of receivables has its line: what is read of it, or why it is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from encours.core.inspection import inspect
from encours.core.refusals import UnreadableFileError
from encours.formats.companies import read_companies
from encours.formats.registry import detect_file
from formats.sample_tables import amount, expected, files, reasons


def told_of(path: Path) -> tuple[str, dict[str, Any]]:
    """What `encours inspect --json` says of a file; the kind of its format before it."""
    with path.open("rb") as file:
        known = detect_file(file, path.name)
        return known.kind, inspect(known.name, known.kind, known.read(file))


def ledger_or_table(path: Path) -> str:
    try:
        kind, told = told_of(path)
    except UnreadableFileError as refusal:
        return f"refused {refusal.rule}"
    if kind == "ledger":
        counts, form = told["receivables"], told["facts"]["form"]
        return (
            f"ledger in the form {form}: {told['rows_kept']} of {told['rows_read']} lines, "
            f"{counts['customers']} customers, {counts['invoices']} invoices, {amount(counts['open_cents'])} open"
        )
    total = amount(sum(row.get("amount_cents") or 0 for row in told["rows"]))
    return f"{told['table']}: {told['rows_kept']} of {told['rows_read']} rows, their amounts {total}"


def bank(path: Path) -> str:
    try:
        kind, told = told_of(path)
    except UnreadableFileError as refusal:
        return f"refused {refusal.rule}"
    if kind != "bank":
        return f"no statement, {told['rows_kept']} rows of a table"
    statements = told["statements"]
    accounts = sorted({each["account"] for each in statements})
    balances = [f"{amount(each['opening_cents'])} to {amount(each['closing_cents'])}" for each in statements]
    return (
        f"{', '.join(sorted({each['kind'] for each in statements}))}: {told['rows_kept']} lines, "
        f"out {amount(told['controls']['debit_cents'])}, in {amount(told['controls']['credit_cents'])}; "
        f"{len(statements)} statements of {' '.join(accounts[:3])}, {'; '.join(balances[:2])}"
    )


def document(path: Path) -> str:
    try:
        _kind, told = told_of(path)
    except UnreadableFileError as refusal:
        return f"refused {refusal.rule}"
    if "statuses" in told:
        return "; ".join(f"status {one['code']} {one['name']} of {one['number']}" for one in told["statuses"])
    (one,) = told["documents"]
    sums = f"{amount(one['net_cents'])} + {amount(one['tax_cents'])} = {amount(one['total_cents'])}"
    return (
        f"{one['kind']} {one['number']} of {one['issued_on']}, {sums} {one['currency']}, "
        f"to pay {amount(one['payable_cents'])}; {one['profile']}, {len(one['lines'])} lines"
    )


def companies(path: Path) -> str:
    try:
        found = list(read_companies(path))
    except UnreadableFileError as refusal:
        return f"refused {refusal.rule}"
    if len(found) != 1:
        return f"{len(found)} companies"
    (one,) = found
    since = f" since {one.ended_on}" if one.ended_on else ""
    name = "named" if one.name else "not named"
    return f"a company {name}, {one.state}{since}, NAF {one.naf}, section {one.section}, staff {one.size or 'unknown'}"


def advice(path: Path) -> str:
    try:
        _kind, told = told_of(path)
    except UnreadableFileError as refusal:
        return f"refused {refusal.rule}"
    (one,) = told["remittances"]
    sums = "; ".join(
        f"{each['number']} {amount(each['gross_cents'])} - {amount(each['discount_cents'])}"
        f" - {amount(each['deduction_cents'])} = {amount(each['paid_cents'])} {each['code']}".strip()
        for each in one["lines"]
    )
    total = f"{amount(one['total_cents'])} {one['currency']} on {one['paid_on']}"
    return f"{one['payer'] or one['payer_id']} pays {total}: {sums}; {one['flaw'] or 'its sums tie'}"


FOLDERS: dict[str, tuple[str, Callable[[Path], str]]] = {
    "fec": ("fec", ledger_or_table),
    "ar_ledger": ("ar_ledger", ledger_or_table),
    "einvoice": ("einvoice", document),
    "orderx": ("remittance_docs/orderx", document),
    "edi": ("remittance_docs/edi_x12_edifact_indice", advice),
    "remadv": ("remittance_docs/remadv_ecosio_a", advice),
    "registries": ("registries", companies),
    "bank": ("bank", bank),
}


@pytest.mark.parametrize("table", FOLDERS)
def test_every_sample_is_read_as_its_line_says_or_refused_for_its_reason(table: str, shared: Path) -> None:
    folder, outcome = FOLDERS[table]
    found = {name: outcome(path) for name, path in files(folder).items()}
    assert found == expected(table)
    assert all(reasons(table).values())
