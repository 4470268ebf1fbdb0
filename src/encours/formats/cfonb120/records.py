"""Records of 120 characters, with or without line ends, and the fields cut out of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from encours.core.matching.currencies import ISO_4217
from encours.core.refusals import UnreadableFileError

LENGTH = 120
MAX_BYTES = 1 << 30
_OVERPUNCH = dict(zip("{ABCDEFGHI}JKLMNOPQR", [*range(10), *range(10)], strict=True))
_DEBIT = frozenset("}JKLMNOPQR")
_AMOUNT = re.compile(r"([0-9 ]{13})([{}A-R])")
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160)], " ")  # no database keeps a NUL
_YEAR_PIVOT = 60  # above it, 19xx (the choice of the public parsers)


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its rank in the file from 1, its text (exactly 120 characters)."""

    rank: int
    text: str

    def cut(self, start: int, end: int) -> str:
        """Positions as the standard counts them: from 1, both ends included."""
        return self.text[start - 1 : end].strip()

    def account_key(self) -> tuple[str, str]:
        """Account number and currency: what the records of a statement must share."""
        return self.cut(22, 32), self.currency()

    def agency(self) -> tuple[str, str]:
        """Bank and branch codes."""
        return self.cut(3, 7), self.cut(12, 16)

    def currency(self) -> str:
        """ISO code; blank means EUR (some banks leave it out)."""
        code = self.cut(17, 19) or "EUR"
        if code not in ISO_4217:
            raise wrong(self, 17, "unknown_currency", f"« {code} » n’est pas une devise ISO 4217")
        return code

    def cents(self) -> int:
        """The signed amount at 91–104, its last character bearing digit and sign, in cents."""
        text = self.text[90:104]
        found = _AMOUNT.fullmatch(text)
        digits = "" if found is None else found[1].strip()
        if found is None or " " in digits:
            raise wrong(self, 91, "unreadable_amount", f"« {text} » n’est pas un montant CFONB")
        units = int(f"{digits}{_OVERPUNCH[found[2]]}")
        return self._scaled(-units if found[2] in _DEBIT else units)

    def day(self, start: int) -> date | None:
        """DDMMYY at this position; None when blank or zeros."""
        text = self.cut(start, start + 5)
        if not text.strip("0"):
            return None
        if not re.fullmatch("[0-9]{6}", text):
            raise wrong(self, start, "unreadable_day", f"« {text} » n’est pas une date JJMMAA")
        year = int(text[4:])
        try:
            return date(year + (1900 if year > _YEAR_PIVOT else 2000), int(text[2:4]), int(text[:2]))
        except ValueError:
            raise wrong(self, start, "unreadable_day", f"« {text} » n’est pas une date") from None

    def _scaled(self, units: int) -> int:
        decimals = self.cut(20, 20) or "2"
        if decimals not in set("0123"):
            raise wrong(self, 20, "amount_decimals", f"« {decimals} » décimales ne sont pas lues")
        scaled, rest = divmod(abs(units) * (1000, 100, 10, 1)[int(decimals)], 10)
        if rest:
            raise wrong(self, 91, "amount_decimals", "le montant a plus de deux décimales")
        return -scaled if units < 0 else scaled


def wrong(record: Record, position: int, rule: str, what: str) -> UnreadableFileError:
    """A refusal that says record and position."""
    return UnreadableFileError(
        rule,
        f"Enregistrement {record.rank}, position {position} : {what}.",
        "Demandez le fichier d’origine à la banque, sans retouche ; rien n’a été enregistré.",
        line=record.rank,
    )


def records_of(file: BinaryIO) -> Iterator[Record]:
    """Cut a file into records without holding it whole.

    Raises UnreadableFileError: `empty_file`, `cfonb240`, `not_cfonb120`, `wrong_record_length`.
    """
    rank = 0
    for rank, raw in enumerate(_cut(file), start=1):
        text = _decoded(raw).translate(_CONTROLS)
        if rank == 1:
            _refuse_others(text)
        if len(text) != LENGTH:
            raise UnreadableFileError(
                "wrong_record_length",
                f"Enregistrement {rank} : {len(text)} caractères au lieu de {LENGTH}. "
                "Le fichier est tronqué ou a été modifié.",
                "Téléchargez de nouveau le relevé, sans l’ouvrir dans un éditeur.",
                line=rank,
            )
        yield Record(rank, text)
    if rank == 0:
        raise UnreadableFileError("empty_file", "Le fichier est vide.", "Téléchargez de nouveau le relevé.")


def _cut(file: BinaryIO) -> Iterator[bytes]:
    """Raw records: 120 bytes, or what stands before a line end when that is another length."""
    buffer, size, ended = b"", 0, False
    while not ended:
        chunk = file.read(65536)
        size += len(chunk)
        ended = not chunk
        if size > MAX_BYTES:
            raise UnreadableFileError(
                "file_too_large",
                "Le fichier dépasse un gigaoctet.",
                "Demandez à la banque des relevés par période plus courte.",
            )
        buffer = (buffer + chunk).lstrip(b"\r\n")
        start = 0
        # Twice the length is kept back, so that a record recoded in UTF-8 shows its line end.
        while len(buffer) - start > (0 if ended else 2 * LENGTH + 2):
            taken = _length(buffer[start : start + 2 * LENGTH + 2])
            raw = buffer[start : start + taken]
            start += taken
            while buffer[start : start + 1] in {b"\r", b"\n"}:
                start += 1
            if raw.strip(b" \0\x1a"):
                yield raw
        buffer = buffer[start:]


def _length(ahead: bytes) -> int:
    end = re.search(rb"[\r\n]", ahead)
    if end is None:
        return min(LENGTH, len(ahead))
    if end.start() <= LENGTH or len(_decoded(ahead[: end.start()])) == LENGTH:
        return end.start()
    return LENGTH


def _decoded(raw: bytes) -> str:
    """latin-1, the standard's own; UTF-8 when only that gives the right length."""
    if len(raw) > LENGTH:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return raw.decode("latin-1")


def _refuse_others(text: str) -> None:
    if re.match(r"3[1-9][0-9]{5}", text):
        raise UnreadableFileError(
            "cfonb240",
            "Ce fichier est au format CFONB240 (relevé d’opérations de 240 caractères), pas CFONB120.",
            "Demandez à la banque le relevé de compte CFONB120 ou, mieux, CAMT.053.",
            line=1,
        )
    if not text.startswith("01"):
        raise UnreadableFileError(
            "not_cfonb120",
            "Le premier enregistrement n’est pas un ancien solde (01) : ce n’est pas un relevé CFONB120.",
            "Choisissez le relevé de compte CFONB120 ou CAMT.053 de la banque.",
            line=1,
        )
