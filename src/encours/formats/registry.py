"""Which files are read, and by which room; rooms are imported only when a file is theirs to judge."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from encours.core.refusals import UnreadableFileError
from encours.formats.pieces import Piece

LEAST_CONFIDENCE = 0.4
HEAD_BYTES = 65_536


@dataclass(frozen=True, slots=True)
class Format:
    """A format that is read: `room` is the module giving `sniff(head, name) -> float` and `read(file)`.

    `kind` says what comes out: ledger, bank, einvoice, lifecycle, remittance, deposit, companion, table or mail. Where
    `named`, `read` takes the file's `name` too, for it tells something (a FEC: whose, and of which year); `detect` puts
    it in `file_name`.
    """

    name: str
    label: str
    kind: str
    room: str
    named: bool = False
    file_name: str = ""

    def sniff(self, head: bytes, name: str) -> float:
        """Confidence between 0 and 1; none when the room is not installed."""
        try:
            return float(self._of("sniff")(head, name))
        except ModuleNotFoundError as missing:
            if (missing.name or "").startswith(self.room):
                return 0.0
            raise

    def read(self, file: BinaryIO) -> Iterator[Piece]:
        """Read the file piece by piece; raises UnreadableFileError when it cannot be trusted."""
        told = {"name": self.file_name} if self.named and self.file_name else {}
        pieces: Iterator[Piece] = self._of("read")(file, **told)
        return pieces

    def _of(self, verb: str) -> Callable[..., Any]:
        found: Callable[..., Any] = getattr(importlib.import_module(self.room), verb)
        return found


FORMATS: dict[str, Format] = {}


def register(known: Format) -> None:
    """Add a format; a name is taken once."""
    if known.name in FORMATS:
        raise ValueError(f"the format {known.name} is registered twice")
    FORMATS[known.name] = known


for _format in (
    Format("fec", "FEC (fichier des écritures comptables)", "ledger", "encours.formats.fec", named=True),
    Format("camt", "relevé bancaire CAMT (ISO 20022)", "bank", "encours.formats.camt"),
    Format("cfonb120", "relevé bancaire CFONB 120", "bank", "encours.formats.cfonb120"),
    Format("cfonb240", "relevé d’opérations CFONB 240", "bank", "encours.formats.cfonb240"),
    Format("coda", "relevé bancaire belge CODA", "bank", "encours.formats.coda"),
    Format("bai2", "relevé bancaire BAI2", "bank", "encours.formats.bai2"),
    Format(
        "banktables",
        "tableau de mouvements d’une banque connue",
        "bank",
        "encours.formats.banktables",
        named=True,
    ),
    Format("ofx", "relevé bancaire OFX", "bank", "encours.formats.ofx"),
    Format("qif", "mouvements bancaires QIF", "bank", "encours.formats.qif", named=True),
    Format("mt940", "relevé bancaire SWIFT MT940", "bank", "encours.formats.mt940"),
    Format(
        "einvoice",
        "facture électronique (Factur-X, ZUGFeRD, CII, UBL, Order-X)",
        "einvoice",
        "encours.formats.einvoice",
        named=True,
    ),
    Format(
        "lifecycle",
        "message de cycle de vie d’une facture électronique (CDAR)",
        "lifecycle",
        "encours.formats.lifecycle",
    ),
    Format(
        "remittance",
        "avis de paiement (REMADV, X12 820, tableau, PDF, courriel)",
        "remittance",
        "encours.formats.remittance",
    ),
    Format(
        "deposit_slips",
        "bordereau de remise de chèques, de cartes ou d’effets (CSV)",
        "deposit",
        "encours.formats.deposit_slips",
        named=True,
    ),
    Format("companion", "tableau CSV de clients ou de factures", "companion", "encours.formats.companion"),
    Format(
        "tables", "tableau CSV, XLSX, XLS ou ODS, ses colonnes indiquées", "table", "encours.formats.tables"
    ),
    Format("mail", "courriel (RFC 5322, .eml)", "mail", "encours.formats.mail"),
    Format("pulled", "lignes lues par un connecteur (JSON)", "pulled", "encours.formats.pulled"),
):
    register(_format)


def detect(head: bytes, name: str) -> Format:
    """The format of a file, from its first bytes and its name, which it keeps.

    Raises UnreadableFileError: `empty`, or `unknown_format` with the list of what is read.
    """
    if not head.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise UnreadableFileError(
            "empty", "Le fichier est vide.", "Vérifiez l’export, puis déposez le fichier de nouveau."
        )
    sure, best = max(
        ((known.sniff(head, name), known) for known in FORMATS.values()), key=lambda told: told[0]
    )
    if sure >= LEAST_CONFIDENCE:
        return replace(best, file_name=name)
    read = " ; ".join(known.label for known in FORMATS.values())
    raise UnreadableFileError(
        "unknown_format", "Le format de ce fichier n’est pas reconnu.", f"Sont lus : {read}."
    )


def detect_file(file: BinaryIO, name: str) -> Format:
    """The same for an open file, which is left at its beginning."""
    head = file.read(HEAD_BYTES)
    file.seek(0)
    return detect(head, name)
