"""An advice made of rows: its columns by their headings, its facts by their labels, or a list in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from encours.core.remittance.advice import Advice, AdviceLine
from encours.formats.bank_text import valid_iban
from encours.formats.remittance.grid import Cell, Row
from encours.formats.remittance.headings import columns_of, is_credit_note, is_french, labelled
from encours.formats.remittance.prose import line_in_words, told_in_words
from encours.formats.remittance.refusing import LONGEST, MOST_LINES, refused, too_many
from encours.formats.remittance.values import amount, amount_in_cell, currency_in, days_in, plain

_TOTAL: Final = re.compile(r"(?:SOUS.?|GRAND |MONTANT )?TOTAL\b")
_SUB: Final = re.compile(r"SOUS.?TOTAL|SUB.?TOTAL")
_FIGURE: Final = re.compile(r"[0-9]")


def advice_of(rows: Sequence[Row], *, payer: str = "", written_on: date | None = None) -> Advice:
    """The advice that rows tell; `payer` and `written_on` are used where they do not say it themselves.

    Raises UnreadableFileError: `no_advice_lines` where nothing says which documents are paid.
    """
    words = "\n".join(row.words for row in rows)
    facts = _facts(rows)
    lines, total = _of_columns(rows)
    if not any(line.number for line in lines):
        lines = [line for row in rows if (line := line_in_words(row)) is not None]
    if not any(line.number for line in lines):
        raise refused("no_advice_lines", "Rien dans ce document ne dit quelles factures sont payées.")
    if len(lines) > MOST_LINES:
        raise too_many()
    french = is_french(words)
    said = told_in_words(words, french=french)
    told = total if total is not None else amount(facts["total"]) if facts.get("total") else said.total_cents
    days = days_in(facts.get("paid_on", ""), french=french)
    return Advice(
        payer=(facts.get("payer") or payer)[:LONGEST],
        currency=currency_in(facts.get("currency", "")) or currency_in(words),
        lines=tuple(lines),
        total_cents=told,
        number=facts.get("number", "")[:100],
        paid_on=days[0] if days else said.paid_on or written_on,
        bank_reference=facts.get("bank_reference", "")[:100],
        iban=valid_iban(facts.get("iban")) or "",
    )


def _facts(rows: Sequence[Row]) -> dict[str, str]:
    found: dict[str, str] = {}
    for row in rows:
        if columns_of(row):
            continue
        for name, value in labelled(row):
            if name != "total" or amount(value) is not None:
                found.setdefault(name, value.strip())
    return found


def _of_columns(rows: Sequence[Row]) -> tuple[list[AdviceLine], int | None]:
    """The lines below a heading, and the total that a row among them says."""
    columns: dict[str, Cell] | None = None
    lines: list[AdviceLine] = []
    total: int | None = None
    for row in rows:
        heading = columns_of(row)
        if heading is not None:
            columns = heading
            continue
        if columns is None:
            continue
        first = plain(row.cells[0].text)
        if _SUB.match(first):
            continue
        if _TOTAL.match(first):
            total = _last_amount(row, columns) if total is None else total
            continue
        line = _line(row, _placed(row, columns))
        if line is not None:
            lines.append(line)
    return lines, total


def _placed(row: Row, columns: dict[str, Cell]) -> dict[str, str]:
    """Each cell under the heading that stands nearest."""
    found: dict[str, str] = {}
    for cell in row.cells:
        name = min(columns, key=lambda each: _apart(cell, columns[each]))
        if _apart(cell, columns[name]) > 12:  # noqa: PLR2004 — signs beyond which it is under no heading
            continue
        found[name] = f"{found[name]} {cell.text}" if name in found else cell.text
    return found


def _apart(cell: Cell, heading: Cell) -> int:
    """How far two cells stand from one another: nothing where one is above the other, else their nearer edges."""
    if cell.start <= heading.end and heading.start <= cell.end:
        return 0
    return min(abs(cell.start - heading.start), abs(cell.end - heading.end))


def _last_amount(row: Row, columns: dict[str, Cell]) -> int | None:
    """What a row of total says was paid: under that column, else its last amount."""
    under = amount_in_cell(_placed(row, columns).get("paid", ""))
    if under is not None:
        return under
    amounts = [found for cell in row.cells if (found := amount_in_cell(cell.text)) is not None]
    return amounts[-1] if amounts else None


def _line(row: Row, told: dict[str, str]) -> AdviceLine | None:
    amounts = {
        name: abs(found) if name in {"discount", "deduction"} else found
        for name in ("gross", "discount", "deduction", "paid")
        if (found := amount_in_cell(told.get(name, ""))) is not None
    }
    number = told.get("number", "").strip()
    if "paid" not in amounts and "gross" not in amounts:
        return None
    if not _FIGURE.search(number):
        return _apart_from_documents(row, told, amounts)
    discount, deduction = amounts.get("discount", 0), amounts.get("deduction", 0)
    gross = amounts.get("gross")
    credit = is_credit_note(f"{told.get('kind', '')} {number}") or (gross or amounts.get("paid", 0)) < 0
    paid = amounts["paid"] if "paid" in amounts else (gross or 0) - discount - deduction
    if gross is not None and not deduction and not credit:
        deduction = max(gross - discount - paid, 0)
    sign = -1 if credit and paid > 0 else 1
    return AdviceLine(
        number[:LONGEST],
        sign * paid,
        None if gross is None else (-abs(gross) if credit else gross),
        discount,
        deduction,
        "credit_note" if credit else "invoice",
        told.get("code", "")[:40],
        told.get("text", "")[:LONGEST],
        row.line,
    )


def _apart_from_documents(row: Row, told: dict[str, str], amounts: dict[str, int]) -> AdviceLine | None:
    """A row that pays no document: what it takes off the whole, with its words."""
    words = " ".join(cell.text for cell in row.cells if amount_in_cell(cell.text) is None)
    paid = amounts.get("paid", amounts.get("gross", 0))
    if not paid or not words:
        return None
    return AdviceLine("", paid, None, 0, 0, "other", told.get("code", "")[:40], words[:LONGEST], row.line)
