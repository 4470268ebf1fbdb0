"""A table read whole: its movements by account and currency, each a statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, Final

from encours.core.matching.statements import Statement
from encours.core.refusals import UnreadableFileError
from encours.formats.bank_days import days_of, is_day
from encours.formats.bank_lines import Lines, account_assumed, pending, refused
from encours.formats.bank_text import AGAIN, account_named, currency_of, loose_cents, valid_iban
from encours.formats.banktables.balances import Told, ends_of
from encours.formats.banktables.movements import amount_of, movement_of
from encours.formats.banktables.payouts import payouts_of
from encours.formats.banktables.rows import Row, Table, heading_in, table_of
from encours.formats.banktables.signatures import plain
from encours.formats.pieces import Piece
from encours.formats.tables.guards import ZIP

_OPENING: Final = ("solde en debut", "solde en dbut", "solde initial", "balance at start", "opening balance")
_CLOSING: Final = ("solde en fin", "solde final", "balance at end", "closing balance", "solde euros")
_END_OF_ZIP: Final = b"PK\x05\x06"
_ORDERS: Final = {"dmy": True, "mdy": False, "ymd": True, "auto": None}
_MOST_ROWS: Final = 1_000_000
Key = tuple[str, str, str]


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes head a table of movements that is known; a small workbook is opened."""
    if head.startswith(ZIP) and not (name.lower().endswith(".xlsx") and _END_OF_ZIP in head):
        return 0.0
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"{", b"%PDF", b":", b"OFXHEADER")):
        return 0.0
    try:
        return 0.96 if heading_in(head) is not None else 0.0
    except UnreadableFileError:
        return 0.0


def read(file: BinaryIO, name: str = "") -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, control totals last; gross, fee and net in `facts["payouts"]`.

    What is paid out to the bank (`payouts_of`) is in `facts["announced_payouts"]`.

    Raises UnreadableFileError: days and amounts that cannot be read, balances that do not follow, a gross amount that
    is not its net and its fee.
    """
    lines = Lines()
    yield from lines.pieces(_through(table_of(file), name, lines))


def _through(table: Table, name: str, lines: Lines) -> Iterator[None]:
    rows, around, waiting = _sorted(table)
    groups = _groups(table, rows, name)
    if waiting:
        lines.notices.append(pending(waiting, 0, "status"))
    payouts: list[dict[str, Any]] = []
    announced: list[dict[str, Any]] = []
    for (account, currency, batch), movements in groups.items():
        statement = _statement(table, (account, currency, batch), movements)
        alone = around if len(groups) == 1 else {}
        statement.opening_cents = alone.get("opening", statement.opening_cents)
        statement.closing_cents = alone.get("closing", statement.closing_cents)
        lines.open(statement)
        for movement in movements:
            for row in movement.rows:
                lines.add(row)
            yield
        lines.close(table.line)
        payouts.append(
            {
                "account": account,
                "currency": currency,
                "gross_cents": sum(each.more["gross_cents"] for each in movements),
                "fee_cents": sum(each.more["fee_cents"] for each in movements),
                "net_cents": sum(each.moved_cents for each in movements),
            }
        )
        announced += payouts_of(account, currency, table.signature.kind, movements)
    if table.signature.kind != "table":
        lines.more |= {"payouts": payouts, "announced_payouts": announced}
    elif not table.account() and not table.signature.account:
        lines.notices.append(
            account_assumed(
                lines.statements[0].account if lines.statements else plain(table.signature.label).upper()
            )
        )


def _sorted(table: Table) -> tuple[list[Row], dict[str, int], int]:
    """The rows of movements, the balances told around them, and how many rows only wait."""
    known = table.signature
    rows: list[Row] = []
    around: dict[str, int] = {}
    waiting = 0
    for cells in table.above:
        _balance_around(cells, 0, around)
    for line, cells in table:
        day = table.cell(cells, known.booked_on) or table.cell(cells, known.booked_else)
        if _balance_around(cells, line, around) or (not is_day(day) and _is_foot(cells)):
            continue
        if known.booked and plain(table.cell(cells, known.status)) not in known.booked:
            waiting += 1
            continue
        rows.append((line, cells))
        if len(rows) > _MOST_ROWS:
            raise refused("too_many_records", f"Le fichier dépasse {_MOST_ROWS} mouvements.", AGAIN)
    return rows, around, waiting


def _balance_around(cells: list[str], line: int, around: dict[str, int]) -> bool:
    """Whether a row tells the balance at the beginning or at the end, which is kept."""
    first = plain(cells[0].replace("\ufffd", "")) if cells else ""
    for name, words in (("opening", _OPENING), ("closing", _CLOSING)):
        last = next((cell for cell in reversed(cells[1:]) if cell.strip()), "")
        if first.startswith(words) and last:
            around[name] = loose_cents(last, line, "solde")
            return True
    return False


def _is_foot(cells: list[str]) -> bool:
    told = [cell for cell in cells if cell.strip()]
    return len(told) == 1 or plain(told[0]).startswith("total")


def _groups(table: Table, rows: list[Row], name: str) -> dict[Key, list[Told]]:
    known = table.signature
    days = _days(table, rows, known.booked_on, known.booked_else)
    values = _days(table, rows, known.value_on, "") if known.value_on else [None] * len(rows)
    signed = (
        any((amount_of(table, cells, known.debit, line) or 0) < 0 for line, cells in rows)
        if known.debit
        else False
    )
    usual = table.account() or account_named(name) or plain(known.label).upper()
    found: dict[Key, list[Told]] = {}
    for (line, cells), booked_on, value_on in zip(rows, days, values, strict=True):
        if booked_on is None:
            raise refused("missing_booking_day", f"Ligne {line} : le mouvement n’a pas de date.", AGAIN, line)
        account = "".join(table.cell(cells, known.account).split()).upper()[:40]
        currency = currency_of(table.cell(cells, known.currency) or "EUR", line, known.currency)
        key = (valid_iban(account) or account or usual, currency, table.cell(cells, known.batch))
        movement = movement_of(table, cells, line, (booked_on, value_on), signed=signed)
        found.setdefault(key, []).append(movement)
    return found


def _days(table: Table, rows: list[Row], heading: str, other: str) -> list[date | None]:
    texts = [(line, table.cell(cells, heading) or table.cell(cells, other)) for line, cells in rows]
    told = [(line, text) for line, text in texts if text]
    read_ = iter(days_of(told, heading, day_first=_ORDERS[table.signature.days])) if told else iter(())
    return [next(read_) if text else None for _line, text in texts]


def _statement(table: Table, key: Key, movements: list[Told]) -> Statement:
    known = table.signature
    account, currency, batch = key
    opening, closing = (0, 0) if known.clears else ends_of(movements)
    days = [row["booked_on"] for each in movements for row in each.rows]
    statement = Statement(kind=known.kind, account=account, currency=currency)
    if days:
        statement.from_on, statement.to_on = min(days), max(days)
    statement.opening_cents, statement.closing_cents = opening, closing
    statement.id = f"{known.label} {batch or statement.to_on or ''}".strip()
    return statement
