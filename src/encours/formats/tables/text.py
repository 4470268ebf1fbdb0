"""Tables written as text: their encoding, their separator, and their rows in pieces of bounded size."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

import polars as pl

from encours.core.refusals import UnreadableFileError
from encours.formats.tables.guards import MAX_COLUMNS, MAX_TEXT_BYTES, too_large, too_wide

SEPARATORS = ";\t,|"
_CHUNK = 4 * 1024**2
_SAMPLE = 64 * 1024
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_NOT_WINDOWS = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_BINARY = tuple(range(9)) + tuple(range(14, 27)) + (28, 29, 30, 31)


def decoded(data: bytes) -> tuple[bytes, str]:
    """The same text in UTF-8 with plain line ends, and the encoding that it was in."""
    encoding = encoding_of(data)
    return _plain(data, encoding), encoding


def begun(data: bytes, encoding: str) -> bytes:
    """The first rows of a text, in UTF-8 with plain line ends."""
    return _plain(data[: _SAMPLE * 16], encoding)


def encoding_of(data: bytes) -> str:
    """The encoding of a text; raises UnreadableFileError when it is none, or too large."""
    if len(data) > MAX_TEXT_BYTES:
        raise too_large(MAX_TEXT_BYTES // 1024**2)
    head = data[:_SAMPLE]
    if data.startswith(_WIDE):
        return "utf-16"
    if any(head.count(bytes([code])) for code in _BINARY):
        raise UnreadableFileError(
            "unknown_encoding",
            "L’encodage des caractères du fichier n’est pas reconnu.",
            "Enregistrez le tableau au format « CSV UTF-8 ».",
        )
    if _is_utf8(data):
        return "utf-8"
    return "latin-1" if any(bytes([code]) in data for code in _NOT_WINDOWS) else "cp1252"


def _is_utf8(data: bytes) -> bool:
    """Piece by piece: the text of a whole file would be a second and larger copy of it."""
    reader = codecs.getincrementaldecoder("utf-8")()
    try:
        for begin in range(0, len(data), _CHUNK):
            reader.decode(data[begin : begin + _CHUNK])
        reader.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _plain(data: bytes, encoding: str) -> bytes:
    text = data.removeprefix(b"\xef\xbb\xbf")
    if encoding != "utf-8":
        text = data.decode(encoding, errors="replace").removeprefix("\ufeff").encode()
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def separator_of(text: bytes) -> str:
    """The separator that cuts the first rows into the same number of cells, most often."""
    lines = text[:_SAMPLE].decode(errors="replace").split("\n")[:40]
    return max(SEPARATORS, key=lambda sign: _regularity(lines, sign))


def _regularity(lines: list[str], sign: str) -> tuple[int, int]:
    try:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign) if any(cell.strip() for cell in row)]
    except csv.Error:
        return (0, 0)
    told = [width for width in widths if width > 1]
    if not told:
        return (0, 0)
    usual = max(set(told), key=told.count)
    return (told.count(usual), usual)


def first_rows(text: bytes, separator: str, count: int) -> list[list[str]]:
    """The first rows, blank ones among them, as they are written."""
    rows = csv.reader(
        io.StringIO(text[: _SAMPLE * 8].decode(errors="replace"), newline=""), delimiter=separator
    )
    found: list[list[str]] = []
    try:
        for row in rows:
            if len(row) > MAX_COLUMNS:
                raise too_wide()
            found.append(row)
            if len(found) == count:
                break
    except csv.Error:
        pass  # the reading proper says which line
    return found


def frames(data: bytes, encoding: str, separator: str, width: int) -> Iterator[pl.DataFrame]:
    """Every row as text, columns `c0`, `c1`… and the 1-based `line` it begins on, piece by piece."""
    line = 1
    for chunk in _texts(data, encoding):
        found = _frame(chunk, separator, width, line)
        breaks = sum((pl.col(name).fill_null("").str.count_matches("\n", literal=True) for name in found.columns),
                     start=pl.lit(0, dtype=pl.UInt32))  # fmt: skip
        spans = found.with_columns(more=breaks.cast(pl.Int64)).with_row_index("rank")
        before = (pl.col("more").cum_sum() - pl.col("more")) + pl.col("rank").cast(pl.Int64) + line
        yield spans.with_columns(line=before).drop("more", "rank")
        line += chunk.count(b"\n")


def _texts(data: bytes, encoding: str) -> Iterator[bytes]:
    """Pieces in UTF-8 with plain line ends; cut before they are decoded, where each line end is two bytes or one."""
    if encoding == "utf-16" or data.count(b"\r") != data.count(b"\r\n"):
        yield from _chunks(_plain(data, encoding))
        return
    for chunk in _chunks(data):
        yield _plain(chunk, encoding)


def _chunks(text: bytes) -> Iterator[bytes]:
    """Pieces that end where a row ends: behind a line end, all quotes closed."""
    begin, size = 0, len(text)
    while begin < size:
        end = min(size, begin + _CHUNK)
        open_quotes = text.count(b'"', begin, end) % 2
        while end < size:
            cut = text.find(b"\n", end)
            if cut < 0:
                end = size
                break
            open_quotes = (open_quotes + text.count(b'"', end, cut)) % 2
            end = cut + 1
            if not open_quotes:
                break
        yield text[begin:end]
        begin = end


def _frame(chunk: bytes, separator: str, width: int, line: int) -> pl.DataFrame:
    schema = {f"c{rank}": pl.String for rank in range(width)}
    try:
        return pl.read_csv(
            io.BytesIO(chunk),
            separator=separator,
            has_header=False,
            schema=schema,
            truncate_ragged_lines=True,
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return _by_hand(chunk, separator, width, line)


def _by_hand(chunk: bytes, separator: str, width: int, line: int) -> pl.DataFrame:
    """Quotes that are not closed as they should: the patient reader takes them as they stand."""
    rows = csv.reader(io.StringIO(chunk.decode(errors="replace"), newline=""), delimiter=separator)
    try:
        told = [[*row[:width], *[None] * (width - len(row))] for row in rows]
    except csv.Error as wrong:
        number = line + rows.line_num - 1
        raise UnreadableFileError(
            "unreadable",
            f"La ligne {number} ne se laisse pas découper en colonnes.",
            "Vérifiez les guillemets de cette ligne, puis enregistrez de nouveau le tableau en CSV.",
            line=number,
        ) from wrong
    return pl.DataFrame(told, schema={f"c{rank}": pl.String for rank in range(width)}, orient="row")
