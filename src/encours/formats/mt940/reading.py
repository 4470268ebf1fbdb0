"""The fields of an MT940 in order: an opening (`:60:`), its movements, a closing (`:62:`) that must tie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

from encours.core.matching.statements import Statement, written
from encours.formats.bank_lines import Lines, pending, refused, zero_amount
from encours.formats.bank_text import AGAIN, account_of, cents, currency_of, lines_of, short_day, valid_iban
from encours.formats.mt940.movements import Movement, movement_of
from encours.formats.pieces import Piece

_TAG: Final = re.compile(r":([0-9]{2}[A-Z]?|NS|940):")
_START: Final = re.compile(rb"(?:^|[\r\n]|\{4:) *:20:")
_MARKS: Final = re.compile(rb"[\r\n]:(?:25|28C?|60[FM]|13D?|34F):")
_BALANCE: Final = re.compile(
    r"(?P<mark>[CD])(?P<day>[0-9]{6})(?P<currency>[A-Z]{3})?(?P<amount>[0-9]+(?:,[0-9]*)?)"
)
_SUM: Final = re.compile(r"[0-9]{0,5}[A-Z]{3}([0-9]+(?:,[0-9]*)?)")
_MOST_TEXT: Final = 20_000  # characters of one field
_FULL_SIZE: Final = 2  # marks of a whole statement


def sniff(head: bytes, name: str) -> float:
    """How sure we are that these first bytes are an MT940 or an MT942."""
    if _START.search(head) and len(_MARKS.findall(head)) >= _FULL_SIZE:
        return 0.95
    if re.match(rb"\s*:[0-9]{2}[A-Z]?:", head):
        return 0.6
    return 0.5 if name.lower().endswith((".mt940", ".940", ".sta", ".mt942", ".942")) else 0.0


def read(file: BinaryIO) -> Iterator[Piece]:
    """Lines in the shape of `core.frames.BankLine`, some thousands a piece, control totals last.

    Raises UnreadableFileError: what is no MT940, a statement without its closing, amounts and days that cannot be
    read, balances that do not tie.
    """
    reading = _Reading()
    yield from reading.lines.pieces(reading.through(file))


def fields_of(file: BinaryIO) -> Iterator[tuple[int, str, str]]:
    """Each field with its line and its tag; what stands before the first (headings of the network) is no field."""
    at, tag, parts = 0, "", [""]
    for line, text in lines_of(file):
        body = text.rpartition("{4:")[2] if text.startswith("{") else text
        if body.startswith(("-}", "{")):
            continue
        found = _TAG.match(body.lstrip(" "))
        if found is None:
            parts.append(body)
        else:
            if tag:
                yield at, tag, "\n".join(parts).rstrip("\n ")
            at, tag, parts = line, found[1], [body.lstrip(" ")[found.end() :]]
        if sum(map(len, parts)) > _MOST_TEXT:
            raise refused(
                "field_too_long", f"Ligne {at}, champ {tag} : il dépasse toute longueur.", AGAIN, at
            )
    if tag:
        yield at, tag, "\n".join(parts).rstrip("\n ")


class _Reading:
    """What is known so far of the file being read."""

    def __init__(self) -> None:
        self.lines = Lines()
        self._current: Statement | None = None
        self._account: tuple[str, int] = ("", 0)
        self._id = ""
        self._movement: Movement | None = None
        self._expected = self._line = 0
        self._sums = [0, 0]

    def through(self, file: BinaryIO) -> Iterator[None]:
        """Read field by field."""
        for line, tag, text in fields_of(file):
            self._line = line
            self._take(tag, text)
            yield
        self._end()
        if not self.lines.statements:
            raise refused(
                "not_a_statement",
                "Ce fichier n’est qu’un morceau de relevé MT940 : il y manque le compte ou les soldes.",
                "Téléchargez de nouveau le relevé entier, du champ 20 au champ 62F.",
            )

    def _take(self, tag: str, text: str) -> None:
        if tag in {"20", "940"}:
            self._end()
            self._id, self._account = text.strip() if tag == "20" else self._id, ("", 0)
        elif tag == "25":
            self._account = text, self._line
        elif tag in {"28", "28C"}:
            self._id = f"{self._id} {''.join(text.split())}".strip()
        elif tag in {"60F", "60M"}:
            self._open("mt940", text)
        elif tag in {"34F", "13D", "13"} and self._current is None:
            self._open("mt942", text)
        elif tag == "61":
            self._keep()
            self._inside()
            self._movement = movement_of(text, self._line)
        elif tag in {"86", "NS"} and self._movement is not None:
            self._movement.texts.append(text if tag == "86" else non_swift(text))
        elif tag in {"62F", "62M"}:
            self._close(text)
        elif tag in {"90D", "90C"} and self._current is not None:
            self._keep()
            self._announced(tag, text)

    def _open(self, kind: str, text: str) -> None:
        self._end()
        line = self._line
        number, at = self._account
        statement = Statement(kind=kind, id=self._id[:100])
        if kind == "mt940":
            found = self._balance(text)
            statement.currency = currency_of(found["currency"] or "", line, "60")
            statement.opening_cents = _signed(found, line)
            statement.from_on = short_day(found["day"], line, "60")
        elif code := re.match(r"[A-Z]{3}", text):
            statement.currency = currency_of(code[0], line, "34F")
        else:
            return
        bare = re.sub(rf"\s*{statement.currency}$", "", number.strip())
        statement.account = (
            valid_iban(bare) or valid_iban(bare.rpartition("/")[2]) or account_of(bare, at or line, "25")
        )
        self._current = statement
        self.lines.open(statement)

    def _inside(self) -> Statement:
        if self._current is None:
            raise refused(
                "missing_opening",
                f"Ligne {self._line} : un mouvement vient sans ancien solde (60F) avant lui.",
                AGAIN,
                self._line,
            )
        return self._current

    def _keep(self) -> None:
        movement, self._movement = self._movement, None
        if movement is None:
            return
        if movement.expected:
            self._expected += 1
            return
        self._sums[movement.amount_cents > 0] += abs(movement.amount_cents)
        self.lines.add(movement.row())
        if movement.amount_cents == 0:
            self.lines.notices.append(zero_amount(movement.line, "61", movement.bank or ""))

    def _balance(self, text: str) -> re.Match[str]:
        found = _BALANCE.match("".join(text.split()))
        if found is None:
            raise refused(
                "unreadable_amount",
                f"Ligne {self._line}, champ solde : « {text[:40]} » n’est pas un solde.",
                AGAIN,
                self._line,
            )
        return found

    def _close(self, text: str) -> None:
        self._keep()
        statement = self._inside()
        found = self._balance(text)
        if found["currency"] and currency_of(found["currency"], self._line, "62") != statement.currency:
            raise refused(
                "mixed_currencies",
                f"Ligne {self._line} : le relevé {statement.id} s’ouvre en {statement.currency} et se ferme en "
                f"{found['currency']}.",
                "Un relevé tient un compte dans une seule devise : demandez un relevé par devise.",
                self._line,
            )
        statement.closing_cents = _signed(found, self._line)
        statement.to_on = short_day(found["day"], self._line, "62")
        self._finish()

    def _announced(self, tag: str, text: str) -> None:
        """The sums that an MT942 tells of its own movements."""
        found = _SUM.match("".join(text.split()))
        told = None if found is None else cents(found[1], self._line, tag)
        if told is not None and told != self._sums[tag == "90C"]:
            raise refused(
                "broken_announced_total",
                f"Ligne {self._line}, champ {tag} : le total annoncé est {written(told, '')}, les mouvements font "
                f"{written(self._sums[tag == '90C'], '')}.",
                AGAIN,
                self._line,
            )

    def _end(self) -> None:
        """The statement read until now must be whole."""
        self._keep()
        statement = self._current
        if statement is None:
            return
        if statement.kind == "mt940":
            raise refused(
                "truncated",
                f"Le relevé {statement.id or statement.account} n’a pas de nouveau solde (62F) : il est tronqué.",
                "Téléchargez de nouveau le relevé ; rien n’a été enregistré.",
                self._line,
            )
        self._finish()

    def _finish(self) -> None:
        if self._expected:
            self.lines.notices.append(pending(self._expected, self._line, "61"))
        self.lines.close(self._line)
        self._current, self._expected, self._sums = None, 0, [0, 0]


def _signed(found: re.Match[str], line: int) -> int:
    amount = cents(found["amount"], line, "solde")
    return amount if found["mark"] == "C" else -amount


def non_swift(text: str) -> str:
    """`:NS:` numbers its lines: 01 to 17 are words, what follows are codes."""
    said = [part[2:] for part in text.split("\n") if re.match(r"(?:0[1-9]|1[0-7])", part)]
    return " ".join(said)
