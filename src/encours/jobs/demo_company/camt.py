"""Write statements as CAMT.053.001.08 (ISO 20022)."""

from __future__ import annotations

from datetime import date

from lxml import etree

from encours.jobs.demo_company import people
from encours.jobs.demo_company.ledger import BankNote
from encours.jobs.demo_company.statements import Movement, Statement

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
# Domain, family and sub-family by kind and direction: what a French bank would state.
_CODES = {
    ("transfer", True): ("PMNT", "RCDT", "ESCT"),
    ("transfer", False): ("PMNT", "ICDT", "ESCT"),
    ("return", False): ("PMNT", "IDDT", "UPDD"),
    ("return", True): ("PMNT", "ICDT", "RRTN"),
    ("charges", False): ("ACMT", "MDOP", "CHRG"),
}


def document(statements: list[Statement], created_on: date) -> bytes:
    """The file's bytes: one `Stmt` a week, each tied between its two balances."""
    spaces = {None: NAMESPACE}
    # lxml's stubs forget that the default namespace is named None
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap=spaces)  # type: ignore[arg-type]
    message = etree.SubElement(root, f"{{{NAMESPACE}}}BkToCstmrStmt")
    header = _add(message, "GrpHdr")
    _add(header, "MsgId", f"BREVAILLE-{created_on:%Y%m%d}")
    _add(header, "CreDtTm", f"{created_on}T05:30:00")
    for statement in statements:
        _add_statement(message, statement, created_on)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_statement(parent: etree._Element, statement: Statement, created_on: date) -> None:
    block = _add(parent, "Stmt")
    _add(block, "Id", f"{statement.account.number}-{statement.to_on:%Y%m%d}")
    _add(block, "ElctrncSeqNb", str(statement.rank))
    _add(block, "CreDtTm", f"{created_on}T05:30:00")
    period = _add(block, "FrToDt")
    _add(period, "FrDtTm", f"{statement.from_on}T00:00:00")
    _add(period, "ToDtTm", f"{statement.to_on}T23:59:59")
    account = _add(block, "Acct")
    _add(_add(account, "Id"), "IBAN", statement.account.iban)
    _add(account, "Ccy", "EUR")
    _add(_add(account, "Ownr"), "Nm", people.NAME)
    _add_balance(block, "OPBD", statement.opening_cents, statement.from_on)
    _add_balance(block, "CLBD", statement.closing_cents, statement.to_on)
    for rank, movement in enumerate(statement.movements, start=1):
        _add_entry(block, movement, f"{statement.to_on:%Y%m%d}{rank:04d}")


def _add_balance(parent: etree._Element, code: str, cents: int, on: date) -> None:
    block = _add(parent, "Bal")
    _add(_add(_add(block, "Tp"), "CdOrPrtry"), "Cd", code)
    _add_amount(block, cents)
    _add(_add(block, "Dt"), "Dt", str(on))


def _add_entry(parent: etree._Element, movement: Movement, reference: str) -> None:
    entry = _add(parent, "Ntry")
    _add(entry, "NtryRef", reference)
    _add_amount(entry, movement.cents)
    _add(_add(entry, "Sts"), "Cd", "BOOK")
    _add(_add(entry, "BookgDt"), "Dt", str(movement.booked_on))
    _add(_add(entry, "ValDt"), "Dt", str(movement.booked_on))
    _add(entry, "AcctSvcrRef", reference)
    domain, family, sub_family = _CODES[movement.kind, movement.cents > 0]
    code = _add(_add(entry, "BkTxCd"), "Domn")
    _add(code, "Cd", domain)
    block = _add(code, "Fmly")
    _add(block, "Cd", family)
    _add(block, "SubFmlyCd", sub_family)
    details = _add(entry, "NtryDtls")
    if movement.parts:
        many = _add(details, "Btch")
        _add(many, "NbOfTxs", str(len(movement.parts)))
    for part in movement.parts or (movement,):
        _add_transaction(details, part)
    if movement.parts or movement.kind == "charges":
        _add(entry, "AddtlNtryInf", movement.note.wording)


def _add_transaction(parent: etree._Element, movement: Movement) -> None:
    note, received = movement.note, movement.cents > 0
    block = _add(parent, "TxDtls")
    _add(_add(block, "Refs"), "EndToEndId", note.end_to_end_id or "NOTPROVIDED")
    _add_amount(block, movement.cents)
    # Of a debit given back, the debtor is still the one who was to pay.
    side = "Dbtr" if received or note.return_reason else "Cdtr"
    if note.counterparty:
        parties = _add(block, "RltdPties")
        _add(_add(_add(parties, side), "Pty"), "Nm", note.counterparty)
        if note.iban:
            _add(_add(_add(parties, f"{side}Acct"), "Id"), "IBAN", note.iban)
    _add_remittance(block, note)
    if note.return_reason:
        returned = _add(block, "RtrInf")
        _add(_add(returned, "Rsn"), "Cd", note.return_reason)
        _add(returned, "AddtlInf", "Provision insuffisante")


def _add_remittance(parent: etree._Element, note: BankNote) -> None:
    if not note.wording and not note.reference:
        return
    block = _add(parent, "RmtInf")
    if note.wording:
        _add(block, "Ustrd", note.wording)
    if note.reference:
        given = _add(_add(block, "Strd"), "CdtrRefInf")
        _add(_add(_add(given, "Tp"), "CdOrPrtry"), "Cd", "SCOR")
        _add(given, "Ref", note.reference)


def _add_amount(parent: etree._Element, cents: int) -> None:
    size = abs(cents)
    _add(parent, "Amt", f"{size // 100}.{size % 100:02d}").set("Ccy", "EUR")
    _add(parent, "CdtDbtInd", "CRDT" if cents >= 0 else "DBIT")


def _add(parent: etree._Element, name: str, text: str | None = None) -> etree._Element:
    found = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    found.text = text
    return found
