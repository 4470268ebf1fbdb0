"""What is proposed for bank lines, as a person answers it: an item, a customer, or a set taken together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from encours.records.cash.models import BankLine, Candidate
from encours.records.receivables.due import due_day


@dataclass(frozen=True, slots=True)
class Proposal:
    """The rows of one answer to one line, the likeliest first among those of the line."""

    line: BankLine
    rows: tuple[Candidate, ...]

    @property
    def key(self) -> str:
        """What is proposed, in signs: proposals are rebuilt at will, so that what a page showed is known by content."""
        return ",".join(
            f"{row.customer_id}:{row.receivable_id or 0}:{cents}:{row.given_up_cents}"
            for row, cents in self.shares
        )

    @property
    def first(self) -> Candidate:
        """The row that stands for the others: its reason and customer are theirs."""
        return self.rows[0]

    @property
    def is_set(self) -> bool:
        """Whether several pieces are to be taken together."""
        return len(self.rows) > 1

    @property
    def customers(self) -> list[str]:
        """The names of those whose pieces they are, each once."""
        return list(dict.fromkeys(row.customer.name for row in self.rows))

    @property
    def shares(self) -> list[tuple[Candidate, int]]:
        """How much the line and credit notes pay of each piece (of a credit note negative); nothing of no piece."""
        return [(row, _cents(self.line, row)) for row in self.rows]

    @property
    def given_up_cents(self) -> int:
        """What would be given up beside."""
        return sum(row.given_up_cents for row in self.rows)

    @property
    def left_cents(self) -> int:
        """What the line brings beyond what it would pay: its customer's credit."""
        return self.line.amount_cents - sum(cents for _, cents in self.shares)


def proposals_of(lines: Iterable[BankLine], *, most: int) -> dict[int, list[Proposal]]:
    """The best proposals of each line: one query, however many."""
    by_key = {line.pk: line for line in lines}
    rows = (
        Candidate.objects.filter(line__in=by_key)
        .select_related("customer", "receivable")
        .order_by("line_id", "-score", "option", due_day("receivable__"), "pk")
    )
    found: dict[int, list[Proposal]] = {key: [] for key in by_key}
    for key, of_line in groupby(rows, key=lambda row: row.line_id):
        sets: dict[tuple[int, int], list[Candidate]] = {}
        for row in of_line:
            sets.setdefault((row.option, 0 if row.option else row.pk), []).append(row)
        told = sorted(sets.items(), key=lambda one: (-one[1][0].score, one[0][0] == 0))
        whole = {rows[0].receivable_id for (option, _), rows in told if option and len(rows) == 1}
        found[key] = [
            Proposal(by_key[key], tuple(rows))
            for (option, _), rows in told
            if option
            or rows[0].receivable_id not in whole  # the same item, told with what is given up beside it
        ][:most]
    return found


def _cents(line: BankLine, row: Candidate) -> int:
    if row.receivable is None:
        return 0
    if row.amount_cents is not None:
        return row.amount_cents
    return min(line.amount_cents, row.receivable.open_cents)
