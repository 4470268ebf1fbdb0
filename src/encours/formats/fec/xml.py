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

ROWS_A_PART: Final = 20_000
_CHUNK: Final = 65_536
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
        bounded = _Bounded(file)
        try:
            for element in _events(bounded, self):
                self._take(element, bounded)
                if len(self._rows) >= ROWS_A_PART:
                    yield self._texts(), False
        except etree.XMLSyntaxError as error:
            raise _broken(error) from None
        yield self._texts(), True

    def _take(self, element: Any, bounded: _Bounded) -> None:
        name = _local(element)
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
            if _local(child) == "ligne":
                lines.append(child)
            else:
                common[canonical(_local(child))] = child.text
        self.columns |= common.keys()
        for line in lines:
            told = {canonical(_local(cell)): cell.text for cell in line}
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


class _Bounded:
    """Bytes counted before the parser sees them: in all, and tags between two entries."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._size = self._tags = 0

    def read(self, size: int = _CHUNK) -> bytes:
        chunk = self._file.read(min(size, _CHUNK) if size > 0 else _CHUNK)
        if self._size == 0:
            chunk = chunk.lstrip(b" \t\r\n") or chunk
        self._size += len(chunk)
        self._tags += chunk.count(b"<")
        if self._size > MAX_BYTES:
            raise UnreadableFileError(
                "too_large",
                "Le fichier XML dépasse la taille permise.",
                "Exportez le FEC par période, ou au format texte.",
            )
        if self._tags > MAX_TAGS:
            raise UnreadableFileError(
                "element_too_large",
                "Une même écriture du fichier dépasse un million de balises.",
                "Ce n’est pas un FEC ordinaire : exportez-le de nouveau depuis le logiciel comptable.",
            )
        return chunk

    def entry_done(self) -> None:
        self._tags = 0


def _events(bounded: _Bounded, book: Book) -> Iterator[Any]:
    stream = etree.iterparse(  # the parser is hardened here: no entity, no network, no huge tree
        bounded,
        events=("start", "end"),
        tag=_TAGS,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    checked = False
    for event, element in stream:
        if not checked:
            _judge_root(element.getroottree().getroot())
            book.encoding = str(element.getroottree().docinfo.encoding or "utf-8").lower()
            checked = True
        if event == "end":
            yield element
    if not checked and stream.root is not None:
        _judge_root(stream.root)


def _judge_root(element: Any) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise UnreadableFileError(
            "xml_doctype",
            "Le fichier contient une déclaration DOCTYPE, qu’aucun FEC n’emploie.",
            "Exportez de nouveau le FEC depuis le logiciel comptable ; ce fichier peut être malveillant.",
            line=1,
        )
    if _local(element) != "comptabilite":
        raise UnreadableFileError(
            "wrong_root",
            f"Le fichier XML commence par <{_local(element)[:40]}>, un FEC par <comptabilite>.",
            EXPORT_AGAIN,
            line=1,
        )


def _broken(error: etree.XMLSyntaxError) -> UnreadableFileError:
    line = int(error.lineno or 0)
    why = str(error.msg).split(", line ", maxsplit=1)[0][:120]
    return UnreadableFileError(
        "broken_xml",
        f"Le fichier XML est tronqué ou mal formé, ligne {line} : {why}.",
        "Exportez de nouveau le FEC : sans lui en entier, rien n’est enregistré.",
        line=line,
    )


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


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
