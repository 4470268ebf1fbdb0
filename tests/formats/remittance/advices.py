"""One advice in each form, written by us: two invoices, one of them with a deduction, and a credit note."""

from __future__ import annotations

import io

import typst

from encours.core.remittance.advice import Advice
from encours.formats.registry import detect_file

HEAD = ("N° facture", "Montant brut", "Escompte", "Retenue", "Net payé", "Motif")
ROWS = (
    ("F-1021", "1 200,00", "24,00", "", "1 176,00", ""),
    ("F-1022", "850,00", "", "50,00", "800,00", "manquant 2 cartons"),
    ("AV-77", "-100,00", "", "", "-100,00", ""),
)
LABELS = (
    "AVIS DE PAIEMENT",
    "Payeur : GRANDE SURFACE SAS",
    "Date de paiement : 12/05/2026",
    "Référence virement : VIR-77812",
    "Devise : EUR",
)
EDIFACT = """UNA:+.? '
UNB+UNOC:3+3012345000009:14+3098765000008:14+260512:0930+REF1'
UNH+1+REMADV:D:96A:UN:EAN003'
BGM+481+AVIS-5512+9'
DTM+137:20260511:102'
DTM+203:20260512:102'
RFF+PQ:VIR-77812'
NAD+PR+3012345000009::9++GRANDE SURFACE SAS'
NAD+PE+3098765000008::9++NOUS'
CUX+2:EUR:11'
DOC+380+F-1021'
MOA+9:1200.00'
MOA+12:1176.00'
MOA+52:24.00'
DOC+380+F-1022'
MOA+9:850.00'
MOA+12:800.00'
AJT+4'
MOA+165:50.00'
FTX+ACD+++manquant 2 cartons'
DOC+381+AV-77'
MOA+9:100.00'
MOA+12:100.00'
UNS+S'
MOA+12:1876.00'
UNT+23+1'
UNZ+1+REF1'
"""
X12 = (
    "ISA*00*          *00*          *ZZ*PAYER          *ZZ*US             *260512*0930*U*00401*000000001*0*P*>~\n"
    "GS*RA*PAYER*US*20260512*0930*1*X*004010~\nST*820*0001~\n"
    "BPR*C*1876*C*ACH*CTX*01*1*DA*2*1*1*01*3*DA*4*20260512~\nTRN*1*VIR-77812~\nCUR*PR*EUR~\n"
    "N1*PR*GRANDE SURFACE SAS~\nENT*1~\nRMR*IV*F-1021*PO*1176*1200*24~\nRMR*IV*F-1022*PO*800*850~\n"
    "ADX*-50*06~\nNTE*ADD*manquant 2 cartons~\nRMR*CM*AV-77*PO*-100*-100~\nSE*12*0001~\nGE*1*1~\nIEA*1*000000001~\n"
)
MAIL = """From: "GRANDE SURFACE SAS" <compta@surface.example>
To: factures@nous.example
Subject: Avis de virement
Date: Tue, 12 May 2026 09:00:00 +0200
Message-ID: <a@surface.example>
Content-Type: text/plain; charset=utf-8

Bonjour,

Nous vous informons du virement de 1 876,00 € effectué le 12/05/2026 :

- Facture F-1021 : 1 176,00 € au lieu de 1 200,00 € (escompte de 24,00 €)
- Facture F-1022 : 800,00 € au lieu de 850,00 €, retenue de 50,00 € pour manquant 2 cartons
- Avoir AV-77 : 100,00 €

Cordialement,
"""


def table(separator: str = ";") -> bytes:
    """A CSV."""
    rows = [*LABELS, separator.join(HEAD), *(separator.join(row) for row in ROWS)]
    return "\n".join([*rows, separator.join(("TOTAL", "", "", "", "1 876,00", ""))]).encode()


def paper() -> bytes:
    """A PDF with a text layer, its table drawn."""
    labels = "\n\n".join(LABELS)
    cells = ",".join(f"[{_printed(cell)}]" for row in (HEAD, *ROWS) for cell in row)
    source = (
        "#set page(width: 21cm, height: 29cm)\n#set text(size: 10pt)\n"
        f"{labels}\n\n#table(columns: (1fr, 1fr, 1fr, 1fr, 1fr, 1.4fr), {cells},"
        "[TOTAL], [], [], [], [1 876,00], [])\n"
    )
    return typst.compile(source.encode())


def _printed(cell: str) -> str:
    """A minus as documents print it."""
    return f"\N{MINUS SIGN}{cell[1:]}" if cell.startswith("-") else cell


def read(content: bytes, name: str = "avis") -> list[Advice]:
    """What is read of a file, by the format that it is detected as."""
    file = io.BytesIO(content)
    found = detect_file(file, name)
    assert found.kind == "remittance", found.name
    (piece,) = found.read(file)
    told: list[Advice] = piece.facts["remittances"]
    return told
