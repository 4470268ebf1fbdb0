"""Who follows whom: portfolios, and customers given to a person or a portfolio, one or thousands in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from encours.acts.noticing import day_of, members, notify
from encours.acts.rules import same_version
from encours.core.refusals import RuleError
from encours.records.history.writing import Record, recording
from encours.records.parties.models import Creditor
from encours.records.people.models import User
from encours.records.work.models import Assignment, Portfolio

_PIECE = 500


@dataclass(frozen=True, slots=True)
class Given:
    """To whom customers go: what is None stays as it is; `nobody` and `no_portfolio` take it away."""

    owner: User | None = None
    portfolio: Portfolio | None = None
    nobody: bool = False
    no_portfolio: bool = False

    @property
    def nothing(self) -> bool:
        """Whether nothing would change."""
        return not (self.owner or self.portfolio or self.nobody or self.no_portfolio)


def make_portfolio(creditor: Creditor, *, name: str, author: str, at: datetime) -> Portfolio:
    """Open a portfolio under a name of its own.

    Raises
        RuleError: no name, or one that another bears.
    """
    with recording(creditor, "make_portfolio", author=author, cause="desk", at=at) as record:
        made = Portfolio.objects.create(
            creditor=record.creditor,
            recorded_at=record.at,
            entry=record.entry,
            name=_free_name(record, name),
        )
        record.tell(portfolio=made.pk, name=made.name)
    return made


def rename_portfolio(
    portfolio: Portfolio, *, name: str, made_from: int | None, author: str, at: datetime
) -> None:
    """Give a portfolio another name.

    Raises
        StaleFormError: it has changed since the form was made.
        RuleError: no name, or one that another bears.
    """
    with recording(portfolio.creditor_id, "rename_portfolio", author=author, cause="desk", at=at) as record:
        now = Portfolio.objects.get(pk=portfolio.pk)
        same_version(now.version, made_from, now.name)
        told = _free_name(record, name, now.pk)
        Portfolio.objects.filter(pk=now.pk).update(name=told, version=F("version") + 1)
        record.tell(portfolio=now.pk, name=told, before=now.name)


def close_portfolio(
    portfolio: Portfolio, *, on: date, made_from: int | None, author: str, at: datetime
) -> None:
    """Close an empty portfolio, or open it again; its past assignments stay in history.

    Raises
        StaleFormError: it has changed since the form was made.
        RuleError: customers are still in it.
    """
    with recording(portfolio.creditor_id, "close_portfolio", author=author, cause="desk", at=at) as record:
        now = Portfolio.objects.get(pk=portfolio.pk)
        same_version(now.version, made_from, now.name)
        closed_on = on if now.closed_on is None else None
        if closed_on and Assignment.objects.filter(portfolio=now).exists():
            raise RuleError(
                "portfolio_not_empty", "Ce portefeuille contient des clients : les transférer d'abord."
            )
        Portfolio.objects.filter(pk=now.pk).update(closed_on=closed_on, version=F("version") + 1)
        record.tell(portfolio=now.pk, name=now.name, closed_on=closed_on)


def transfer(
    creditor: Creditor, customers: Sequence[int], to: Given, *, author: str, at: datetime, cause: str = "desk"
) -> int:
    """Give these customers to a person, a portfolio or both; one entry, a leaf each; return how many changed.

    Raises
        RuleError: nothing to change, a closed portfolio, or a person who is no member.
    """
    if to.nothing:
        raise RuleError("transfer_to_nobody", "Choisir à qui, ou dans quel portefeuille, transférer.")
    with recording(creditor, "transfer", author=author, cause=cause, at=at) as record:
        count = give(record, customers, to)
        record.tell(
            customers=count,
            owner=to.owner.email if to.owner else "",
            portfolio=to.portfolio.name if to.portfolio else "",
        )
    return count


def give(record: Record, customers: Sequence[int], to: Given) -> int:
    """The same inside another act's entry."""
    _checked(record, to)
    changed = 0
    for at in range(0, len(customers), _PIECE):
        changed += _give_some(record, customers[at : at + _PIECE], to)
    if to.owner is not None and changed:
        notify(record, [to.owner.pk], kind="transfer", text=str(changed))
    return changed


def _checked(record: Record, to: Given) -> None:
    if to.portfolio is not None and to.portfolio.closed_on is not None:
        raise RuleError("portfolio_closed", "Ce portefeuille est clos : le rouvrir, ou en choisir un autre.")
    if to.owner is None:
        return
    if to.owner.pk not in {one.user_id for one in members(record.creditor.pk, on=day_of(record))}:
        raise RuleError("owner_unknown", "Cette personne ne travaille pas (ou plus) pour ce créancier.")


def _give_some(record: Record, keys: Sequence[int], to: Given) -> int:
    """Some hundreds of customers: what they had is told in their leaves, then replaced in two statements."""
    rows = Assignment.objects.filter(customer_id__in=keys).select_related("owner", "portfolio")
    before = {row.customer_id: row for row in rows}
    fresh = [
        Assignment(creditor=record.creditor, recorded_at=record.at, entry=record.entry, customer_id=key)
        for key in keys
        if key not in before
    ]
    changed = []
    for row in [*before.values(), *fresh]:
        had = (row.owner, row.portfolio)
        row.owner = None if to.nobody else to.owner or row.owner
        row.portfolio = None if to.no_portfolio else to.portfolio or row.portfolio
        if (row.owner, row.portfolio) == had:
            continue
        changed.append(row)
        _told(record, row, had)
    for row in changed:
        row.entry, row.recorded_at, row.version = record.entry, record.at, row.version + 1
    Assignment.objects.bulk_create([row for row in changed if row.pk is None])
    Assignment.objects.bulk_update(
        [row for row in changed if row.customer_id in before],
        ["owner", "portfolio", "entry", "recorded_at", "version"],
    )
    return len(changed)


def _told(record: Record, row: Assignment, had: tuple[User | None, Portfolio | None]) -> None:
    owner, portfolio = had
    record.of(
        row.customer_id,
        owner=row.owner.email if row.owner else "",
        owner_before=owner.email if owner else "",
        portfolio=row.portfolio.name if row.portfolio else "",
        portfolio_before=portfolio.name if portfolio else "",
    )
    record.untouched.add(row.customer_id)  # who follows a customer changes no decision


def _free_name(record: Record, name: str, own: int | None = None) -> str:
    told = " ".join(name.split())
    if not told:
        raise RuleError("name_wrong", "Un portefeuille porte un nom : l'écrire.")
    others = Portfolio.objects.filter(creditor=record.creditor, name__iexact=told).exclude(pk=own or 0)
    if others.exists():
        raise RuleError("name_wrong", "Un autre portefeuille porte déjà ce nom.")
    return told
