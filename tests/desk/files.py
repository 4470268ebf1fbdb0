"""Small files of an invented company, as a person would drop them on a page."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile

SIREN = "732829320"
_HEAD = [
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


def _entry(number: int, day: str, piece: str, name: str, amount: str) -> list[list[str]]:
    """A sale: the customer's debit and the credit of sales."""
    account = f"C{name[:6].upper()}"
    common = ["VE", "Ventes", str(number), day]
    tail = [piece, day, f"Facture {piece}"]
    end = ["", "", day, "", ""]
    return [
        [*common, "411000", "Clients", account, name, *tail, amount, "0,00", *end],
        [*common, "706000", "Ventes", "", "", *tail, "0,00", amount, *end],
    ]


def ledger(*sales: tuple[str, str, str, str], opening: str = "") -> bytes:
    """A FEC of sales: (day, piece, customer, amount); `opening` adds a carried-forward balance of that amount."""
    rows = [_HEAD]
    if opening:
        end = ["", "", "20260101", "", ""]
        head = ["AN", "A nouveaux", "1", "20260101"]
        rows.append([*head, "411000", "Clients", "CANCIEN", "Ancien Client", "AN", "20260101",
                     "Solde anterieur", opening, "0,00", *end])  # fmt: skip
        rows.append([*head, "120000", "Resultat", "", "", "AN", "20260101", "Solde", "0,00", opening, *end])
    for number, (day, piece, name, amount) in enumerate(sales, start=2):
        rows += _entry(number, day, piece, name, amount)
    return ("\r\n".join("\t".join(row) for row in rows) + "\r\n").encode()


LEDGER = ledger(
    ("20260915", "F-101", "Dupont", "1200,00"),
    ("20261020", "F-102", "Dupont", "800,50"),
    ("20261105", "F-103", "Martin", "300,00"),
)


def dropped(content: bytes, name: str = f"{SIREN}FEC20261231.txt") -> SimpleUploadedFile:
    """The same as the browser sends it."""
    return SimpleUploadedFile(name, content, content_type="text/plain")


def statement(*received: tuple[str, str, str]) -> bytes:
    """A CAMT.053 of credits: (amount, payer, wording), booked on 17 November 2026."""
    total = sum(round(float(amount) * 100) for amount, _, _ in received)
    entries = "".join(
        f"""<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
        <BookgDt><Dt>2026-11-17</Dt></BookgDt><ValDt><Dt>2026-11-17</Dt></ValDt><AcctSvcrRef>R{number}</AcctSvcrRef>
        <NtryDtls><TxDtls><RltdPties><Dbtr><Nm>{payer}</Nm></Dbtr></RltdPties>
        <RmtInf><Ustrd>{wording}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""
        for number, (amount, payer, wording) in enumerate(received)
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
    <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-18T06:00:00</CreDtTm></GrpHdr><Stmt><Id>S1</Id>
    <CreDtTm>2026-11-18T06:00:00</CreDtTm><Acct><Id><IBAN>FR7630006000011234567890189</IBAN></Id><Ccy>EUR</Ccy></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
    <Dt><Dt>2026-11-17</Dt></Dt></Bal><Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp>
    <Amt Ccy="EUR">{total // 100}.{total % 100:02}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-11-17</Dt></Dt></Bal>
    {entries}</Stmt></BkToCstmrStmt></Document>""".encode()
