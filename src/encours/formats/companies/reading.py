"""Reading a file of companies: only those asked for leave it, so memory follows the customers, not the register."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa
from polars.exceptions import PanicException, PolarsError
from pyarrow import parquet

from encours.core.companies import Company, company_of
from encours.core.refusals import UnreadableFileError
from encours.formats.companies.columns import Layout

_LARGEST_JSON: Final = 64 * 1024**2
_SIREN: Final = 9
_PARQUET: Final = b"PAR1"
_BATCH: Final = 65_536
_SEPARATORS: Final = (",", ";", "\t")

_DAMAGED = (
    pa.ArrowException,
    PanicException,
    PolarsError,
    OSError,
    json.JSONDecodeError,
    UnicodeDecodeError,
    RecursionError,
)


def read_companies(path: Path, sirens: Collection[str] | None = None) -> Iterator[Company]:
    """The companies of a file, those of these SIREN alone where some are given.

    Raises
        UnreadableFileError: `no_companies` for a file of something else, `unreadable` for a damaged one.
    """
    with path.open("rb") as file:
        head = file.read(65_536)
    if head.startswith(b"PK"):
        raise UnreadableFileError(
            "packed",
            "Ce fichier d’entreprises est une archive.",
            "Décompressez-la, puis donnez le fichier qu’elle contient.",
        )
    try:
        rows = (
            _of_json(path)
            if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")
            else _of_table(path, head, sirens)
        )
        for told in rows:
            found = company_of(told)
            if found is not None and _is_siren(found.siren) and (sirens is None or found.siren in sirens):
                yield found
    except _DAMAGED as wrong:
        raise UnreadableFileError(
            "unreadable", "Ce fichier d’entreprises est endommagé.", "Téléchargez-le de nouveau."
        ) from wrong


def _of_table(path: Path, head: bytes, sirens: Collection[str] | None) -> Iterator[dict[str, Any]]:
    names, parts = _parquet(path) if head.startswith(_PARQUET) else _csv(path, head)
    layout = Layout(names)
    if not layout.known:
        raise _no_companies()
    for rows in parts(layout.columns):
        for row in _asked(rows, layout, sirens).collect(engine="streaming").iter_rows(named=True):
            yield layout.told(row)


def _asked(rows: pl.LazyFrame, layout: Layout, sirens: Collection[str] | None) -> pl.LazyFrame:
    rows = rows.select(pl.col(layout.columns).cast(pl.String))
    if layout.seat:
        rows = rows.filter(pl.col(layout.seat).str.to_lowercase().is_in(["true", "1", "t", "oui"]))
    if sirens is not None:
        rows = rows.filter(pl.col(layout.siren).str.zfill(_SIREN).is_in(sorted(sirens)))
    return rows


_Parts = Callable[[list[str]], Iterator[pl.LazyFrame]]


def _parquet(path: Path) -> tuple[list[str], _Parts]:
    """By Arrow, a batch at a time: a damaged file made the reader of frames end the whole process."""
    file = parquet.ParquetFile(path)

    def parts(columns: list[str]) -> Iterator[pl.LazyFrame]:
        for batch in file.iter_batches(columns=columns, batch_size=_BATCH):
            yield pl.DataFrame(batch).lazy()

    return list(file.schema_arrow.names), parts


def _csv(path: Path, head: bytes) -> tuple[list[str], _Parts]:
    first = head.split(b"\n", 1)[0].decode("utf-8", "replace")
    separator = max(_SEPARATORS, key=first.count)
    rows = pl.scan_csv(
        path, separator=separator, infer_schema=False, encoding="utf8-lossy", truncate_ragged_lines=True
    )
    return rows.collect_schema().names(), lambda _columns: iter([rows])


def _of_json(path: Path) -> Iterator[dict[str, Any]]:
    """What was kept of the register's own answers: one, several, or their results alone."""
    if path.stat().st_size > _LARGEST_JSON:
        raise UnreadableFileError(
            "too_large", "Ce fichier JSON dépasse 64 Mio.", "Donnez le même stock en CSV ou en Parquet."
        )
    results = list(_results(json.loads(path.read_bytes())))
    if not results:
        raise _no_companies()
    return iter(results)


def _results(told: Any) -> Iterator[dict[str, Any]]:
    """The results, wherever the answer was wrapped."""
    if isinstance(told, list):
        for one in told:
            yield from _results(one)
    elif isinstance(told, dict) and "siren" in told:
        if "etat_administratif" in told or "activite_principale" in told:
            yield told
    elif isinstance(told, dict):
        for name in ("results", "result"):
            yield from _results(told.get(name))


def _is_siren(text: str) -> bool:
    return len(text) == _SIREN and text.isdecimal()


def _no_companies() -> UnreadableFileError:
    return UnreadableFileError(
        "no_companies",
        "Ce fichier ne dit rien d’entreprises par leur SIREN.",
        "Sont lus : StockUniteLegale et StockEtablissement de l’INSEE (CSV ou Parquet), et les réponses de "
        "recherche-entreprises (JSON ou CSV).",
    )
