"""A row of a table becomes a movement: one line, or a gross line and its fee."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from encours.formats.bank_lines import payee, refused, row_of, told
from encours.formats.bank_text import AGAIN, loose_cents, valid_iban
from encours.formats.banktables.balances import Told
from encours.formats.banktables.payouts import told_of_payout
from encours.formats.banktables.rows import Table

_CREDIT: Final = frozenset({"c", "cr", "credit", "crédit", "+"})
_DEBIT: Final = frozenset({"d", "dr", "dt", "debit", "débit", "-"})
_WAITS: Final = frozenset({"pending", "en attente", "placed", "temporary hold", "pendiente"})


def amount_of(table: Table, cells: list[str], heading: str, line: int) -> int | None:
    """The amount under a heading; None where it is blank."""
    text = table.cell(cells, heading)
    return loose_cents(text, line, heading) if text else None


def movement_of(
    table: Table, cells: list[str], line: int, days: tuple[date, date | None], *, signed: bool
) -> Told:
    """One movement; `signed` says that debits bear their sign. Raises UnreadableFileError when it cannot be read."""
    known = table.signature
    gross, net = _sums(table, cells, line, signed=signed)
    texts = _texts(table, cells)
    rows = [row_of(days[0], gross, value_on=days[1], **texts)]
    if net != gross:
        fee = {**texts, "counterparty": None, "iban": None, "end_to_end_id": None}
        fee["wording"] = f"Frais {known.label} {texts['wording'] or ''}"
        rows.append(row_of(days[0], net - gross, value_on=days[1], **fee))
    return Told(
        line=line,
        rows=rows,
        moved_cents=net,
        balance_cents=amount_of(table, cells, known.balance, line),
        waits=table.cell(cells, known.status).lower() in _WAITS,
        more={"gross_cents": gross, "fee_cents": net - gross, **_payout(table, cells, line, net)},
    )


def _payout(table: Table, cells: list[str], line: int, net: int) -> dict[str, Any]:
    return told_of_payout(table, cells, line, net) if table.signature.kind != "table" else {}


def _texts(table: Table, cells: list[str]) -> dict[str, str | None]:
    known = table.signature
    words: list[str] = []
    for heading in known.words:
        text = told(table.cell(cells, heading))
        if text and not any(text in word for word in words):
            words.append(text)
    name = told(table.cell(cells, known.counterparty), 200)
    number = table.cell(cells, known.iban)
    return {
        "counterparty": payee(name) if known.kind == "table" else name,
        "iban": valid_iban(number),
        "end_to_end_id": table.cell(cells, known.end_to_end),
        "bank_reference": table.cell(cells, known.id).strip("- "),
        "wording": " ".join([*words, *([name] if name and not words else [])]),
    }


def _sums(table: Table, cells: list[str], line: int, *, signed: bool) -> tuple[int, int]:
    """What the movement is in all, and what is left of it once the fee is taken."""
    known = table.signature
    if known.gross:
        gross, net = amount_of(table, cells, known.gross, line), amount_of(table, cells, known.net, line)
        fee = amount_of(table, cells, known.fee, line) or 0
        if gross is None or net is None:
            raise _blank(line, known.gross)
        if net not in (gross + fee, gross - fee):
            raise _untied(line)
        return gross, net
    if known.net_debit:
        return _two_sided(table, cells, line)
    if known.amount:
        amount = amount_of(table, cells, known.amount, line)
        if amount is None:
            raise _blank(line, known.amount)
        amount = _sensed(table, cells, amount)
        fee = amount_of(table, cells, known.fee, line) or 0
        return amount, amount - abs(fee)
    debit = amount_of(table, cells, known.debit, line)
    credit = amount_of(table, cells, known.credit, line)
    if debit is None and credit is None:
        raise _blank(line, known.debit)
    debit = debit or 0
    total = (credit or 0) + (debit if signed else -debit)
    return total, total


def _two_sided(table: Table, cells: list[str], line: int) -> tuple[int, int]:
    """Debit and credit of the gross amount, and of the net one; the gross one only in the same currency."""
    known = table.signature
    sides = [
        amount_of(table, cells, heading, line)
        for heading in (known.net_credit, known.net_debit, known.gross_credit, known.gross_debit)
    ]
    net = (sides[0] or 0) - (sides[1] or 0)
    if sides[2] is None and sides[3] is None:
        return net, net
    gross = (sides[2] or 0) - (sides[3] or 0)
    fees = sum(
        amount_of(table, cells, heading, line) or 0
        for heading in ("commission nc", "markup nc", "scheme fees nc", "interchange nc")
    )
    if table.cell(cells, known.gross_currency) != table.cell(cells, known.currency):
        return net + fees, net
    if gross - fees != net:
        raise _untied(line)
    return gross, net


def _sensed(table: Table, cells: list[str], amount: int) -> int:
    sense = table.cell(cells, table.signature.sense).lower()
    if sense in _CREDIT:
        return abs(amount)
    return -abs(amount) if sense in _DEBIT else amount


def _blank(line: int, heading: str) -> Exception:
    return refused("unreadable_amount", f"Ligne {line} : aucun montant sous « {heading} ».", AGAIN, line)


def _untied(line: int) -> Exception:
    return refused(
        "net_differs",
        f"Ligne {line} : le montant brut moins les frais ne fait pas le montant net.",
        AGAIN,
        line,
    )
