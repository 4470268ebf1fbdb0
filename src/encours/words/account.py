"""A statement of account in words: its columns, its rows, its page for paper; in the language of the block."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from encours.core.own_currency import own_of
from encours.core.statement import Account
from encours.words import amounts, days
from encours.words.languages import nearest
from encours.words.sheets import Column

FORMS = ("open", "ledger")


@dataclass(frozen=True, slots=True)
class Statement:
    """What is told: open items or movements, of which days, known when, to whom."""

    form: str  # open | ledger
    accounts: Sequence[Account]
    on: date
    from_on: date | None
    as_known: bool
    account: str  # the customer's, in our ledger
    creditor: str
    creditor_lines: tuple[str, ...]
    recipient: tuple[str, ...]


def lines_of(address: str, postcode: str, city: str) -> tuple[str, ...]:
    """An address as lines, what is empty left out."""
    return tuple(filter(None, (address, f"{postcode} {city}".strip())))


def form_name(form: str) -> str:
    """Open items, or movements."""
    return {"open": _("Pièces ouvertes"), "ledger": _("Tous les mouvements")}[form]


def kind_name(kind: str) -> str:
    """What a movement is."""
    return {
        "invoice": _("Facture"),
        "credit_note": _("Avoir"),
        "opening": _("Solde antérieur"),
        "retention": _("Retenue de garantie"),
        "bill": _("Effet"),
        "returned": _("Impayé retourné"),
        "payment": _("Paiement"),
        "discount": _("Escompte"),
        "charge": _("Frais bancaires"),
        "difference": _("Écart accepté"),
    }.get(kind, kind)


def columns(form: str) -> list[Column]:
    """The columns of a sheet to take away."""
    head = [Column(_("Devise"), width=8), Column(_("Date"), "day", 12), Column(_("Nature"), width=20)]
    named = [Column(_("Pièce"), width=18), Column(_("Libellé"), width=36)]
    if form == "open":
        return [
            *head,
            *named,
            Column(_("Échéance"), "day", 12),
            Column(_("Montant"), "amount"),
            Column(_("Reste dû"), "amount"),
        ]
    return [
        *head,
        *named,
        Column(_("Débit"), "amount"),
        Column(_("Crédit"), "amount"),
        Column(_("Solde"), "amount"),
    ]


def rows(told: Statement) -> Iterator[list[Any]]:
    """The rows of that sheet; a ledger begins and ends with its balances."""
    for account in told.accounts:
        if told.form == "open":
            for row in account.items.iter_rows(named=True):
                yield [*_head(account, row), row["due_on"], row["amount_cents"], row["open_cents"]]
            yield [account.currency, told.on, _("Solde"), "", "", None, None, account.closing_cents]
            continue
        if told.from_on is not None:
            first = [account.currency, told.from_on, _("Solde à nouveau")]
            yield [*first, "", "", None, None, account.opening_cents]
        for row in account.lines.iter_rows(named=True):
            yield [*_head(account, row), *_sides(row["amount_cents"]), row["balance_cents"]]
        yield [account.currency, told.on, _("Solde"), "", "", None, None, account.closing_cents]


def _head(account: Account, row: dict[str, Any]) -> list[Any]:
    label = " · ".join(part for part in (row["label"], own_amount(account, row)) if part)
    return [account.currency, row["day"], kind_name(row["kind"]), row["number"], label]


def own_amount(account: Account, row: Mapping[str, Any]) -> str:
    """An invoice in its own currency, where the account is kept in another; else nothing."""
    own = own_of(
        amount_cents=row["amount_cents"],
        open_cents=row["open_cents"],
        currency=account.currency,
        foreign_cents=row["foreign_cents"],
        foreign_currency=row["foreign_currency"] or "",
    )
    if own is None:
        return ""
    return _("facturé %(amount)s") % {"amount": amounts.money(own.amount_cents, own.currency, _language())}


def _sides(cents: int) -> tuple[int | None, int | None]:
    return (cents, None) if cents >= 0 else (None, -cents)


def file_name(told: Statement) -> str:
    """The name of its file, without the ending: plain signs alone."""
    name = f"{_('releve')}-{told.account}-{told.on.isoformat()}"
    return "".join(sign if sign.isalnum() or sign in ".-_" else "-" for sign in name)


def title(told: Statement) -> str:
    """What the sheet is."""
    return _("Relevé de compte au %(day)s") % {"day": days.day_long(told.on, _language())}


def page(told: Statement) -> dict[str, Any]:
    """The page of a statement on paper, as `channels.letter.account` takes it."""
    return {
        "title": title(told),
        "language": _language(),
        "sender": {"name": told.creditor, "lines": list(told.creditor_lines)},
        "recipient": list(told.recipient),
        "facts": [[_("Compte"), told.account], [_("Contenu"), _content(told)]],
        "labels": {"page": _("Page"), "customer": _("Client")},
        "accounts": [_on_paper(told, one) for one in told.accounts],
        "notes": _notes(told),
        "footer": told.creditor,
    }


def _content(told: Statement) -> str:
    said = form_name(told.form)
    if told.form == "ledger" and told.from_on is not None:
        said += " " + _("depuis le %(day)s") % {"day": days.day(told.from_on, _language())}
    if told.as_known:
        said += ", " + _("tels que connus ce jour-là")
    return said


def _notes(told: Statement) -> list[str]:
    if not told.accounts:
        return [_("Rien n’est dû et rien n’a été versé à cette date.")]
    return [
        _("Un montant positif nous est dû ; un montant négatif est en votre faveur."),
        _("Chaque devise a son compte : aucune n’est convertie."),
    ]


def _on_paper(told: Statement, account: Account) -> dict[str, Any]:
    def money(cents: int | None) -> str:
        return "" if cents is None else amounts.money(cents, account.currency, _language())

    def words(cells: Iterable[Any], kinds: Sequence[Column]) -> list[str]:
        return [_cell(cell, column, money) for cell, column in zip(cells, kinds, strict=True)]

    shown = columns(told.form)[1:]
    frame = account.items if told.form == "open" else account.lines
    body = []
    for row in frame.iter_rows(named=True):
        last = (
            [row["due_on"], row["amount_cents"], row["open_cents"]]
            if told.form == "open"
            else [*_sides(row["amount_cents"]), row["balance_cents"]]
        )
        body.append(words([*_head(account, row)[1:], *last], shown))
    return {
        "title": account.currency,
        "columns": [column.title for column in shown],
        "amounts": sum(column.kind == "amount" for column in shown),
        "wide": 3,
        "rows": body,
        "totals": _totals(told, account, money),
    }


def _totals(told: Statement, account: Account, money: Any) -> list[dict[str, Any]]:
    closing = {"label": _("Solde"), "amount": money(account.closing_cents), "strong": True}
    if told.form == "open" or told.from_on is None:
        return [closing]
    opening = {"label": _("Solde à nouveau"), "amount": money(account.opening_cents), "strong": False}
    return [opening, closing]


def _cell(cell: Any, column: Column, money: Any) -> str:
    if cell is None:
        return ""
    if column.kind == "amount":
        return str(money(cell))
    return days.day(cell, _language()) if column.kind == "day" else str(cell)


def _language() -> str:
    return nearest(get_language())
