"""`encours export statement`: a customer's statement of account, as PDF, XLSX or CSV."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from encours.jobs import opening
from encours.jobs.exporting_sheets import day_option, out_option, written

if TYPE_CHECKING:
    from encours.records.parties.models import Creditor, Customer
    from encours.words.account import Statement


@click.command("statement")
@click.argument("account", metavar="CUSTOMER")
@day_option
@out_option("PDF, XLSX or CSV, by the name of FILE.")
@click.option(
    "--form", type=click.Choice(["open", "ledger"]), default="open", help="Open items, or movements."
)
@click.option("--from", "since", type=click.DateTime(["%Y-%m-%d"]), help="First day of the movements.")
@click.option("--as-known", is_flag=True, help="As it was known that day, not as it is known now.")
@opening.creditor_option
@opening.json_option
def command(
    account: str,
    day: datetime | None,
    out: Path,
    form: str,
    since: datetime | None,
    as_known: bool,
    named: str | None,
    as_json: bool,
) -> None:
    """Write CUSTOMER's statement of account (CUSTOMER is its account in the ledger).

    Reads the ledger; writes FILE and nothing else.
    """
    opening.open_house()
    from encours.jobs.creditors import local_day
    from encours.words import account as words
    from encours.words.sheets import sheet_of

    creditor, at = opening.the_creditor(named), opening.now()
    customer = _the_customer(creditor, account)
    today = local_day(creditor, at)
    on = min(day.date(), today) if day else today
    told = _statement(creditor, customer, form, on, since.date() if since else None, as_known=as_known)
    kind = out.suffix.removeprefix(".").lower()
    if kind == "pdf":
        content = _paper(told, customer.language, at)
    else:
        content = sheet_of(kind, words.title(told), words.columns(form), words.rows(told), opening.language())
    written(out, content)
    opening.answer(_facts(customer, told, out), [str(out)], as_json=as_json)


def _the_customer(creditor: Creditor, account: str) -> Customer:
    from encours.records.parties.models import Customer

    found = Customer.objects.filter(creditor=creditor, account=account).first()
    if found is None:
        raise opening.BadInputError(f"Aucun client de compte « {account} » chez {creditor.name}.")
    return found.merged_into or found


def _statement(
    creditor: Creditor, customer: Customer, form: str, on: Any, since: Any, *, as_known: bool
) -> Statement:
    from encours.records.frames.account import accounts_of
    from encours.words.account import Statement, lines_of

    from_on = since if form == "ledger" else None
    return Statement(
        form=form,
        accounts=accounts_of(customer.pk, on=on, from_on=from_on, as_known=as_known),
        on=on,
        from_on=from_on,
        as_known=as_known,
        account=customer.account,
        creditor=creditor.name,
        creditor_lines=lines_of(creditor.address, creditor.postcode, creditor.city),
        recipient=(customer.name, *lines_of(customer.address, customer.postcode, customer.city)),
    )


def _paper(told: Statement, language: str, at: datetime) -> bytes:
    from encours.channels.letter.account import account_pdf
    from encours.words import account as words
    from encours.words.languages import speaking

    with speaking(language):
        return account_pdf(words.page(told), written_at=at)


def _facts(customer: Customer, told: Statement, out: Path) -> dict[str, Any]:
    return {
        "account": customer.account,
        "name": customer.name,
        "on": told.on.isoformat(),
        "form": told.form,
        "accounts": [
            {"currency": one.currency, "opening_cents": one.opening_cents, "closing_cents": one.closing_cents}
            for one in told.accounts
        ],
        "to": str(out),
    }
