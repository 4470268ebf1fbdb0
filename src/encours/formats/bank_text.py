"""Statements that are text: their lines, amounts, days and accounts, as banks write them."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import BinaryIO, Final

from stdnum import iban as iban_number

from encours.core.matching.currencies import ISO_4217
from encours.core.refusals import UnreadableFileError

MOST_BYTES: Final = 1 << 28
LONGEST_LINE: Final = 100_000
LONGEST_ACCOUNT: Final = 40
AGAIN: Final = "Demandez le fichier d’origine à la banque, sans retouche ; rien n’a été enregistré."
_ASIDE: Final = re.compile(r"[\s'’\u00a0\u202f€]|EUR")
_AMOUNT: Final = re.compile(r"([+-]?)(?:0{0,20}(?=[0-9]))?([0-9]{0,15})(?:[.,]([0-9]{0,18}))?")


def lines_of(file: BinaryIO) -> Iterator[tuple[int, str]]:
    """Each line with its rank from 1, without its end; UTF-8, else Windows-1252. Memory does not grow with the file.

    Raises UnreadableFileError: `file_too_large`, `line_too_long`, `empty_file`.
    """
    rank, filled = 0, False
    for rank, raw in enumerate(_raw(file), start=1):
        if len(raw) > LONGEST_LINE:
            raise too_long(rank)
        filled = filled or bool(raw.strip(b" \t\0\x1a\xef\xbb\xbf"))
        yield rank, decoded(raw.removeprefix(b"\xef\xbb\xbf") if rank == 1 else raw)
    if not filled:
        raise empty_file()


def blocks_of(file: BinaryIO) -> Iterator[bytes]:
    """The bytes as they come; raises UnreadableFileError `file_too_large`."""
    size = 0
    while chunk := file.read(65_536):
        size += len(chunk)
        if size > MOST_BYTES:
            raise UnreadableFileError(
                "file_too_large",
                f"Le fichier dépasse {MOST_BYTES >> 20} Mio.",
                "Demandez à la banque des relevés par période plus courte.",
            )
        yield chunk


def _raw(file: BinaryIO) -> Iterator[bytes]:
    buffer = b""
    for chunk in blocks_of(file):
        buffer += chunk
        kept = b"\r" if buffer.endswith(b"\r") else b""  # its \n may come with the next bytes
        *parts, buffer = re.split(rb"\r\n?|\n", buffer.removesuffix(kept))
        yield from parts
        buffer += kept
        if len(buffer) > LONGEST_LINE:
            raise too_long(0)
    yield from re.split(rb"\r\n?|\n", buffer)


def empty_file() -> UnreadableFileError:
    """The refusal of a file that holds nothing."""
    return UnreadableFileError("empty_file", "Le fichier est vide.", "Téléchargez de nouveau le relevé.")


def too_long(line: int) -> UnreadableFileError:
    """The refusal of a line that no statement has."""
    return UnreadableFileError(
        "line_too_long",
        f"Une ligne du fichier dépasse {LONGEST_LINE} caractères : ce n’est pas un relevé.",
        AGAIN,
        line=line,
    )


def decoded(raw: bytes) -> str:
    """UTF-8, else Windows-1252, else Latin-1: whatever the bytes, a text."""
    for encoding in ("utf-8", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def cents(text: str, line: int, field: str, written: re.Pattern[str] = _AMOUNT) -> int:
    """Whole cents, hundredths of the unit whatever the currency (2700 JPY is 270000), of an amount `written` so.

    A third decimal of TND or KWD cannot be kept, so nothing is guessed.

    Raises UnreadableFileError: `unreadable_amount`, `amount_decimals` beyond two decimals.
    """
    found = written.fullmatch(text.strip())
    if found is None or not (found[2] or found[3]):
        raise UnreadableFileError(
            "unreadable_amount",
            f"Ligne {line}, champ {field} : « {text[:40]} » n’est pas un montant.",
            AGAIN,
            line=line,
        )
    decimals = (found[3] or "").rstrip("0")
    if len(decimals) > 2:  # noqa: PLR2004 — cents
        raise UnreadableFileError(
            "amount_decimals",
            f"Ligne {line}, champ {field} : {text[:40]} a plus de deux décimales.",
            "Encours tient les montants au centime : ce compte ne peut pas être lu.",
            line=line,
        )
    total = int(found[2] or "0") * 100 + int(decimals.ljust(2, "0"))
    return -total if found[1] == "-" else total


def loose_cents(text: str, line: int, field: str) -> int:
    """Whole cents of an amount written for people: `1 234,56 €`, `-1,000.00`, `+30`, `(12.50)`, `12,50-`."""
    compact = _ASIDE.sub("", text)
    taken = compact.startswith("(") and compact.endswith(")")
    compact = compact.strip("()")
    if compact.endswith("-"):
        compact = f"-{compact[:-1]}"
    marks = [mark for mark in compact if mark in ",."]
    if marks and (len(marks) > 1 or re.search(r"[,.][0-9]{3}$", compact)):
        last = marks[-1]
        others = "".join(set(marks)) if len(set(marks)) == 1 else "".join(set(marks) - {last})
        compact = re.sub(f"[{re.escape(others)}]", "", compact)
    amount = cents(compact, line, field)
    return -amount if taken else amount


def short_day(text: str, line: int, field: str) -> date:
    """A day written YYMMDD; 30 February, which some banks count interest with, is the last of that month."""
    found = re.fullmatch(r"([0-9]{2})([0-9]{2})([0-9]{2})", text)
    if found is None:
        raise unreadable_day(text, line, field)
    year, month, day = (int(part) for part in found.groups())
    year += 1900 if year > 60 else 2000  # noqa: PLR2004 — as CFONB and the public parsers do
    if month == 2 and day in {29, 30}:  # noqa: PLR2004 — February
        day = 29 if isleap(year) else 28
    try:
        return date(year, month, day)
    except ValueError:
        raise unreadable_day(text, line, field) from None


def unreadable_day(text: str, line: int, field: str) -> UnreadableFileError:
    """The refusal of what is no day."""
    return UnreadableFileError(
        "unreadable_day",
        f"Ligne {line}, champ {field} : « {text[:40]} » n’est pas une date.",
        AGAIN,
        line=line,
    )


def currency_of(text: str, line: int, field: str) -> str:
    """The currency code, or UnreadableFileError `unknown_currency`."""
    code = text.strip().upper()
    if code in ISO_4217:
        return code
    raise UnreadableFileError(
        "unknown_currency",
        f"Ligne {line}, champ {field} : « {text[:20]} » n’est pas une devise ISO 4217.",
        AGAIN,
        line=line,
    )


@lru_cache(maxsize=4096)
def valid_iban(text: str | None) -> str | None:
    """An IBAN without spaces, in capitals; None when its key is wrong."""
    compact = "".join((text or "").split()).upper()
    return compact if compact and iban_number.is_valid(compact, check_country=False) else None


def account_of(text: str, line: int, field: str) -> str:
    """The account's number, an IBAN where it is one; raises UnreadableFileError `missing_account`."""
    number = "".join(text.split()).upper()
    if number and len(number) <= LONGEST_ACCOUNT and number.isprintable():
        return number
    raise UnreadableFileError(
        "missing_account",
        f"Ligne {line}, champ {field} : le relevé ne dit pas lisiblement de quel compte il parle.",
        AGAIN,
        line=line,
    )


def account_named(name: str) -> str:
    """The account that a file's name tells, an IBAN or a long number; empty when it tells none."""
    bare = "".join(name.upper().split())
    for found in re.finditer(r"(?=([A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}))", bare):
        for length in range(len(found[1]), 14, -1):
            if iban := valid_iban(found[1][:length]):
                return iban
    number = re.search(r"[0-9]{10,23}", bare)
    return "" if number is None else number[0]
