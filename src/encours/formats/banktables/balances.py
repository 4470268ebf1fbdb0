"""Balances told row after row, or around the rows: they prove the table, whichever way it is sorted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from encours.core.matching.statements import written
from encours.formats.bank_lines import refused
from encours.formats.bank_text import AGAIN


@dataclass(slots=True)
class Told:
    """One movement as its row tells it: its lines to keep, what it moves in all, the balance after it."""

    line: int
    rows: list[dict[str, Any]]
    moved_cents: int
    balance_cents: int | None = None
    waits: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def ends_of(movements: list[Told]) -> tuple[int | None, int | None]:
    """Opening and closing balance, proved from row to row; None where the rows tell none.

    A movement that waits, and after which the balance is what it was, is marked by its `rows` being emptied.
    Raises UnreadableFileError `broken_running_balance`.
    """
    balances = [each.balance_cents for each in movements]
    if not movements or any(balance is None for balance in balances):
        return None, None
    if len(set(balances)) == 1 and len(movements) > 1:
        return None, balances[0]  # the balance of the day of the download, on each row
    broken: list[tuple[int, Told]] = []
    for way in (movements, movements[::-1]):
        at = _break(way)
        if at is None:
            opening = (way[0].balance_cents or 0) - way[0].moved_cents
            return opening, way[-1].balance_cents
        broken.append(at)
    _, culprit = max(broken, key=lambda each: each[0])
    raise refused(
        "broken_running_balance",
        f"Ligne {culprit.line} : le solde {written(culprit.balance_cents or 0, '')} ne suit pas de la ligne voisine et "
        f"du montant {written(culprit.moved_cents, '')}.",
        AGAIN,
        culprit.line,
    )


def _break(way: list[Told]) -> tuple[int, Told] | None:
    """How far the balances follow, and where they stop; None when they follow to the end."""
    known, aside = way[0].balance_cents or 0, []
    for rank, each in enumerate(way[1:], start=1):
        balance = each.balance_cents or 0
        if each.waits and balance == known:
            aside.append(each)
        elif known + each.moved_cents != balance:
            return rank, each
        known = balance
    for each in aside:
        each.rows, each.moved_cents = [], 0
    return None
