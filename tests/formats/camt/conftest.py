"""A small writer of CAMT messages, so that each test shows only what it is about."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from encours.formats import camt

HOME = "FR1420041010050500013M02606"


def entry(
    amount: str, body: str = "", *, sense: str = "CRDT", status: str = "BOOK", day: str = "2026-03-02"
) -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{sense}</CdtDbtInd><Sts>{status}</Sts>'
        f"<BookgDt><Dt>{day}</Dt></BookgDt><ValDt><Dt>{day}</Dt></ValDt>{body}</Ntry>"
    )


def balance(code: str, amount: str, sense: str = "CRDT", currency: str = "EUR") -> str:
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{amount}</Amt>'
        f"<CdtDbtInd>{sense}</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>"
    )


def statement(opening: str | None, closing: str | None, *entries: str, name: str = "S1") -> str:
    opened = balance("OPBD", opening) if opening is not None else ""
    closed = balance("CLBD", closing) if closing is not None else ""
    account = f"<Acct><Id><IBAN>{HOME}</IBAN></Id></Acct>"
    return f"<Stmt><Id>{name}</Id>{account}{opened}{closed}{''.join(entries)}</Stmt>"


def message(*statements: str, version: str = "02") -> bytes:
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Document xmlns="{space}"><BkToCstmrStmt><GrpHdr>'
        f"<MsgId>M</MsgId></GrpHdr>{''.join(statements)}</BkToCstmrStmt></Document>"
    ).encode()


class Writer:
    """What tests write with and read back through."""

    entry = staticmethod(entry)
    balance = staticmethod(balance)
    statement = staticmethod(statement)
    message = staticmethod(message)
    home = HOME

    @staticmethod
    def rows(content: bytes) -> list[dict[str, Any]]:
        return [row for piece in camt.read(io.BytesIO(content)) for row in piece.frame.to_dicts()]

    @staticmethod
    def last(content: bytes) -> Any:
        return list(camt.read(io.BytesIO(content)))[-1]


@pytest.fixture(scope="session")
def write() -> type[Writer]:
    return Writer


@pytest.fixture(scope="session")
def paid() -> Callable[..., bytes]:
    """A statement that opens at 0 and holds these entries, closing where told."""

    def build(closing: str, *entries: str, version: str = "02") -> bytes:
        return message(statement("0", closing, *entries), version=version)

    return build
