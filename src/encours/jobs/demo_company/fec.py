"""Write the books as a FEC: 18 columns, tabs, French commas, lettering as the year sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from encours.jobs.demo_company.ledger import ACCOUNTS, JOURNALS, Entry, Line

HEADER = [
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
]
_FRIDAY = 4
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class Lettering:
    """The code of a group of lines, and the day it was closed (none while it has a balance)."""

    code: str
    on: date | None


def text(entries: list[Entry], *, closed: bool, last_on: date) -> str:
    """The file's text. `last_on` is the last day it covers; a year not `closed` has draft lines."""
    letters = letterings(entries, last_on)
    rows = ["\t".join(HEADER)]
    for number, entry in enumerate(entries, start=1):
        valid = _validated_on(entry, closed=closed, last_on=last_on)
        rows += [_row(number, entry, line, letters, valid) for line in entry.lines]
    return "\r\n".join(rows) + "\r\n"


def letterings(entries: Iterable[Entry], last_on: date) -> dict[tuple[str, str, str], Lettering]:
    """The lettering of each (auxiliary, account, group) that has both a debit and a credit.

    Capitals when the group sums to zero, small letters and no day while it does not: the way most
    French ledgers tell a full lettering from a partial one. Codes start anew with each customer.
    """
    members: dict[tuple[str, str, str], list[tuple[date, int]]] = defaultdict(list)
    for entry in entries:
        for line in entry.lines:
            if line.group:
                members[line.auxiliary, line.account, line.group].append((entry.on, line.balance_cents))
    both = {
        key: (max(on for on, _ in found), sum(cents for _, cents in found))
        for key, found in members.items()
        if any(cents > 0 for _, cents in found) and any(cents < 0 for _, cents in found)
    }
    codes: dict[str, int] = defaultdict(int)
    letters = {}
    for key, (latest_on, rest) in sorted(both.items(), key=lambda item: (item[1][0], item[0])):
        code = _code(codes[key[0]])
        codes[key[0]] += 1
        closed_on = min(latest_on + timedelta(days=latest_on.toordinal() % 3), last_on)
        letters[key] = Lettering(code.lower(), None) if rest else Lettering(code, closed_on)
    return letters


def _row(
    number: int,
    entry: Entry,
    line: Line,
    letters: dict[tuple[str, str, str], Lettering],
    valid: date | None,
) -> str:
    lettering = letters.get((line.auxiliary, line.account, line.group), Lettering("", None))
    cells = (
        entry.journal,
        JOURNALS[entry.journal],
        f"{number:06d}",
        _day(entry.on),
        line.account,
        ACCOUNTS[line.account],
        line.auxiliary,
        line.auxiliary_label,
        line.piece or entry.piece,
        _day(line.piece_on or entry.piece_on),
        line.label or entry.label,
        _amount(line.debit_cents),
        _amount(line.credit_cents),
        lettering.code,
        _day(lettering.on),
        _day(valid),
        "",
        "",
    )
    return "\t".join(cells)


def _validated_on(entry: Entry, *, closed: bool, last_on: date) -> date | None:
    """Drafts are validated each Friday; the running week of an open year is still a draft."""
    if entry.journal == "AN":
        return entry.on
    friday = entry.on + timedelta(days=(_FRIDAY - entry.on.weekday()) % 7)
    if friday <= last_on:
        return friday
    return last_on if closed else None


def _code(rank: int) -> str:
    """AAA, AAB… ABA…: the three letters of lettering number `rank`."""
    signs: Iterator[int] = (rank // _LETTERS**power % _LETTERS for power in (2, 1, 0))
    return "".join(chr(ord("A") + sign) for sign in signs)


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _amount(cents: int) -> str:
    return f"{cents // 100},{cents % 100:02d}"
