"""The statement of account that a message carries: told in words, and enclosed as files."""

from __future__ import annotations

from datetime import datetime
from typing import cast

from encours.acts.send.gathering import Dossier
from encours.channels.letter.account import account_pdf
from encours.channels.letter_forms import Attachment
from encours.records.frames.account import accounts_of
from encours.records.messages.models import AskedStatement
from encours.records.parties.models import Creditor, Customer
from encours.words import account as words
from encours.words.languages import speaking
from encours.words.message_context import MessageContext
from encours.words.sheets import xlsx

_MEDIA = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def statement_of(creditor: Creditor, customer: Customer, asked: AskedStatement) -> words.Statement:
    """Read the account as it was asked for: the same figures as the page and the files of the desk."""
    from_on = asked.from_on if asked.form == "ledger" else None
    return words.Statement(
        form=asked.form,
        accounts=accounts_of(customer.pk, on=asked.on, from_on=from_on, as_known=asked.as_known),
        on=asked.on,
        from_on=from_on,
        as_known=asked.as_known,
        account=customer.account,
        creditor=creditor.name,
        creditor_lines=words.lines_of(creditor.address, creditor.postcode, creditor.city),
        recipient=(customer.name, *words.lines_of(customer.address, customer.postcode, customer.city)),
    )


def of_statement(context: MessageContext, told: words.Statement) -> MessageContext:
    """The facts of its message: its own day, and the balance where one currency alone has one."""
    account = told.accounts[0] if len(told.accounts) == 1 else None
    facts = {
        **context,
        "on": told.on,
        "currency": account.currency if account else context["currency"],
        "totals": {**context["totals"], "due_cents": account.closing_cents if account else 0},
    }
    return cast("MessageContext", facts)


def enclosed(told: words.Statement, dossier: Dossier, *, at: datetime) -> tuple[Attachment, ...]:
    """The files asked for, in the language of their message.

    Raises
        UndeliverableError: the sheet cannot be set.
    """
    asked = dossier.statement
    kinds = asked.files.split(",") if asked else []
    with speaking(dossier.language):
        name = words.file_name(told)
        return tuple(Attachment(f"{name}.{kind}", _MEDIA[kind], _bytes(told, kind, at)) for kind in kinds)


def _bytes(told: words.Statement, kind: str, at: datetime) -> bytes:
    if kind == "pdf":
        return account_pdf(words.page(told), written_at=at)
    return xlsx(words.title(told), words.columns(told.form), words.rows(told))
