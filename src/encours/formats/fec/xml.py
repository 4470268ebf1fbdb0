"""The XML form of a FEC (DGFiP's schemas A47 A-1): the same lines, one element each; read as hostile.

An entry is taken out of the tree as it closes, so memory does not grow with the file. A line's number is its rank
among the `ligne` elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, Final

import polars as pl
from lxml import etree

from encours.core.refusals import UnreadableFileError
from encours.formats.fec.blocks import EXPORT_AGAIN
from encours.formats.fec.layout import CASH_BASIS, COMMON, TWO_SIDES, Layout, canonical
from encours.formats.fec.limits import MAX_BYTES, MAX_TAGS
from encours.formats.fec.typed import BEYOND
from encours.formats.hostile_xml import BoundedBytes, Limit, broken, events, local_name, refuse_doctype

ROWS_A_PART: Final = 20_000
_SIZE: Final = Limit(
    MAX_BYTES,
    "too_large",
    "Le fichier XML dépasse la taille permise.",
    "Exportez le FEC par période, ou au format texte.",
)
_ENTRY: Final = Limit(
    MAX_TAGS,
    "element_too_large",
    "Une même écriture du fichier dépasse un million de balises.",
    "Ce n’est pas un FEC ordinaire : exportez-le de nouveau depuis le logiciel comptable.",
)
_TAGS: Final = [
    f"{{*}}{name}"
    for name in (
        "comptabilite",
        "exercice",
        "DateCloture",
        "journal",
        "JournalCode",
        "JournalLib",
        "ecriture",
    )
]
_NAMES: Final = COMMON | TWO_SIDES
_DAY: Final = re.compile(r"\s*(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?(?:Z|[+-]\d\d:\d\d)?\s*")
_SIDES: Final = {"d": "debit", "+1": "debit", "c": "credit", "-1": "credit"}
_EXPONENT: Final = re.compile(r"\s*([+-]?\d{1,15}(?:\.\d{1,15})?)[eE]([+-]?\d{1,2})\s*")


def begins_as_xml(file: BinaryIO) -> bool:
    """Whether the file opens with an XML declaration or the element of a FEC; it is left at its beginning."""
    if not file.seekable():
        return False
    here = file.tell()
    head = file.read(512).replace(b"\0", b"")
    file.seek(here)
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").startswith((b"<?xml", b"<comptabilite"))


class Book:
    """One XML file being read: what its header says, and its lines as texts in canonical columns."""

    def __init__(self) -> None:
        self.closing_on: date | None = None
        self.encoding = "utf-8"
        self.columns: set[str] = set()
        self._journal = {"journalcode": "", "journallib": ""}
        self._rows: list[dict[str, str | None]] = []
        self._taken = 0

    @property
    def layout(self) -> Layout:
        """The columns met so far, as those of a flat file."""
        names = dict(_NAMES)
        columns = {
            name: place for place, name in enumerate([*names, *sorted(self.columns & CASH_BASIS.keys())])
        }
        return Layout("xml", quoted=False, width=len(columns), columns=columns, names=names)

    def parts(self, file: BinaryIO) -> Iterator[tuple[pl.DataFrame, bool]]:
        """Texts of some thousands of lines a part, and whether it is the last one.

        Raises UnreadableFileError: `xml_doctype`, `broken_xml`, `too_large`, `element_too_large`, `wrong_root`.
        """
        bounded = BoundedBytes(file, _SIZE, _ENTRY)
        try:
            for event, element in events(bounded, _TAGS, self._judge):
                if event == "end":
                    self._take(element, bounded)
                if len(self._rows) >= ROWS_A_PART:
                    yield self._texts(), False
        except etree.XMLSyntaxError as error:
            raise broken(
                error, "Exportez de nouveau le FEC : sans lui en entier, rien n’est enregistré."
            ) from None
        yield self._texts(), True

    def _judge(self, root: Any) -> None:
        refuse_doctype(
            root,
            "Le fichier contient une déclaration DOCTYPE, qu’aucun FEC n’emploie.",
            "Exportez de nouveau le FEC depuis le logiciel comptable ; ce fichier peut être malveillant.",
        )
        if local_name(root) != "comptabilite":
            raise UnreadableFileError(
                "wrong_root",
                f"Le fichier XML commence par <{local_name(root)[:40]}>, un FEC par <comptabilite>.",
                EXPORT_AGAIN,
                line=1,
            )
        self.encoding = str(root.getroottree().docinfo.encoding or "utf-8").lower()

    def _take(self, element: Any, bounded: BoundedBytes) -> None:
        name = local_name(element)
        if name == "ecriture":
            self._entry(element)
            _drop(element)
            bounded.entry_done()
        elif name in {"JournalCode", "JournalLib"}:
            self._journal[name.lower()] = (element.text or "").strip()
        elif name == "journal":
            self._journal = {"journalcode": "", "journallib": ""}
            _drop(element)
        elif name == "DateCloture":
            self._close(element.text or "")

    def _close(self, text: str) -> None:
        found = _DAY.fullmatch(text)
        try:
            self.closing_on = date.fromisoformat(found[1]) if found else None
        except ValueError:
            self.closing_on = None

    def _entry(self, entry: Any) -> None:
        common: dict[str, str | None] = dict(self._journal)
        lines = []
        for child in entry:
            if local_name(child) == "ligne":
                lines.append(child)
            else:
                common[canonical(local_name(child))] = child.text
        self.columns |= common.keys()
        for line in lines:
            told = {canonical(local_name(cell)): cell.text for cell in line}
            self._taken += 1
            self._rows.append(_sides(common | told) | {"line": str(self._taken)})

    def _texts(self) -> pl.DataFrame:
        rows, self._rows = self._rows, []
        layout = self.layout
        texts = pl.DataFrame(
            {name: [_plain(name, row.get(name)) for row in rows] for name in layout.read},
            schema=dict.fromkeys(layout.read, pl.String),
        )
        numbers = pl.Series("line", [int(row["line"] or 0) for row in rows], dtype=pl.Int64)
        return texts.with_columns(numbers, pl.lit(None, dtype=pl.String).alias(BEYOND))


def _drop(element: Any) -> None:
    """Take an element that was read, and what stands before it, out of the tree."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _sides(told: dict[str, str | None]) -> dict[str, str | None]:
    """Montant and Sens as Debit or Credit; a Sens that says neither leaves an amount that nobody can read."""
    amount, sign = told.pop("montant", None), told.pop("sens", None)
    if amount is None and sign is None:
        return told
    side = _SIDES.get((sign or "").strip().lower())
    told[side or "debit"] = amount if side else f"{amount} {sign}"
    return told


def _plain(name: str, text: str | None) -> str | None:
    """A cell as a flat file writes it: blank is nothing, a day without its hour, a float without exponent."""
    if text is None or not text.strip():
        return None
    if name in {"ecrituredate", "piecedate", "datelet", "validdate"}:
        found = _DAY.fullmatch(text)
        return found[1] if found else text.strip()
    if name in {"debit", "credit"}:
        found = _EXPONENT.fullmatch(text)
        return _written_out(found[1], int(found[2])) if found else text.strip()
    return text.strip()


def _written_out(figures: str, power: int) -> str:
    sign = "-" if figures.startswith("-") else ""
    whole, _, rest = figures.lstrip("+-").partition(".")
    digits, point = whole + rest, len(whole) + power
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    return f"{sign}{digits[:point].ljust(point, '0')}.{digits[point:] or '0'}"
